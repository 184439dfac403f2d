package report

import (
	"slices"
	"strings"

	"secretwatch/aws/monitor"
)

func (p *page) comparing() {
	p.line("CloudTrail's own notification says that a log file has arrived in the bucket; it comes for every file, whatever is in it, and does not say what happened. The alarm's says that what the filter counts has " +
		"happened, and comes once for each change to ALARM. Neither says who it was: CloudTrail's record does.")
	if c, ok := p.notified(); !p.Snapshot.Changes.There() {
		p.line("Whether CloudTrail's own notifications were switched on for the topic is not known: Event history could not be asked.")
	} else if ok {
		p.line("Event history has a change of the trail that names the topic: %s at %s by %s. That is how CloudTrail's own notifications are switched on, and off again.", p.code(c.Event), p.when(c.At), p.who(c.Who.Raw()))
	} else if c, ok := p.experiment(); ok {
		p.line("A comparison switched CloudTrail's own notifications on at %s, to a topic of its own (%s), and not to the alarm's.", p.when(c.At), p.code(p.Snapshot.Names.FilesTopic()))
	} else {
		p.line("Event history has no change of the trail that names this topic, so that CloudTrail's own notifications were not switched on for it, as far as it tells.")
	}
	p.kept()
	if p.Comparison != nil {
		p.compared(*p.Comparison)
		return
	}
	p.line("The comparison itself was not measured for this report: AWS does not keep which mail came of what. `secretwatch compare --json` measures it, and `--comparison FILE` puts its answer in here.")
	p.ask("how many mails did each way send for one read, how soon, and which would you keep?")
}

// experiment is the newest change of the trail that names a comparison's topic.
func (p *page) experiment() (monitor.Changed, bool) {
	for _, c := range slices.Backward(p.changes) {
		if p.notify(c) != "" {
			return c, true
		}
	}
	return monitor.Changed{}, false
}

// notify says of a change of the trail that a comparison made it tell of its
// files.
func (p *page) notify(c monitor.Changed) string {
	topic := p.Snapshot.Names.FilesTopic()
	for _, r := range c.Resources {
		if c.Event == callUpdateTrail && (r.Raw() == topic || strings.HasSuffix(r.Raw(), ":"+topic)) {
			return ": notifications to " + p.code(topic)
		}
	}
	return ""
}

// notified is a change of the trail that names the topic, by its ARN, or by a
// name that no other part has.
func (p *page) notified() (monitor.Changed, bool) {
	n := p.Snapshot.Names
	shared := false
	for _, k := range monitor.Kinds() {
		shared = shared || k != monitor.KindTopic && n.Of(k) == n.Topic
	}
	for _, c := range p.changes {
		if c.Event != callUpdateTrail && c.Event != "CreateTrail" || n.Topic == "" {
			continue
		}
		for _, r := range c.Resources {
			raw := r.Raw()
			if raw == n.Topic && !shared || strings.Contains(raw, ":sns:") && strings.HasSuffix(raw, ":"+n.Topic) {
				return c, true
			}
		}
	}
	return monitor.Changed{}, false
}
