package survey

import (
	"context"
	"errors"
	"fmt"

	"secretwatch/aws/account"
	"secretwatch/aws/monitor"
)

// Wants are the looks that only a monitor with something wrong deserves.
type Wants struct {
	Events     []string // names of changes to look for in Event history, of which six at most are
	Elsewhere  bool     // trails of other regions that this one does not know
	AwayReads  bool     // reads of the secret in other regions
	Managed    bool     // the documents of the role's managed policies and boundary
	Composites bool     // composite alarms over the alarm
	AwayAlarms bool     // alarms on the filter's metric in other regions
	AwayRules  bool     // rules of the rule's name in other regions
}

// Deepen adds to a snapshot that Take made for the doctor what is wanted, and
// the tags that Take left out. The snapshot that was handed in stays as it is.
// It makes at most six calls for events, one a second as the quota asks, four
// for other trails, five each for reads, alarms and rules of other regions, eight for managed policies and
// one for composite alarms. An error comes only where ctx is done, the account is
// not known, or AWS refuses the credentials.
func Deepen(ctx context.Context, a *account.Account, s monitor.Snapshot, o Options, w Wants) (monitor.Snapshot, error) {
	if a.Account == "" {
		return s, errors.New("look closer at the monitor: the account is not known yet")
	}
	t := &taker{Account: a, options: o, names: s.Names, s: &s}
	t.own()
	unsigned, _ := a.Log.Unsigned()
	looks := t.missingTags()
	if w.Managed {
		looks = append(looks, t.managed()...)
	}
	if w.Elsewhere {
		looks = append(looks, t.elsewhere)
	}
	if w.Composites {
		looks = append(looks, t.composites)
	}
	changes := newHistory(w.Events)
	looks = append(looks, changes.looks(t)...)
	together(ctx, looks)
	t.joinTopic()
	if w.AwayReads {
		t.awayReads(ctx)
	}
	if w.AwayAlarms {
		t.awayAlarms(ctx)
	}
	if w.AwayRules && t.s.AwayRules.Absent() {
		t.awayRules(ctx)
	}
	if err := ctx.Err(); err != nil {
		return s, fmt.Errorf("look closer at the monitor: %w", err)
	}
	if n, err := a.Log.Unsigned(); n > unsigned {
		return s, fmt.Errorf("look closer at the monitor: %w", err)
	}
	if len(changes.names) > 0 {
		s.Changes = changes.answer()
	}
	return s, nil
}

// own copies what will be written to, since a snapshot shares it with its
// copies.
func (t *taker) own() {
	if v := t.s.Role.Value; v != nil {
		t.s.Role = monitor.Found(*v)
	}
	if v := t.s.Topic.Value; v != nil {
		t.s.Topic = monitor.Found(*v)
	}
	if v := t.s.RuleTopic.Value; v != nil {
		t.s.RuleTopic = monitor.Found(*v)
	}
	if v := t.s.Bucket.Value; v != nil {
		t.s.Bucket = monitor.Found(*v)
	}
	if v := t.s.Trail.Value; v != nil {
		t.s.Trail = monitor.Found(*v)
	}
	if v := t.s.LogGroup.Value; v != nil {
		t.s.LogGroup = monitor.Found(*v)
	}
}

// missingTags are those that Take did without, for a remedy to know whose the
// parts are.
func (t *taker) missingTags() []look {
	var looks []look
	if b := t.s.Bucket.Value; b != nil && !b.OwnedByAnother && b.Tags.Absent() {
		looks = append(looks, t.bucketTags)
	}
	if x := t.s.Topic.Value; x != nil && x.Tags == nil {
		looks = append(looks, t.topicTags)
	}
	if x := t.s.RuleTopic.Value; x != nil && x.Tags == nil {
		looks = append(looks, t.ruleTopicTags)
	}
	if x := t.s.Trail.Value; x != nil && x.Tags == nil {
		looks = append(looks, t.trailTags)
	}
	if g := t.s.LogGroup.Value; g != nil && g.Tags == nil {
		looks = append(looks, t.logGroupTags)
	}
	return looks
}
