package compare

import (
	"context"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"

	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
)

// choose decides which ways are taken, and says why the others are not. Nothing
// that is not ours is touched.
func (e *experiment) choose(ctx context.Context, f found) error {
	if t := e.chain.Trail.Value; t != nil {
		trail, err := trailOf(ctx, e.Account, t.ARN)
		if err != nil {
			return err
		}
		if e.trail = trail; trail == nil {
			return fmt.Errorf("%s: somebody removed what is compared, so %w", e.goneText([]string{trailText(t.Name)}), ErrGone)
		}
	}
	if !e.chain.Alarm.There() || !e.chain.Topic.There() {
		e.skip(WayAlarm, "the monitor has no alarm with a topic")
	}
	e.already[WayAlarm] = true
	flooding := e.flooding()
	if flooding != nil {
		e.result.Flood = e.flood(ctx, flooding, e.topicOf(WayAlarm))
	}
	if err := e.chooseTrail(ctx, f, flooding); err != nil {
		return err
	}
	return e.chooseRule(ctx, f)
}

// chooseTrail takes a trail that notifies a topic of which the address gets the
// mails, as it is; otherwise the monitor's own, where it may be switched on.
func (e *experiment) chooseTrail(ctx context.Context, f found, flooding *monitor.Trail) error {
	t := e.chain.Trail.Value
	var why string
	switch topic := e.notified(); {
	case topic != "" && topic == e.topicOf(WayAlarm):
		e.takeAsIs(t, topic)
		return nil
	case topic != "":
		ok, err := e.confirmed(ctx, topic)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if ok {
			e.takeAsIs(t, topic)
			return nil
		}
		but := foreign.Safe(e.email) + " gets none of its mails"
		if err != nil {
			but = "whether " + foreign.Safe(e.email) + " gets its mails cannot be seen"
		}
		why = fmt.Sprintf("the trail %s notifies the topic %s already, which is left as it is, and %s", foreign.Safe(t.Name), foreign.Safe(lastOf(topic)), but)
	default:
		why = e.untouchable(f)
	}
	switch {
	case why == "":
		e.sender = t
	case flooding != nil:
		e.takeAsIs(flooding, e.topicOf(WayAlarm))
	default:
		e.skip(WayTrail, "%s", why)
	}
	return nil
}

// notified is the topic that the monitor's own trail notifies, "" for none.
func (e *experiment) notified() string {
	if e.chain.Trail.Value == nil || e.trail == nil {
		return ""
	}
	return aws.ToString(e.trail.SnsTopicARN)
}

// untouchable says why the trail's notifications cannot be switched on, "" where
// they can.
func (e *experiment) untouchable(f found) string {
	t := e.chain.Trail.Value
	if t == nil || e.trail == nil {
		return "the monitor's trail cannot be seen"
	}
	name := foreign.Safe(t.Name)
	switch {
	case !e.names.Ours(t.Tags):
		return fmt.Sprintf("the trail %s was not made by setup for this monitor, and is left as it is", name)
	case t.HomeRegion != e.Region:
		return fmt.Sprintf("the trail %s is at home in %s, where it would have to be changed", name, foreign.Safe(t.HomeRegion))
	case f.files != nil:
		return fmt.Sprintf("there is a topic %s already, and it is not the experiment's", e.filesName)
	default:
		return ""
	}
}

// takeAsIs measures the notifications that a trail sends already, and leaves
// them on.
func (e *experiment) takeAsIs(t *monitor.Trail, topic string) {
	e.sender, e.hears, e.already[WayTrail] = t, topic, true
	e.tell(EventNote, fmt.Sprintf("the trail %s notifies the topic %s already: that is measured, and stays on", foreign.Safe(t.Name), foreign.Safe(lastOf(topic))))
}

// chooseRule takes the monitor's own rule as it is, where it has one.
func (e *experiment) chooseRule(ctx context.Context, f found) error {
	e.keeps = e.chain.ByRule() || f.memory != "" || f.kept(f.rule) && f.names.Ours(f.reads)
	e.already[WayRule] = e.keeps
	switch {
	case e.keeps && f.rule == nil:
		e.skip(WayRule, "the monitor's rule %s is not there; secretwatch doctor tells more", foreign.Safe(e.ruleName))
	case e.keeps && f.reads == nil:
		e.skip(WayRule, "the topic %s of the monitor's rule is not there; secretwatch doctor tells more", foreign.Safe(e.readsName))
	case e.keeps:
		ok, err := e.confirmed(ctx, e.reads)
		if err != nil {
			return err
		}
		if !ok {
			e.skip(WayRule, "%s gets none of the mails of the monitor's rule", foreign.Safe(e.email))
		}
	case e.chain.Secret.Value == nil:
		e.skip(WayRule, "the secret's ARN cannot be seen")
	case f.rule != nil:
		e.skip(WayRule, "there is a rule %s already, and it is not the experiment's", e.ruleName)
	case f.reads != nil:
		e.skip(WayRule, "there is a topic %s already, and it is not the experiment's", e.readsName)
	}
	return nil
}

func lastOf(arn string) string { return arn[strings.LastIndexByte(arn, ':')+1:] }
