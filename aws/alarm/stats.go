package alarm

// Statistics of a metric, as CloudWatch names them.
const (
	Sum         = "Sum"
	Average     = "Average"
	Minimum     = "Minimum"
	Maximum     = "Maximum"
	SampleCount = "SampleCount"
)

// Stats are a metric's statistics over some time. The zero value is no data.
type Stats struct{ Sum, SampleCount, Min, Max float64 }

// Add takes one sample in.
func (s Stats) Add(value float64) Stats {
	return s.Merge(Stats{Sum: value, SampleCount: 1, Min: value, Max: value})
}

// Merge joins the statistics of two stretches of time.
func (s Stats) Merge(o Stats) Stats {
	switch {
	case o.SampleCount == 0:
		return s
	case s.SampleCount == 0:
		return o
	}
	return Stats{
		Sum: s.Sum + o.Sum, SampleCount: s.SampleCount + o.SampleCount,
		Min: min(s.Min, o.Min), Max: max(s.Max, o.Max),
	}
}

// Of is one statistic of s by CloudWatch's name; false where there is no
// sample or no such statistic.
func (s Stats) Of(statistic string) (float64, bool) {
	if s.SampleCount == 0 {
		return 0, false
	}
	switch statistic {
	case Sum:
		return s.Sum, true
	case Average:
		return s.Sum / s.SampleCount, true
	case Minimum:
		return s.Min, true
	case Maximum:
		return s.Max, true
	case SampleCount:
		return s.SampleCount, true
	default:
		return 0, false
	}
}

// Significant reports whether a percentile of so many samples means something:
// an alarm may be told to ignore it otherwise.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/percentiles-with-low-samples.html
func Significant(percentile, samples float64) bool {
	p := percentile / 100
	if p >= 0.5 {
		p = 1 - p
	}
	return p <= 0 || samples*p >= 10-1e-9
}
