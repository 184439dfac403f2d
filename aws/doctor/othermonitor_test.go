package doctor_test

import (
	"slices"
	"testing"
	"time"

	"secretwatch/aws/doctor"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/aws/record"
)

// Who watches two secrets and reads one of them has not mistaken it for the other.
func TestAReadOfASecretWithItsOwnMonitorIsNoMistake(t *testing.T) {
	for name, c := range map[string]struct {
		trail monitor.Trail
		warns bool
	}{
		"its monitor": {monitor.Trail{
			Name: "secretwatch-Two", LogGroupARN: "arn:aws:logs:us-east-1:111122223333:log-group:/secretwatch/Two:*",
		}, false},
		"a trail of that name by others": {monitor.Trail{Name: "secretwatch-Two"}, true},
		"the monitor of a third":         {monitor.Trail{Name: "secretwatch-Three", LogGroupARN: "arn:aws:logs:us-east-1:111122223333:log-group:/secretwatch/Three:*"}, true},
	} {
		s := healthy()
		trails := []monitor.Trail{c.trail}
		if s.Trails.There() {
			trails = slices.Concat(*s.Trails.Value, trails)
		}
		s.Trails = monitor.Found(trails)
		readAs(&s, now.Add(-time.Minute), func(r *record.Read) {
			r.Secret, r.Who.ARN, r.How = foreign.New("Two"), s.Caller, record.HowSDK
		})
		report := doctor.Check(s, doctor.Options{})
		warned := slices.ContainsFunc(report.Findings, func(f doctor.Finding) bool { return f.Code == "other-secret-read" })
		if warned != c.warns {
			t.Errorf("%s: warned %v", name, warned)
		}
	}
}
