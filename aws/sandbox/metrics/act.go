package metrics

import (
	"errors"
	"strings"

	"secretwatch/aws/alarm"
	"secretwatch/aws/sandbox/topics"
)

// principal is CloudWatch in the eyes of a topic's policy.
const principal = "cloudwatch.amazonaws.com"

// runActions runs what is to be done in the state that an alarm has now, or
// holds it back where a mute rule is active.
func (s *State) runActions(r *region, a anyAlarm, old alarm.State) {
	c := a.base()
	if !c.enabled || len(c.actions[c.state]) == 0 {
		return
	}
	if until := s.mutedUntil(r, c.name); !until.IsZero() {
		c.muted = &withheld{old, c.state}
		for _, action := range c.actions[c.state] {
			s.noteMuted(r, a, action, until)
		}
		return
	}
	s.act(r, a, old, false)
}

// act runs the actions and writes to the history how each went. CloudWatch does
// not check beforehand that an action works: the history alone tells.
func (s *State) act(r *region, a anyAlarm, old alarm.State, late bool) {
	c := a.base()
	message, text := a.message(s, old, late), a.mail(s, old)
	for _, action := range c.actions[c.state] {
		err := s.publish(c, action, message, text)
		s.noteAction(r, a, action, published{message, heading(c, maxInSMS), text}, failure(err, action))
	}
}

// published is what an alarm gives to a topic, by protocol.
type published struct {
	Default string `json:"default"`
	SMS     string `json:"sms"`
	Email   string `json:"email"`
}

var errNotTopic = errors.New("the sandbox runs actions on SNS topics only")

func (s *State) publish(c *core, action, message, text string) error {
	if parts := strings.SplitN(action, ":", 6); len(parts) < 6 || parts[2] != "sns" {
		return errNotTopic
	}
	return s.deps.Publish(action, topics.Publication{
		Principal: principal, SourceARN: c.arn, Subject: subject(c), Text: text, JSON: message,
	})
}

// failure says an action's error as CloudWatch does; "" where it worked.
// https://repost.aws/knowledge-center/cloudwatch-receive-sns-for-alarm-trigger
func failure(err error, action string) string {
	switch {
	case err == nil:
		return ""
	case errors.Is(err, topics.ErrDenied):
		return "CloudWatch Alarms is not authorized to perform: SNS:Publish on resource:" + action
	case errors.Is(err, topics.ErrKey):
		return "CloudWatch Alarms does not have authorization to access the SNS topic encryption key."
	case errors.Is(err, topics.ErrNoTopic):
		return "Topic does not exist"
	default:
		return err.Error()
	}
}
