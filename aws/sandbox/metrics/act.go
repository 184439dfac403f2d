package metrics

import (
	"errors"
	"strings"

	"secretwatch/aws/alarm"
	"secretwatch/aws/sandbox/topics"
)

// principal is CloudWatch in the eyes of a topic's policy.
const principal = "cloudwatch.amazonaws.com"

// act runs one action and writes to the history how it went. CloudWatch does
// not check beforehand that an action works: the history alone tells.
func (s *State) act(r *region, a *metricAlarm, old alarm.State, action string) {
	message := s.message(a, old)
	err := s.run(a, old, action, message)
	s.noteAction(r, a, action, message, failure(err, action))
}

var errNotTopic = errors.New("the sandbox runs actions on SNS topics only")

func (s *State) run(a *metricAlarm, old alarm.State, action, message string) error {
	if parts := strings.SplitN(action, ":", 6); len(parts) < 6 || parts[2] != "sns" {
		return errNotTopic
	}
	return s.deps.Publish(action, topics.Publication{
		Principal: principal, SourceARN: a.arn, Subject: subject(a), Text: s.mailText(a, old), JSON: message,
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
