package wizard

// Sample is what one statistic makes of a period in which one event of many is
// a read.
type Sample struct {
	Statistic string
	Value     float64
	Fires     bool // the alarm's threshold is reached
	// Always says that it is reached without a read too: then the alarm never leaves
	// ALARM, and no read sends an e-mail.
	Always bool
}

// exerciseEvents is how many events Samples speaks of where nothing is known of
// the account's own: the read and forty others, as in a small account.
const exerciseEvents = 41

// SetPace tells how many management events a minute the account has.
func (w *Wizard) SetPace(perMinute float64) { w.pace = perMinute }

// SampleEvents is how many events Samples speaks of; one of them is the read.
// own says that they are the account's own, in a period as answered.
func (w *Wizard) SampleEvents() (n int, own bool) {
	// At the edge of silence an average would work, and teach the wrong thing.
	if others := int(w.pace*float64(w.Draft().Alarm.Period)/60 + 0.5); others > 0 {
		return others + 1, true
	}
	return exerciseEvents, false
}

// Samples shows with the threshold as answered why the statistic matters.
func (w *Wizard) Samples() []Sample {
	threshold := w.Draft().Alarm.Threshold
	events, _ := w.SampleEvents()
	samples := []Sample{
		{Statistic: "Sum", Value: 1},
		{Statistic: "Maximum", Value: 1},
		{Statistic: "Average", Value: 1 / float64(events)},
	}
	for i := range samples {
		samples[i].Fires, samples[i].Always = samples[i].Value >= threshold, threshold <= 0
	}
	return samples
}

// Activity is one call and how CloudTrail sorts it.
type Activity struct {
	Call     string
	ReadOnly bool
	Note     string
}

// Activities shows for the calls about secrets which are reads and which are
// writes: what changes nothing is a read, also where it hands out the value.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-management-events-with-cloudtrail.html
func Activities() []Activity {
	return []Activity{
		{"GetSecretValue", true, "hands out the value, changes nothing"},
		{"DescribeSecret", true, "tells about it, not the value"},
		{"PutSecretValue", false, "changes the value"},
		{"DeleteSecret", false, "takes it away"},
	}
}

// Keeps is one setting of a trail and whether it sees a read.
type Keeps struct {
	Value string // the answer to QEvents; WriteOnly is none
	Label string
	Sees  bool
}

// Keepings lists what a trail may keep. Write only is no choice here: it is
// there to be seen failing.
func Keepings() []Keeps {
	return []Keeps{
		{"All", "read and write", true},
		{"ReadOnly", "read only", true},
		{"WriteOnly", "write only", false},
	}
}
