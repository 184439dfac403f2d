package metrics

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"secretwatch/aws/alarm"
)

const mailTime = "Monday 2 January, 2006 15:04:05 MST"

const (
	maxSubject = 100 // characters
	maxInSMS   = 90  // of an alarm's name in a text message
)

// subject is the mail's: the name is cut so that the whole fits, and what is
// not ASCII becomes an underscore.
func subject(c *core) string {
	return heading(c, maxSubject-len(c.state)-len(`: "" in `)-len(regionName(c.region)))
}

// heading is the subject's form with a name of at most so many characters.
func heading(c *core, most int) string {
	name := ascii(c.name)
	if len(name) > most {
		name = name[:max(0, most-len("..."))] + "..."
	}
	return string(c.state) + `: "` + name + `" in ` + regionName(c.region)
}

// ascii turns each run of other characters into one underscore.
func ascii(s string) string {
	var b strings.Builder
	inRun := false
	for _, r := range s {
		if r >= 0x20 && r < 0x7f {
			b.WriteRune(r)
			inRun = false
			continue
		}
		if !inRun {
			b.WriteByte('_')
		}
		inRun = true
	}
	return b.String()
}

// letter is the text of an e-mail, up to the footer that SNS adds.
type letter struct{ strings.Builder }

// put writes a line; a strings.Builder never fails.
func (l *letter) put(format string, args ...any) { _, _ = fmt.Fprintf(l, format+"\n", args...) }

// details are the sections that the mails of both kinds of alarm begin with;
// rule is a composite alarm's.
func (l *letter) details(s *State, c *core, old alarm.State, rule string) {
	l.put("View this alarm in the AWS Management Console:\n%s\n", consoleLink(c))
	l.put("Alarm Details:")
	l.put("- Name:                       %s", c.name)
	l.put("- Description:                %s", aws.ToString(c.description))
	l.put("- State Change:               %s -> %s", old, c.state)
	if rule != "" {
		l.put("- Alarm Rule:                 %s", rule)
	}
	l.put("- Reason for State Change:    %s", c.reason)
	l.put("- Timestamp:                  %s", c.stateUpdated.UTC().Format(mailTime))
	l.put("- AWS Account:                %s", s.deps.Account)
	l.put("- Alarm Arn:                  %s\n", c.arn)
}

func (l *letter) actions(c *core) {
	l.put("State Change Actions:")
	l.put("- OK: %s", actionText(c.actions[alarm.OK]))
	l.put("- ALARM: %s", actionText(c.actions[alarm.Alarm]))
	l.put("- INSUFFICIENT_DATA: %s", actionText(c.actions[alarm.InsufficientData]))
}

func (a *metricAlarm) mail(s *State, old alarm.State) string {
	var l letter
	l.put("You are receiving this email because your Amazon CloudWatch Alarm \"%s\" in the %s region has entered the %s state, because \"%s\" at \"%s\".\n",
		a.name, regionName(a.region), a.state, a.reason, a.stateUpdated.UTC().Format(mailTime))
	l.details(s, &a.core, old, "")
	l.put("Threshold:\n- The alarm is in the ALARM state when the metric is %s %s for at least %d of the last %d period(s) of %d seconds. \n",
		a.rule.Comparison, decimal(a.rule.Threshold), a.toAlarm(), a.rule.EvaluationPeriods, int(a.rule.Period/time.Second))
	if len(a.queries) > 0 {
		a.putQueries(&l)
	} else {
		a.putMetric(&l)
	}
	l.actions(&a.core)
	return l.String()
}

func (a *metricAlarm) putMetric(l *letter) {
	var where []string
	for _, d := range dimensionList(a.metric.Dimensions) {
		where = append(where, "["+*d.Name+" = "+*d.Value+"]")
	}
	l.put("Monitored Metric:")
	l.put("- MetricNamespace:                     %s", a.metric.Namespace)
	l.put("- MetricName:                          %s", a.metric.Name)
	l.put("- Dimensions:                          %s", strings.Join(where, ", "))
	l.put("- Period:                              %d seconds", int(a.rule.Period/time.Second))
	l.put("- Statistic:                           %s", a.rule.Statistic)
	l.put("- Unit:                                %s", cmpOr(a.unit, "not specified"))
	l.put("- TreatMissingData:                    %s\n\n", cmpOr(a.rule.TreatMissing, alarm.TreatMissing))
}

func (a *metricAlarm) putQueries(l *letter) {
	l.put("Monitored Metrics:")
	for _, q := range a.queries {
		if q.ReturnData != nil && !*q.ReturnData {
			continue
		}
		if q.Expression != nil {
			l.put("- MetricExpression:           %s", *q.Expression)
		}
		if q.Label != nil {
			l.put("- MetricLabel:                %s", *q.Label)
		}
	}
	l.put("")
}

// maxChildrenInMail is how many triggering alarms a mail names.
const maxChildrenInMail = 10

func (a *compositeAlarm) mail(s *State, old alarm.State) string {
	var l letter
	l.put("You are receiving this email because your Amazon CloudWatch Alarm \"%s\" in the %s region has transitioned to %s state on %s, because \"%s\".\n",
		a.name, regionName(a.region), a.state, a.stateUpdated.UTC().Format(mailTime), a.reason)
	l.details(s, &a.core, old, a.ruleText)
	l.put("Triggering children (max. %d):", maxChildrenInMail)
	for i, child := range a.triggers {
		if i == maxChildrenInMail {
			break
		}
		l.put("- %s   %-20s%s", child.arn, child.state, child.at.UTC().Format(mailTime))
	}
	l.put("")
	l.actions(&a.core)
	return l.String()
}

func consoleLink(c *core) string {
	return "https://" + c.region + ".console.aws.amazon.com/cloudwatch/deeplink.js?region=" + c.region + "#alarmsV2:alarm/" + url.PathEscape(c.name)
}

// toAlarm is M of "M of N".
func (a *metricAlarm) toAlarm() int {
	if a.rule.DatapointsToAlarm > 0 {
		return a.rule.DatapointsToAlarm
	}
	return a.rule.EvaluationPeriods
}

func actionText(actions []string) string {
	if len(actions) == 0 {
		return ""
	}
	return "[" + strings.Join(actions, ", ") + "]"
}

// decimal writes a number with at least one decimal place.
func decimal(v float64) string {
	text := strconv.FormatFloat(v, 'f', -1, 64)
	if !strings.Contains(text, ".") {
		text += ".0"
	}
	return text
}
