package talk

import (
	"strconv"
	"strings"

	"secretwatch/aws/record"
	"secretwatch/aws/watch"
	"secretwatch/ui/plain"
)

// numbered is the read that a number means: 1 is the newest of those that are
// heard, and is meant where none is said. It is false where there is none, which
// has been said.
func (w *watching) numbered(word, number string) (watch.Read, bool) {
	list := w.shown()
	n, err := strconv.Atoi(number)
	switch {
	case len(w.reads) == 0:
		w.say("No read was seen so far.")
		return watch.Read{}, false
	case len(list) == 0:
		w.sayNarrowed()
		return watch.Read{}, false
	case number == "":
		n = 1
	case err != nil || n < 1:
		w.say("Type %s and a number, such as %[1]s 1 for the newest.", word)
		return watch.Read{}, false
	case n > len(list):
		w.say("There are %s only; %s 1 is the newest.", count(len(list), "read"), word)
		return watch.Read{}, false
	}
	return list[len(list)-n], true
}

// detail says all that is known of one read.
func (w *watching) detail(number string) {
	r, ok := w.numbered("read", number)
	if !ok {
		return
	}
	w.out.Read(r)
	w.known("Secret", r.Secret.Safe())
	w.known("Who", r.Who.ARN.Safe())
	w.known("Session", r.Who.Session.Safe())
	if agent, _, long := strings.Cut(r.Agent.Safe(), " "); long {
		w.say("User agent: %s, and more that json has.", agent)
	} else {
		w.known("User agent", agent)
	}
	w.known("Access key", r.KeyID)
	if r.Who.Kind != record.WhoService {
		mfa := "no"
		if r.MFA {
			mfa = "yes"
		}
		w.say("With a second factor: %s.", mfa)
	}
	w.known("Error", r.Error.Safe())
	w.whereSeen(r)
	w.known("Event id", r.EventID)
	w.known("Request id", r.RequestID)
	w.remarks(r)
}

// record says a read's record as it lies in the trail, for copying.
func (w *watching) record(number string) {
	r, ok := w.numbered("json", number)
	switch {
	case !ok:
	case r.JSON.Empty():
		w.say("The record of that read is not kept here.")
	default:
		w.say("The record as CloudTrail wrote it:")
		w.out.Whole(r.JSON.Safe())
	}
}

// link says where a read is seen elsewhere, for copying.
func (w *watching) link(number string) {
	if w.feed.EventURL == nil || w.feed.EventCommand == nil {
		w.say("There is no page and no command to name here.")
		return
	}
	r, ok := w.numbered("link", number)
	switch {
	case !ok:
		return
	case r.EventID == "":
		w.say("The record has no event id, by which it could be found.")
		return
	}
	if w.feed.Inbox != nil {
		w.say("The sandbox has no console. On AWS the event's page would be:")
	} else {
		w.say("The event's page in the console:")
	}
	w.out.Whole(w.feed.EventURL(r.Read))
	w.say("The AWS CLI's command that shows it:")
	w.out.Whole(w.feed.EventCommand(r.Read))
}

// known says a fact, where it is one.
func (w *watching) known(what, text string) {
	if text != "" {
		w.say("%s: %s", what, plain.Sentence(text))
	}
}

func (w *watching) whereSeen(r watch.Read) {
	if !r.InHistory.IsZero() {
		w.say("In the Event history by %s.", w.out.Clock(r.InHistory))
	}
	if r.InLogs.IsZero() {
		w.say("Not seen in the log group so far.")
		return
	}
	w.say("In the log group at %s.", w.out.Clock(r.InLogs))
	if r.Matched { // else it does not, or its pattern is not known
		w.say("The metric filter matches it.")
	}
}
