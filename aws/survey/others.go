package survey

import (
	"slices"
	"strings"

	"secretwatch/aws/arnpart"
	"secretwatch/aws/monitor"
)

// others are the chains that setup did not make, whole or begun.
func (v *inventory) others(ours []owned) []chain {
	s := &seeds{inventory: v, alarms: map[string]bool{}, filters: map[string]bool{}, topics: map[string]bool{}}
	for _, o := range ours {
		s.claim(o.chain)
		s.topics[ruleTopicOf(*o.by, v.Place)] = true
	}
	for _, topic := range v.topics.all {
		s.topics[topic] = s.topics[topic] || v.beside(topic)
	}
	s.fromFilters(true)
	s.fromFilters(false)
	s.fromAlarms()
	s.fromTopics()
	s.join()
	for i := range s.found {
		c := &s.found[i]
		v.grow(c)
		v.guess(c)
		c.secret = v.whichSecret(*c)
	}
	s.fromTrails(ours)
	return s.found
}

// seeds are the parts from which chains grow, each in one chain alone.
type seeds struct {
	*inventory
	found                   []chain
	alarms, filters, topics map[string]bool // claimed by a chain already
}

// beside reports that a topic is one of a comparison or of an EventBridge rule.
func (v *inventory) beside(topic string) bool { return monitor.BesideTopic(topicName(topic, v.Place)) }

func keyOf(f monitor.MetricFilter) string { return f.LogGroup + "\x00" + f.Name }

func (s *seeds) claim(c chain) {
	if c.filter != nil {
		s.filters[keyOf(*c.filter)] = true
		// Further alarms on the metric are the same monitor's.
		for _, a := range s.inventory.alarms.all {
			if sameMetric(*c.filter, a) {
				s.alarms[a.Name] = true
			}
		}
	}
	if c.alarm != nil {
		s.alarms[c.alarm.Name] = true
		// Further filters for its metric, too.
		for _, f := range s.inventory.filters.all {
			if sameMetric(f, *c.alarm) {
				s.filters[keyOf(f)] = true
			}
		}
	}
	s.topics[c.topic] = true
}

// fromFilters takes the filters for reads, first those that an alarm watches:
// they know best which alarm is theirs.
func (s *seeds) fromFilters(watched bool) {
	all := s.inventory.filters.all
	for _, fed := range []bool{true, false} {
		for i := range all {
			f := &all[i]
			if s.filters[keyOf(*f)] || !s.aboutReads(*f) || s.watched(*f) != watched || s.fed(f.LogGroup) != fed {
				continue
			}
			c := chain{filter: f}
			s.grow(&c)
			if !watched && c.alarm != nil && s.alarms[c.alarm.Name] {
				c.alarm, c.topic = nil, ""
			}
			s.claim(c)
			s.found = append(s.found, c)
		}
	}
}

// fromAlarms takes alarms that are named for secrets. CloudWatch's metrics of
// AWS's own services are something else, and so is what a filter for other
// events writes.
func (s *seeds) fromAlarms() {
	all := s.inventory.alarms.all
	for i := range all {
		a := &all[i]
		if s.alarms[a.Name] || strings.HasPrefix(a.Namespace, "AWS/") || s.written(*a) || !s.speaks(a.Name, a.Metric, a.Description.Raw()) {
			continue
		}
		c := chain{alarm: a, topic: s.topicOf(*a)}
		s.claim(c)
		s.found = append(s.found, c)
	}
}

// fromTopics takes topics with an e-mail subscriber and a telling name to which
// no alarm sends.
func (s *seeds) fromTopics() {
	for _, topic := range s.inventory.topics.all {
		if !s.topics[topic] && s.telling(topic) && s.lone(topic) {
			s.topics[topic] = true
			s.found = append(s.found, chain{topic: topic})
		}
	}
}

// telling reports that the topic was meant for alerts of this kind.
func (v *inventory) telling(topic string) bool {
	name := topic[strings.LastIndexByte(topic, ':')+1:]
	return (v.mailed(topic) || v.mails.err != nil) && (v.speaks(name) || strings.Contains(bare(name), "secur"))
}

// join makes one of two halves that lack each other, where there is no choice:
// a filter that no alarm watches and an alarm that no filter feeds, and a chain
// that mails to nobody and a topic to which nobody sends.
func (s *seeds) join() {
	lone := func(is func(chain) bool) int {
		at := -1
		for i, c := range s.found {
			if is(c) && at >= 0 {
				return -1
			}
			if is(c) {
				at = i
			}
		}
		return at
	}
	filter := lone(func(c chain) bool { return c.filter != nil && c.alarm == nil })
	alarm := lone(func(c chain) bool { return c.alarm != nil && c.filter == nil })
	if filter >= 0 && alarm >= 0 {
		s.found[filter].alarm, s.found[filter].topic = s.found[alarm].alarm, s.found[alarm].topic
		s.found = slices.Delete(s.found, alarm, alarm+1)
	}
	silent := lone(func(c chain) bool { return c.topic == "" })
	// Nobody gets what the alarm sends, and somebody waits at another topic.
	unheard := lone(func(c chain) bool {
		return c.alarm != nil && slices.Contains(s.inventory.topics.all, c.topic) && !s.mailed(c.topic) && s.mails.err == nil
	})
	topic := lone(func(c chain) bool { return c.topic != "" && c.alarm == nil && c.filter == nil })
	switch {
	case topic >= 0 && (silent >= 0 || unheard >= 0):
		if silent < 0 {
			silent = unheard
		}
		s.found[silent].topic = s.found[topic].topic
		s.found = slices.Delete(s.found, topic, topic+1)
	case silent >= 0:
		s.found[silent].topic = s.onlyWaiting()
	}
}

// onlyWaiting is the one topic, whatever its name, at which an address waits for
// what no alarm sends; "" where there is none, or a choice.
func (s *seeds) onlyWaiting() string {
	only := ""
	for _, topic := range s.mails.all {
		if topic == only || s.topics[topic] || !s.lone(topic) || !slices.Contains(s.inventory.topics.all, topic) {
			continue
		}
		if only != "" {
			return ""
		}
		only = topic
	}
	return only
}

// guess takes a trail for a chain that none feeds: somebody has to say that it
// does not.
func (v *inventory) guess(c *chain) {
	if c.trail != nil || c.filter == nil && c.alarm == nil && c.topic == "" {
		return
	}
	c.trail = best(
		v.trails.all,
		func(t monitor.Trail) bool { return v.speaks(t.Name, t.Bucket) },
		func(t monitor.Trail) bool { return v.groupOf(t) != "" && !t.Organization },
		func(t monitor.Trail) bool { return t.HomeRegion == v.Region && !t.Organization },
		func(t monitor.Trail) bool { return !t.Organization },
	)
	if c.trail != nil && c.group == "" {
		c.group = v.groupOf(*c.trail)
	}
}

// fromTrails takes trails of this region that are named for secrets and that no
// chain has. What a trail of another region feeds is there.
func (s *seeds) fromTrails(ours []owned) {
	has := func(c chain, t monitor.Trail) bool { return c.trail != nil && c.trail.ARN == t.ARN }
	all := s.inventory.trails.all
	for i := range all {
		t := &all[i]
		taken := slices.ContainsFunc(ours, func(o owned) bool { return has(o.chain, *t) }) ||
			slices.ContainsFunc(s.found, func(c chain) bool { return has(c, *t) })
		if taken || t.HomeRegion != s.Region || !s.speaks(t.Name, t.Bucket, arnpart.LogGroup(t.LogGroupARN)) {
			continue
		}
		c := chain{trail: t, group: s.groupOf(*t)}
		c.secret = s.whichSecret(c)
		s.found = append(s.found, c)
	}
}
