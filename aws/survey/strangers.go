package survey

import (
	"slices"

	"secretwatch/aws/monitor"
)

// lists are asked for where nothing of the monitor is there under its names:
// then it may be one of other hands, which only what is wired to what can tell.
func (t *taker) lists() []look {
	if t.options.For != Doctor || t.anythingThere() || t.s.Alarm.Unseen != nil || t.s.Trails.Unseen != nil {
		return nil
	}
	t.inventory = &inventory{Account: t.Account}
	t.inventory.trails = listing[monitor.Trail]{all: *t.s.Trails.Value, whole: true}
	if s := t.s.Secret.Value; s != nil {
		t.inventory.secrets = listing[monitor.Secret]{all: []monitor.Secret{*s}, whole: true}
	}
	return []look{t.inventory.listFilters, t.inventory.listAlarms, t.inventory.listMails}
}

// anythingThere reports that at least one part has the name that was asked for.
// The role and the bucket do not count: they may serve a chain of other hands.
func (t *taker) anythingThere() bool {
	named := t.s.Trails.There() && slices.ContainsFunc(*t.s.Trails.Value, t.namesTrail)
	return named || t.s.LogGroup.There() || t.s.Topic.There() || t.s.Alarm.There()
}

// again takes the names of the chain that is about the monitor's secret, and
// looks at its parts.
func (t *taker) again() []look {
	if t.inventory == nil {
		return nil
	}
	t.inventory.parse()
	// Those that have an e-mail subscriber are enough.
	t.inventory.topics.all = slices.Compact(slices.Sorted(slices.Values(t.inventory.mails.all)))
	c := t.stranger()
	if c == nil {
		return nil
	}
	was := t.names
	t.names = c.over(t.names, t.Place)
	looks := []look{t.logGroup, t.topic, t.alarm}
	if t.names.Bucket != was.Bucket {
		t.bucketForbidden = false
		looks = append(looks, t.bucketPolicy)
	}
	if t.names.Role != was.Role {
		looks = append(looks, t.role)
	}
	if t.names.Alarm != was.Alarm {
		looks = append(looks, t.mutes)
		t.late = []look{t.alarmHistory} // a quota would hold this wave up
	}
	return looks
}

// stranger is a chain for the monitor's secret: rather one whose pattern speaks
// of it, never one that keeps to another, and rather one with an alarm. Those
// that a trail feeds come first in the list.
func (t *taker) stranger() *chain {
	v := t.inventory
	speaks := func(c chain) bool { return c.filter != nil && v.pinned(*c.filter) == t.names.Secret }
	counts := func(c chain) bool { return c.filter != nil && v.pinned(*c.filter) == "" }
	return best(
		v.others(nil),
		func(c chain) bool { return speaks(c) && c.alarm != nil },
		speaks,
		func(c chain) bool { return counts(c) && c.alarm != nil },
		counts,
		func(c chain) bool { return c.filter == nil },
	)
}
