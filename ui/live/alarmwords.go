package live

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"secretwatch/aws/alarm"
	"secretwatch/aws/monitor"
	"secretwatch/aws/watch"
	"secretwatch/ui/widget"
)

// signs are the comparison operators as a person writes them.
var signs = map[string]string{
	alarm.GreaterThanOrEqualToThreshold: ">=", alarm.GreaterThanThreshold: ">",
	alarm.LessThanThreshold: "<", alarm.LessThanOrEqualToThreshold: "<=",
}

// definition is the alarm in one sentence.
func definition(r monitor.AlarmRule, actions int, muted bool) string {
	sign := signs[r.ComparisonOperator]
	if sign == "" {
		sign = shortText(r.ComparisonOperator)
	}
	text := fmt.Sprintf("%s %s %s over %d s", shortText(r.Statistic), sign, widget.Number(r.Threshold), r.Period)
	if of := max(r.EvaluationPeriods, 1); of > 1 {
		m := r.DatapointsToAlarm
		if m <= 0 {
			m = of
		}
		text += fmt.Sprintf(", in %d of %d periods,", m, of)
	}
	text += " sets it off; " + missingWords(r.TreatMissingData) + "; "
	switch {
	case muted:
		text += "its actions are switched off, so nothing is sent"
	case actions == 0:
		text += "it has no action, so nothing is sent"
	default:
		text += widget.Plural(actions, "action", "actions") + " on ALARM"
	}
	return text
}

func missingWords(treat string) string {
	switch treat {
	case alarm.TreatNotBreaching:
		return "no data counts as OK"
	case alarm.TreatBreaching:
		return "no data counts as a breach"
	case alarm.TreatIgnore:
		return "no data changes nothing"
	default:
		return "no data makes it INSUFFICIENT_DATA"
	}
}

// reasonPoint is one value in CloudWatch's sentence, with its period's beginning
// as day/month/year.
var reasonPoint = regexp.MustCompile(`(-?[0-9.]+(?:E-?[0-9]+)?) \((\d\d/\d\d/\d\d \d\d:\d\d:\d\d)\)`)

// plainly says CloudWatch's reason in plain words, "" where it is none of those
// that it writes itself. The forms are those of package alarm. It speaks of the
// moment at which the alarm was evaluated: where the chart has another value for
// the same period by now, it says so.
func (l *Live) plainly(reason string, r monitor.AlarmRule, evaluated time.Time) string {
	switch {
	case strings.HasPrefix(reason, "Unchecked: Initial alarm creation"):
		return "it was just made and has not been evaluated yet"
	case strings.HasPrefix(reason, "Insufficient Data: "):
		return "the metric had no datapoint in the periods that were evaluated"
	case !strings.HasPrefix(reason, "Threshold Crossed: "):
		return ""
	case strings.Contains(reason, "no datapoints were received"):
		if strings.Contains(reason, "[NonBreaching]") {
			return "no datapoint lately, and no data counts as OK"
		}
		return "no datapoint lately, and no data counts as a breach"
	}
	points := reasonPoint.FindAllStringSubmatch(reason, -1)
	if len(points) == 0 {
		return ""
	}
	at, err := time.Parse("02/01/06 15:04:05", points[0][2])
	if err != nil {
		return ""
	}
	value := strings.TrimSuffix(points[0][1], ".0")
	text := fmt.Sprintf("%s %s in the %s from %s", shownOr(r.Statistic, "value"), value, periodWord(r), l.when(at, 12))
	text += l.sinceThen(points[0][1], r, at, evaluated)
	if n := len(points); n > 1 {
		text = fmt.Sprintf("%s, and %d more like it", text, n-1)
	}
	if strings.Contains(reason, " not greater ") || strings.Contains(reason, " not less ") {
		return text + ": not enough to set it off"
	}
	return text + ": enough to set it off"
}

// asJudged is the rule as it was when a state was come to, as far as CloudWatch
// said it: it may have been changed since.
func asJudged(r monitor.AlarmRule, by watch.Evaluation) monitor.AlarmRule {
	if by.Statistic != "" {
		r.Statistic = by.Statistic
	}
	if by.Period > 0 {
		r.Period = by.Period
	}
	return r
}

// sinceThen says what the chart has for a period whose value was another one when
// the alarm was evaluated, "" where it has the same or nothing. Records that are
// delivered late are counted in their period all the same.
func (l *Live) sinceThen(value string, r monitor.AlarmRule, at, evaluated time.Time) string {
	was, err := strconv.ParseFloat(value, 64)
	every := step(r)
	if err != nil || evaluated.IsZero() || shownStatistic(r) != r.Statistic || !at.Truncate(every).Equal(at) {
		return ""
	}
	is := l.values(r, at, every, 1)[0]
	if math.IsNaN(is) || widget.Number(is) == widget.Number(was) {
		return ""
	}
	by := widget.Number(is) + " by now"
	if l.feed.Fast && is > was {
		by += "; at this sandbox's fast pace a read counts for 10 s"
	}
	return fmt.Sprintf(" when it was evaluated at %s (%s)", l.when(evaluated, 12), by)
}

func shownOr(text, instead string) string {
	if text == "" {
		return instead
	}
	return shortText(text)
}

func periodWord(r monitor.AlarmRule) string {
	switch d := time.Duration(r.Period) * time.Second; {
	case d <= 0, d == time.Minute:
		return "minute"
	case d%time.Minute == 0:
		return fmt.Sprintf("%d minutes", int(d.Minutes()))
	default:
		return fmt.Sprintf("%d seconds", r.Period)
	}
}
