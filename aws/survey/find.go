package survey

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"secretwatch/aws/account"
	"secretwatch/aws/monitor"
)

// Candidate is a monitor that is there, or was begun.
type Candidate struct {
	monitor.Names                // of parts that are missing, the usual ones; Secret is "" where several may be meant
	Ours          bool           // made by setup, by its tags
	Complete      bool           // every part is there and wired to the next, as far as lists show it
	Missing       []monitor.Kind // that are not there
	Why           string         // how it was found, and what is not wired; safe for a screen
}

// Find finds the monitors of this account and region, whoever made them, also
// those that were left half-built: a filter on a group that no trail feeds, an
// alarm on a metric that no filter writes, names that differ by a letter. It
// goes from filters, alarms, topics and trails to what they are wired to, and
// tells by patterns, names and reads which secret is meant. Those of setup come
// first, then whole ones. It makes six calls and one for every further page, at
// most eight for tags, three for log groups and one for reads; what could not be
// asked is an error beside what was found.
func Find(ctx context.Context, a *account.Account) ([]Candidate, error) {
	v := takeInventory(ctx, a)
	err := errors.Join(v.errs()...)
	if ctx.Err() != nil || len(v.errs()) == lists {
		return nil, err
	}
	found, tagErr := v.ours(ctx)
	for _, c := range v.others(found) {
		found = append(found, owned{chain: c})
	}
	together(ctx, append(v.lookForGroups(found), v.lookForReads(found)...))
	err = errors.Join(v.errs()...)
	for i := range found {
		if found[i].secret == "" {
			found[i].secret = v.whichSecret(found[i].chain)
		}
	}
	candidates := make([]Candidate, 0, len(found))
	for _, f := range found {
		candidates = append(candidates, v.candidate(f))
	}
	slices.SortStableFunc(candidates, func(x, y Candidate) int {
		return cmp.Or(before(x.Ours, y.Ours), before(x.Complete, y.Complete), cmp.Compare(len(x.Missing), len(y.Missing)),
			cmp.Compare(x.Secret, y.Secret), cmp.Compare(x.Alarm, y.Alarm), cmp.Compare(x.Filter, y.Filter))
	})
	return candidates, errors.Join(err, tagErr)
}

// before puts true first.
func before(x, y bool) int {
	switch {
	case x == y:
		return 0
	case x:
		return -1
	default:
		return 1
	}
}

// owned is a chain, and the names that setup gave it where setup made it.
type owned struct {
	chain
	by *monitor.Names
}

// maxTagged is of how many alarms that look like setup's the tags are read.
const maxTagged = 8

// ours are the monitors that setup made: by the tags of their alarms, and of
// secrets whose alarm is not there any more.
func (v *inventory) ours(ctx context.Context) ([]owned, error) {
	var like []monitor.Alarm
	for _, a := range v.alarms.all {
		if likeOurs(a) && len(like) < maxTagged {
			like = append(like, a)
		}
	}
	err := readTags(ctx, v.Account, like)
	var all []monitor.Names
	add := func(n monitor.Names) {
		if !slices.ContainsFunc(all, func(o monitor.Names) bool { return o.Monitor == n.Monitor }) {
			all = append(all, n)
		}
	}
	for _, a := range like {
		if n, ok := namesOfAlarm(a, v.Place); ok {
			add(n)
		}
	}
	for _, s := range v.secrets.all {
		if n := monitor.NamesFor(s.Name.Raw(), v.Place); n.Ours(s.Tags) {
			add(n)
		}
	}
	found := make([]owned, 0, len(all))
	for _, n := range all {
		found = append(found, owned{v.named(n), &n})
	}
	return found, err
}

// named are the parts that have these very names.
func (v *inventory) named(n monitor.Names) chain {
	c := chain{secret: n.Secret}
	c.trail = best(
		v.trails.all,
		func(t monitor.Trail) bool { return t.Name == n.Trail && t.HomeRegion == v.Region },
		func(t monitor.Trail) bool { return t.Name == n.Trail || t.ARN == n.Trail },
	)
	c.filter = best(
		v.filters.all,
		func(f monitor.MetricFilter) bool { return f.Name == n.Filter && f.LogGroup == n.LogGroup },
		func(f monitor.MetricFilter) bool { return f.Name == n.Filter && n.LogGroup == "" && v.fed(f.LogGroup) },
		func(f monitor.MetricFilter) bool { return f.Name == n.Filter && n.LogGroup == "" },
	)
	c.alarm = best(v.alarms.all, func(a monitor.Alarm) bool { return a.Name == n.Alarm })
	c.group = n.LogGroup
	switch {
	case isARN(n.Topic):
		c.topic = n.Topic
	case n.Topic != "":
		c.topic = n.TopicARN(v.Place)
	}
	return c
}

// candidate judges a chain.
func (v *inventory) candidate(f owned) Candidate {
	var c Candidate
	if f.by != nil {
		c.Names, c.Ours = *f.by, true
	} else {
		c.Names = v.names(f.chain)
	}
	c.Missing = v.missing(f.chain)
	gaps, sure := v.gaps(f.chain)
	c.Complete = sure && len(c.Missing) == 0 && len(gaps) == 0
	why := []string{v.how(f)}
	if len(c.Missing) > 0 {
		words := make([]string, len(c.Missing))
		for i, k := range c.Missing {
			words[i] = k.Word()
		}
		why = append(why, "not there: "+strings.Join(words, ", "))
	}
	c.Why = strings.Join(append(why, gaps...), "; ")
	return c
}

// how says by what the chain was found.
func (v *inventory) how(f owned) string {
	switch {
	case f.by != nil:
		return "carries the tags of secretwatch"
	case f.filter != nil:
		return "metric filter " + quoted(f.filter.Name) + " on log group " + quoted(f.filter.LogGroup) + " looks for reads"
	case f.alarm != nil:
		return "alarm " + quoted(f.alarm.Name) + " is on metric " + quoted(f.alarm.Metric)
	case f.topic != "":
		return "topic " + quoted(topicName(f.topic, v.Place)) + " has an e-mail subscriber"
	default:
		return "trail " + quoted(f.trail.Name) + " is named for it"
	}
}
