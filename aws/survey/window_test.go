package survey_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"

	"secretwatch/aws/monitor"
	"secretwatch/aws/survey"
)

// The newest read's record may be on its way still; the one before tells more.
func TestARecordOnItsWayLeavesTheOneBefore(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		d := b.watched(t, "prod/db")
		first := (*b.take(t, d.Names, survey.Doctor).Logged.Value)[0]
		time.Sleep(5 * time.Minute)
		b.read(t, "prod/db")
		time.Sleep(1100 * time.Millisecond)
		s := b.take(t, d.Names, survey.Doctor)
		if len(*s.Reads.Value) != 2 || len(*s.Logged.Value) != 1 || (*s.Logged.Value)[0].EventID != first.EventID {
			t.Errorf("reads %+v, logged %+v", *s.Reads.Value, *s.Logged.Value)
		}
		time.Sleep(10 * time.Second)
		if logged := *b.take(t, d.Names, survey.Doctor).Logged.Value; len(logged) != 2 || logged[0].EventID == first.EventID {
			t.Errorf("logged %+v, want both, the newest first", logged)
		}
	})
}

// What a log group's retention has removed is not missing.
func TestWhatIsTooOldIsNotAskedFor(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		d := b.watched(t, "prod/db")
		time.Sleep(20 * 24 * time.Hour)
		if s := b.take(t, d.Names, survey.Doctor); !s.Points.Absent() || !s.Mails.There() || !s.Logged.There() {
			t.Errorf("after 20 days: points %+v, mails %+v, logged %+v", s.Points, s.Mails, s.Logged)
		}
		time.Sleep(20 * 24 * time.Hour)
		if s := b.take(t, d.Names, survey.Doctor); len(*s.Reads.Value) != 1 || !s.Logged.Absent() {
			t.Errorf("after 40 days: logged %+v", s.Logged)
		}
	})
}

// A page without events is not the end, but there is an end to our patience:
// then nothing is claimed.
func TestALogGroupTooLargeToSearchIsUnseen(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		d := b.watched(t, "prod/db")
		pages := 0
		b.wire.refuse = func(r *http.Request) *http.Response {
			if !strings.HasSuffix(r.Header.Get("X-Amz-Target"), ".FilterLogEvents") {
				return nil
			}
			pages++
			return answer(http.StatusOK, "application/x-amz-json-1.1", fmt.Sprintf(`{"events":[],"nextToken":"%d"}`, pages))
		}
		s := b.take(t, d.Names, survey.Doctor)
		if u := s.Logged.Unseen; u == nil || u.Operation != "FilterLogEvents" || u.Reason != monitor.ReasonFailed || pages != 4 {
			t.Errorf("logged %+v after %d pages", s.Logged, pages)
		}
	})
}

// IAM is global: its events stand in one region, wherever the monitor is.
func TestChangesOfTheRoleAreLookedForWhereTheyStand(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		b.a = b.a.In("eu-west-1")
		d := b.watched(t, "prod/db")
		must(t, b.a.IAM.DeleteRolePolicy, &iam.DeleteRolePolicyInput{RoleName: aws.String(d.Role), PolicyName: aws.String(survey.RolePolicyName)})
		time.Sleep(time.Minute)
		s := b.deepen(t, b.take(t, d.Names, survey.Doctor), survey.Wants{Events: []string{"DeleteRolePolicy", "PutMetricFilter"}})
		changes := *s.Changes.Value
		if len(changes) != 2 || changes[0].Event != "DeleteRolePolicy" || changes[1].Event != "PutMetricFilter" {
			t.Errorf("changes %+v", changes)
		}
	})
}
