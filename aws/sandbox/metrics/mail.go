package metrics

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"secretwatch/aws/alarm"
)

const mailTime = "Monday 2 January, 2006 15:04:05 MST"

const maxSubject = 100 // characters

// subject is the mail's: the name is cut so that the whole fits, and what is
// not ASCII becomes an underscore.
func subject(a *metricAlarm) string {
	whole := func(name string) string {
		return string(a.state) + `: "` + name + `" in ` + regionName(a.region)
	}
	name := ascii(a.name)
	if over := len(whole(name)) - maxSubject; over > 0 {
		name = name[:max(0, len(name)-over-len("..."))] + "..."
	}
	return whole(name)
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

// mailText is the text of the e-mail, up to the footer that SNS adds.
func (s *State) mailText(a *metricAlarm, old alarm.State) string {
	at := a.stateUpdated.UTC().Format(mailTime)
	description := ""
	if a.description != nil {
		description = *a.description
	}
	var b strings.Builder
	put := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	put("You are receiving this email because your Amazon CloudWatch Alarm \"%s\" in the %s region has entered the %s state, because \"%s\" at \"%s\".\n",
		a.name, regionName(a.region), a.state, a.reason, at)
	put("View this alarm in the AWS Management Console:\n%s\n", consoleLink(a))
	put("Alarm Details:")
	put("- Name:                       %s", a.name)
	put("- Description:                %s", description)
	put("- State Change:               %s -> %s", old, a.state)
	put("- Reason for State Change:    %s", a.reason)
	put("- Timestamp:                  %s", at)
	put("- AWS Account:                %s", s.deps.Account)
	put("- Alarm Arn:                  %s\n", a.arn)
	put("Threshold:\n- The alarm is in the ALARM state when the metric is %s %s for at least %d of the last %d period(s) of %d seconds. \n",
		a.rule.Comparison, decimal(a.rule.Threshold), a.toAlarm(), a.rule.EvaluationPeriods, int(a.rule.Period/time.Second))
	put("Monitored Metric:")
	put("- MetricNamespace:                     %s", a.metric.Namespace)
	put("- MetricName:                          %s", a.metric.Name)
	put("- Dimensions:                          %s", a.dimensionText())
	put("- Period:                              %d seconds", int(a.rule.Period/time.Second))
	put("- Statistic:                           %s", a.rule.Statistic)
	put("- Unit:                                %s", cmpOr(a.unit, "not specified"))
	put("- TreatMissingData:                    %s\n\n", cmpOr(a.rule.TreatMissing, alarm.TreatMissing))
	put("State Change Actions:")
	put("- OK: %s", actionText(a.actions[alarm.OK]))
	put("- ALARM: %s", actionText(a.actions[alarm.Alarm]))
	put("- INSUFFICIENT_DATA: %s", actionText(a.actions[alarm.InsufficientData]))
	return b.String()
}

func consoleLink(a *metricAlarm) string {
	return "https://" + a.region + ".console.aws.amazon.com/cloudwatch/deeplink.js?region=" + a.region + "#alarmsV2:alarm/" + url.PathEscape(a.name)
}

// toAlarm is M of "M of N".
func (a *metricAlarm) toAlarm() int {
	if a.rule.DatapointsToAlarm > 0 {
		return a.rule.DatapointsToAlarm
	}
	return a.rule.EvaluationPeriods
}

func (a *metricAlarm) dimensionText() string {
	var all []string
	for _, d := range dimensionList(a.metric.Dimensions) {
		all = append(all, "["+*d.Name+" = "+*d.Value+"]")
	}
	return strings.Join(all, " ")
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
