package survey_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"

	"secretwatch/aws/account"
	"secretwatch/aws/monitor"
	"secretwatch/aws/survey"
)

// deny takes permissions away.
func (b *box) deny(permissions ...string) {
	b.wire.refuse = func(r *http.Request) *http.Response {
		for _, permission := range permissions {
			_, operation, _ := strings.Cut(permission, ":")
			message := "User: arn:aws:iam::123456789012:user/x is not authorized to perform: " + permission
			if strings.Contains(form(r), "Action="+operation+"&") {
				return answer(http.StatusForbidden, "text/xml", `<ErrorResponse><Error><Code>AccessDenied</Code><Message>`+message+`</Message></Error></ErrorResponse>`)
			}
			if strings.HasSuffix(r.Header.Get("X-Amz-Target"), "."+operation) {
				return answer(http.StatusBadRequest, "application/x-amz-json-1.1",
					`{"__type":"AccessDeniedException","message":"`+message+`"}`)
			}
		}
		return nil
	}
}

func TestDiscoverGoesOnWithWhatItSees(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		d := monitor.DesiredFor("prod/db", "me@example.com", b.a.Place)
		b.build(t, d)
		for _, c := range []struct {
			denied []string
			found  int
			says   string
		}{
			{[]string{"cloudwatch:DescribeAlarms"}, 1, "cloudwatch:DescribeAlarms"},
			{[]string{"secretsmanager:ListSecrets"}, 1, "secretsmanager:ListSecrets"},
			{[]string{"cloudwatch:DescribeAlarms", "secretsmanager:ListSecrets"}, 0, "cloudwatch:DescribeAlarms"},
		} {
			b.deny(c.denied...)
			found, err := survey.Discover(t.Context(), b.a)
			if len(found) != c.found || found != nil && found[0] != d.Names {
				t.Errorf("without %v: found %+v", c.denied, found)
			}
			if got := account.Explain(err); got.Kind != account.Denied || got.Permission != c.says {
				t.Errorf("without %v: %+v", c.denied, got)
			}
		}
	})
}

// Where setup's own trail and log group are gone, a stranger's are no answer.
func TestTheDoctorTakesNoStrangersTrail(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		d := monitor.DesiredFor("prod/db", "me@example.com", b.a.Place)
		b.build(t, d)
		stranger := hands(b.a.Place)
		b.build(t, stranger)
		if _, err := b.a.CloudTrail.DeleteTrail(t.Context(), &cloudtrail.DeleteTrailInput{Name: aws.String(d.Trail)}); err != nil {
			t.Fatal(err)
		}
		if _, err := b.a.Logs.DeleteLogGroup(t.Context(), &cloudwatchlogs.DeleteLogGroupInput{LogGroupName: aws.String(d.LogGroup)}); err != nil {
			t.Fatal(err)
		}
		s := b.take(t, d.Names, survey.Doctor)
		if !s.Trail.Absent() || !s.LogGroup.Absent() || s.Names.Bucket != d.Bucket || s.Names.Role != d.Role {
			t.Errorf("trail %+v, group %+v, names %+v", s.Trail.Value, s.LogGroup.Value, s.Names)
		}
	})
}
