package metrics

import (
	"slices"
	"strconv"
	"strings"

	"secretwatch/aws/alarm"
)

var statistics = []string{alarm.SampleCount, alarm.Average, alarm.Sum, alarm.Minimum, alarm.Maximum}

// units are CloudWatch's.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html
var units = strings.Fields("Seconds Microseconds Milliseconds Bytes Kilobytes Megabytes Gigabytes Terabytes " +
	"Bits Kilobits Megabits Gigabits Terabits Percent Count Bytes/Second Kilobytes/Second Megabytes/Second " +
	"Gigabytes/Second Terabytes/Second Bits/Second Kilobits/Second Megabits/Second Gigabits/Second Terabits/Second Count/Second None")

func validUnit(unit string) bool { return unit == "" || slices.Contains(units, unit) }

// percent is the number in a statistic such as p99 or p99.9.
func percent(statistic string) (float64, bool) {
	digits, ok := strings.CutPrefix(statistic, "p")
	if !ok {
		return 0, false
	}
	p, err := strconv.ParseFloat(digits, 64)
	return p, err == nil && p >= 0 && p <= 100
}

// extended reports whether a statistic is none of the five basic ones.
func extended(statistic string) bool { return !slices.Contains(statistics, statistic) }

func validStatistic(statistic string) bool {
	_, ok := percent(statistic)
	return ok || slices.Contains(statistics, statistic)
}

// value is one statistic of the samples; false where there are none.
func value(samples []timed, statistic string) (float64, bool) {
	if len(samples) == 0 {
		return 0, false
	}
	if p, ok := percent(statistic); ok {
		return percentile(samples, p)
	}
	return total(samples).Of(statistic)
}
