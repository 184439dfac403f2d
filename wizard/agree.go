package wizard

import (
	"net/url"
	"slices"

	"secretwatch/aws/monitor"
)

// Makes lists what the yes to a step makes where the steps are made one by one.
// The trail cannot be made before it is known where it delivers, which told says;
// the topic's policy names the alarm.
func Makes(id StepID, told bool) []monitor.Kind {
	switch {
	case id == StepTrail && !told:
		return []monitor.Kind{monitor.KindBucket}
	case id == StepDelivery:
		return append(Builds(id), monitor.KindTrail)
	case id == StepAlarm:
		return append(Builds(id), monitor.KindTopic)
	default:
		return Builds(id)
	}
}

// Owned takes a secret that setup made as part of the monitor, also where a person
// picked it from the list.
func Owned(d monitor.Desired, seen monitor.Snapshot) monitor.Desired {
	if found := seen.Secret.Value; found != nil && d.Ours(found.Tags) {
		d.SecretExists = false
	}
	return d
}

// Part is what a plan does to parts of these kinds; nothing is done to the
// others. The monitor takes over the names that the plan found: a shared trail's
// parts have names of their own.
func Part(d monitor.Desired, changes []monitor.Change, kinds []monitor.Kind) (monitor.Desired, []monitor.Change) {
	list := slices.Clone(changes)
	for i, c := range list {
		if c.Name != "" && c.Kind != monitor.KindSubscription {
			d.Names = d.With(c.Kind, c.Name)
		}
		if !slices.Contains(kinds, c.Kind) {
			list[i] = monitor.Change{Kind: c.Kind, Name: c.Name, ARN: c.ARN, Action: monitor.ActionNone}
		}
	}
	return d, list
}

// Touches reports that a change does something to what is there. What is taken
// into the monitor as it is stays untouched.
func Touches(c monitor.Change) bool {
	return c.Action == monitor.ActionUpdate || c.Action == monitor.ActionDelete
}

// Grave reports that a change takes a yes of its own also as part of a plan that
// was accepted: it touches what setup did not make, or takes something away.
func Grave(c monitor.Change) bool {
	return c.NotOurs && Touches(c) || c.Action == monitor.ActionDelete
}

// Asks reports that a change of one step takes a yes of its own: it touches what
// setup did not make, takes something away, or uses what nobody has named.
func Asks(d monitor.Desired, c monitor.Change) bool {
	takes := c.Action == monitor.ActionAdopt && c.Kind != monitor.KindSecret && !d.Takes[c.Kind]
	return Grave(c) || c.NotOurs && takes
}

// CheckEmail says what is wrong with an address, "" where nothing is.
func CheckEmail(address string) string { return checkEmail(address) }

// CheckLink says what is wrong with the link of a confirmation mail, "" where
// nothing is.
func CheckLink(link string) string {
	u, err := url.Parse(link)
	switch {
	case link == "":
		return "The link is empty; copy the address behind \"Confirm subscription\" from the mail, it holds Token=."
	case err != nil || u.Host == "" || u.Query().Get("Token") == "":
		return "This is not the link from the mail; copy the address behind \"Confirm subscription\", it holds Token=."
	default:
		return ""
	}
}
