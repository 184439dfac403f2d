package alarm

import (
	"fmt"
	"strconv"
	"strings"
)

// InitialReason is the reason of an alarm that was never evaluated.
const InitialReason = "Unchecked: Initial alarm creation"

// manyPoints is the number of crossing points from which on CloudWatch names
// only the newest, in a sentence of their own.
const manyPoints = 5

// reason is CloudWatch's sentence for the state. The forms are those of alarm
// mails and of the user guide.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
func (v *view) reason(state State) string {
	if state == InsufficientData {
		return fmt.Sprintf("Insufficient Data: %s unknown.", were(v.filled, "datapoint"))
	}
	treated := ""
	if v.filled > 0 && (v.rule.TreatMissing == TreatBreaching || v.rule.TreatMissing == TreatNotBreaching) {
		as := "NonBreaching"
		if v.rule.TreatMissing == TreatBreaching {
			as = "Breaching"
		}
		treated = fmt.Sprintf(" and %s treated as [%s]", were(v.filled, "missing datapoint"), as)
	}
	list, not := v.breaching, ""
	if state == OK {
		list, not = v.good, "not "
	}
	if len(list) == 0 { // missing data alone decided
		received := "no datapoints were"
		if n := len(v.breaching) + len(v.good); n > 0 {
			received = were(n, "datapoint")
		}
		return fmt.Sprintf("Threshold Crossed: %s received for %s%s.", received, plural(v.rule.periods(), "period"), treated)
	}
	return "Threshold Crossed: " + v.crossing(list, not, treated) + v.minimum(state) + "."
}

// crossing says how many points are on which side of the threshold, and when
// and what they were, newest first.
func (v *view) crossing(list []Point, not, treated string) string {
	how := plural(len(list), "datapoint")
	if v.rule.DatapointsToAlarm > 0 {
		how = fmt.Sprintf("%d out of the last %d datapoints", len(list), v.rule.periods())
	}
	verb := "was"
	if len(list) > 1 {
		verb = "were"
	}
	side := fmt.Sprintf("%s %s%s the threshold (%s)", verb, not, Words(v.rule.Comparison), double(v.rule.Threshold))
	if len(list) < manyPoints {
		return fmt.Sprintf("%s [%s] %s%s", how, spell(list), side, treated)
	}
	return fmt.Sprintf("%s %s%s. The most recent datapoints which crossed the threshold: [%s]",
		how, side, treated, spell(list[:manyPoints]))
}

// minimum is the clause that alarms with "M out of N" add.
func (v *view) minimum(state State) string {
	m := v.rule.toAlarm()
	switch {
	case v.rule.DatapointsToAlarm <= 0:
		return ""
	case state == Alarm:
		return fmt.Sprintf(" (minimum %s for OK -> ALARM transition)", plural(m, "datapoint"))
	default:
		return fmt.Sprintf(" (minimum %s for ALARM -> OK transition)", plural(v.rule.periods()-m+1, "datapoint"))
	}
}

func spell(points []Point) string {
	words := make([]string, len(points))
	for i, p := range points {
		words[i] = fmt.Sprintf("%s (%s)", double(p.Value), p.At.UTC().Format("02/01/06 15:04:05"))
	}
	return strings.Join(words, ", ")
}

func plural(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return strconv.Itoa(n) + " " + noun
}

func were(n int, noun string) string {
	if n == 1 {
		return plural(n, noun) + " was"
	}
	return plural(n, noun) + " were"
}

// double writes a number as Java's Double.toString does, which is how
// CloudWatch writes it: 1.0, 0.25, 1.0E7.
func double(f float64) string {
	if a := max(f, -f); a != 0 && (a < 1e-3 || a >= 1e7) {
		mantissa, exponent, found := strings.Cut(strconv.FormatFloat(f, 'E', -1, 64), "E")
		if !found { // an infinity or not a number
			return mantissa
		}
		if !strings.Contains(mantissa, ".") {
			mantissa += ".0"
		}
		sign := ""
		if exponent[0] == '-' {
			sign = "-"
		}
		return mantissa + "E" + sign + strings.TrimLeft(exponent, "+-0")
	}
	s := strconv.FormatFloat(f, 'f', -1, 64)
	if !strings.Contains(s, ".") {
		s += ".0"
	}
	return s
}
