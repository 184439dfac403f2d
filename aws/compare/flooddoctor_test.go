package compare_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"

	"secretwatch/aws/doctor"
	"secretwatch/aws/sandbox"
	"secretwatch/aws/survey"
	"secretwatch/aws/trace"
)

// The doctor sees the flood without a comparison, and nothing of it once the
// notifications are off.
func TestTheDoctorSeesAFlood(t *testing.T) {
	story(t, sandbox.Fast, func(t *testing.T, b *box) {
		flood := func() *doctor.Finding {
			r := doctor.Check(b.take(survey.Doctor), doctor.Options{Fast: true})
			i := slices.IndexFunc(r.Findings, func(f doctor.Finding) bool { return f.Code == "trail-notifies-topic" })
			if i < 0 {
				return nil
			}
			return &r.Findings[i]
		}
		if f := flood(); f != nil {
			t.Fatalf("a flood before there is one: %+v", f)
		}
		b.notifies(b.n.TopicARN(b.a.Place))
		if _, err := trace.Read(t.Context(), b.a, b.n.Secret); err != nil {
			t.Fatal(err)
		}
		time.Sleep(5 * time.Minute)
		f := flood()
		if f == nil || f.Status != doctor.Warning || f.Remedy == nil || f.Remedy.Kind != doctor.Removes {
			t.Fatalf("no flood: %+v", f)
		}
		if i := slices.IndexFunc(f.Evidence, func(e doctor.Evidence) bool { return e.Name == "mails a day" }); i < 0 || !strings.Contains(f.Evidence[i].Value, "1 of them the alarm's") {
			t.Errorf("evidence %+v", f.Evidence)
		}
		must(b.a.CloudTrail.UpdateTrail(t.Context(), &cloudtrail.UpdateTrailInput{Name: aws.String(b.n.Trail), SnsTopicName: aws.String("")}))
		if f := flood(); f != nil {
			t.Errorf("still: %+v", f)
		}
	})
}
