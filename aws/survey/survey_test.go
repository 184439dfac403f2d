package survey_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"

	"secretwatch/aws/account"
	"secretwatch/aws/monitor"
	"secretwatch/aws/record"
	"secretwatch/aws/survey"
)

func TestTakeSeesWhatSetupMade(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		d := monitor.DesiredFor("prod/db", "me@example.com", b.a.Place)
		b.build(t, d)
		if _, err := b.a.Secrets.GetSecretValue(t.Context(), &secretsmanager.GetSecretValueInput{SecretId: aws.String("prod/db")}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(10 * time.Second)
		plan, s := b.take(t, d.Names, survey.Plan), b.take(t, d.Names, survey.Doctor)

		if s.Names != d.Names || s.Account != b.a.Account || s.Caller != b.a.Caller || s.At.IsZero() {
			t.Errorf("taken of %+v at %v by %v", s.Names, s.At, s.Caller)
		}
		for name, tags := range map[string]map[string]string{
			"secret": s.Secret.Value.Tags, "trail": s.Trail.Value.Tags, "bucket": *plan.Bucket.Value.Tags.Value, "log group": s.LogGroup.Value.Tags,
			"role": s.Role.Value.Tags, "topic": plan.Topic.Value.Tags, "alarm": s.Alarm.Value.Tags,
		} {
			if !d.Ours(tags) {
				t.Errorf("%s has the tags %v", name, tags)
			}
		}
		if !s.Status.Value.Logging || !s.Trail.Value.MultiRegion || s.Trail.Value.LogGroupARN != d.LogGroupARN(d.Place)+":*" {
			t.Errorf("trail %+v, status %+v", s.Trail.Value, s.Status.Value)
		}
		if b := plan.Bucket.Value; !*b.PublicBlocked.Value || *b.Encryption.Value != "AES256" || *b.ExpireDays.Value != 90 || !strings.Contains(*b.Policy.Value, d.TrailARN(d.Place)) {
			t.Errorf("bucket %+v", b)
		}
		if g := s.LogGroup.Value; g.Class != "STANDARD" || g.RetentionDays != 30 {
			t.Errorf("log group %+v", g)
		}
		if f := s.Filter.Value; f.Pattern.Raw() != d.FilterPattern() || f.Value != "1" || f.Default == nil || *f.Default != 0 {
			t.Errorf("filter %+v", f)
		}
		if a := s.Alarm.Value; a.Rule != monitor.DefaultRule() || !a.ActionsEnabled || len(a.AlarmActions) != 1 || a.AlarmActions[0] != s.Topic.Value.ARN {
			t.Errorf("alarm %+v", a)
		}
		subs := *s.Subscribers.Value
		if len(subs) != 1 || !subs[0].Pending || subs[0].ARN != "" || subs[0].Endpoint.Raw() != "me@example.com" {
			t.Errorf("subscribers %+v", subs)
		}
		reads := *s.Reads.Value
		if len(reads) != 1 || reads[0].Secret.Raw() != "prod/db" || reads[0].Result != record.ResultOK {
			t.Errorf("reads %+v", reads)
		}
		if len(*s.AlarmHistory.Value) == 0 {
			t.Error("no alarm history")
		}
	})
}

// hands is a chain as people build it by the tutorial: names of all kinds.
func hands(p monitor.Place) monitor.Desired {
	d := monitor.DesiredFor("TopSecretInfo", "me@example.com", p)
	d.Names = monitor.Names{
		Monitor: d.Monitor, Secret: d.Secret, Bucket: "nextwork-secrets-manager-trail-ab", Trail: "secrets-manager-trail",
		LogGroup: "nextwork-secretsmanager-loggroup", Role: "CloudTrailRoleForCloudWatchLogs", Filter: "GetSecretsValue",
		Namespace: "SecurityMetrics", Metric: "Secret is accessed", Topic: "SecurityAlarms", Alarm: "Secret is accessed",
		Rule: d.Rule, RuleTopic: d.RuleTopic,
	}
	return d
}

// The doctor knows the secret's name alone, and follows the wires.
func TestTheDoctorFindsAChainOfOtherHands(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		d := hands(b.a.Place)
		b.build(t, d)
		start, before := time.Now(), b.wire.calls
		s := b.take(t, monitor.NamesFor("TopSecretInfo", b.a.Place), survey.Doctor)
		if took := time.Since(start); took > 9*perCall {
			t.Errorf("took %v", took)
		}
		if n := b.wire.calls - before; n > 36 {
			t.Errorf("%d calls, want at most twelve more than for a healthy monitor", n)
		}
		if s.Names != d.Names {
			t.Errorf("found %+v\nwant  %+v", s.Names, d.Names)
		}
		for name, there := range map[string]bool{
			"trail": s.Trail.There(), "status": s.Status.There(), "selectors": s.Selectors.There(), "bucket": s.Bucket.There(),
			"log group": s.LogGroup.There(), "role": s.Role.There(), "filter": s.Filter.There(), "alarm": s.Alarm.There(),
			"topic": s.Topic.There(), "subscribers": s.Subscribers.There(), "history": s.AlarmHistory.There(),
			"bucket policy": s.Bucket.There() && s.Bucket.Value.Policy.There(), "role policy": len(s.Role.Value.Policies) == 1,
		} {
			if !there {
				t.Errorf("%s was not found", name)
			}
		}
	})
}

func TestPartsMayBeNamedByARN(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		d := hands(b.a.Place)
		b.build(t, d)
		n, p := d.Names, b.a.Place
		n.Bucket, n.LogGroup, n.Role, n.Topic, n.Alarm = n.BucketARN(p), n.LogGroupARN(p), n.RoleARN(p), n.TopicARN(p), n.AlarmARN(p)
		if s := b.take(t, n, survey.Doctor); s.Names != d.Names || !s.LogGroup.There() || !s.Role.There() || !s.Mails.There() {
			t.Errorf("taken %+v", s.Names)
		}
	})
}

func TestAnAlarmWithAMisspeltMetricIsFound(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		d := hands(b.a.Place)
		b.build(t, d)
		if _, err := b.a.CloudWatch.DeleteAlarms(t.Context(), &cloudwatch.DeleteAlarmsInput{AlarmNames: []string{d.Names.Alarm}}); err != nil {
			t.Fatal(err)
		}
		_, err := b.a.CloudWatch.PutMetricAlarm(t.Context(), &cloudwatch.PutMetricAlarmInput{
			AlarmName: aws.String("My alarm"), Namespace: aws.String(d.Namespace), MetricName: aws.String("SecretIsAccessed"),
			Statistic: "Sum", Period: aws.Int32(60), EvaluationPeriods: aws.Int32(1), Threshold: aws.Float64(1), ComparisonOperator: "GreaterThanOrEqualToThreshold",
		})
		if err != nil {
			t.Fatal(err)
		}
		s := b.take(t, monitor.NamesFor("TopSecretInfo", b.a.Place), survey.Doctor)
		if !s.Alarm.There() || s.Alarm.Value.Name != "My alarm" || len(*s.Alarms.Value) != 1 {
			t.Errorf("alarm %+v", s.Alarm)
		}
		if s := b.take(t, d.Names, survey.Plan); !s.Alarm.Absent() {
			t.Errorf("the plan sees the alarm %+v, which has another name", s.Alarm)
		}
	})
}

func TestWhatCannotBeSeenSaysWhy(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		d := monitor.DesiredFor("prod/db", "me@example.com", b.a.Place)
		b.build(t, d)
		denied := map[string]string{
			"DescribeTrails": "cloudtrail", "DescribeLogGroups": "logs", "LookupEvents": "cloudtrail", "DescribeAlarms": "cloudwatch", "DescribeSecret": "secretsmanager",
		}
		b.wire.refuse = func(r *http.Request) *http.Response {
			target := r.Header.Get("X-Amz-Target")
			operation := target[strings.LastIndexByte(target, '.')+1:]
			if operation == "DescribeAlarmHistory" {
				return answer(http.StatusInternalServerError, "text/html", "<html><body>Internal Server Error</body></html>")
			}
			if denied[operation] == "" {
				return nil
			}
			return answer(http.StatusBadRequest, "application/x-amz-json-1.1",
				`{"__type":"AccessDeniedException","message":"User: arn:aws:iam::123456789012:user/x is not authorized to perform: `+denied[operation]+`:`+operation+`"}`)
		}
		s := b.take(t, d.Names, survey.Doctor)
		for name, u := range map[string]*monitor.Unseen{
			"trails": s.Trails.Unseen, "trail": s.Trail.Unseen, "log group": s.LogGroup.Unseen, "reads": s.Reads.Unseen,
			"alarm": s.Alarm.Unseen, "secret": s.Secret.Unseen,
		} {
			if u == nil || u.Reason != monitor.ReasonDenied {
				t.Errorf("%s: %+v, want denied", name, u)
			}
		}
		if u := s.Trails.Unseen; u != nil && u.Permission != "cloudtrail:DescribeTrails" {
			t.Errorf("the missing permission is %q", u.Permission)
		}
		if u := s.AlarmHistory.Unseen; u == nil || u.Reason == monitor.ReasonDenied {
			t.Errorf("history: %+v", u)
		}
		if !s.Topic.There() || !s.Role.There() || !s.Bucket.There() {
			t.Error("what may be seen was not")
		}
	})
}

// S3 answers alike for somebody else's bucket and for a missing permission.
func TestABucketOfAnotherAccountIsToldFromAMissingPermission(t *testing.T) {
	const forbidden = `<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>`
	story(t, func(t *testing.T, b *box) {
		d := monitor.DesiredFor("prod/db", "me@example.com", b.a.Place)
		b.wire.refuse = func(r *http.Request) *http.Response {
			if strings.Contains(r.URL.RawQuery, "policy") {
				return answer(http.StatusForbidden, "application/xml", forbidden)
			}
			return nil
		}
		if s := b.take(t, d.Names, survey.Plan); !s.Bucket.Absent() {
			t.Errorf("bucket %+v, want none: its name is free", s.Bucket)
		}
		onlyPolicy := b.wire.refuse
		b.wire.refuse = func(r *http.Request) *http.Response {
			if r.Method == http.MethodHead {
				return answer(http.StatusForbidden, "application/xml", "")
			}
			return onlyPolicy(r)
		}
		if s := b.take(t, d.Names, survey.Plan); !s.Bucket.There() || !s.Bucket.Value.OwnedByAnother {
			t.Errorf("bucket %+v, want another's", s.Bucket.Value)
		}
		b.wire.refuse = nil
		b.build(t, d)
		b.wire.refuse = func(r *http.Request) *http.Response {
			if strings.HasSuffix(r.URL.RawQuery, "policy") || strings.HasSuffix(r.URL.RawQuery, "policy=") {
				return answer(http.StatusForbidden, "application/xml", forbidden)
			}
			return nil
		}
		s := b.take(t, d.Names, survey.Plan)
		if x := s.Bucket.Value; x == nil || x.OwnedByAnother || x.Policy.Unseen == nil || !x.Tags.There() {
			t.Errorf("bucket %+v, want ours with a policy that cannot be seen", x)
		}
	})
}

func TestTakeFailsOnlyWhereNothingCanBeSaid(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		n := monitor.NamesFor("prod/db", b.a.Place)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := survey.Take(ctx, b.a, n, survey.Options{}); !errors.Is(err, context.Canceled) {
			t.Errorf("error %v", err)
		}
		if _, err := survey.Take(t.Context(), &account.Account{}, n, survey.Options{}); err == nil {
			t.Error("no error without an identity")
		}
	})
}

func TestAServiceThatHangsLeavesAGap(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		n := monitor.NamesFor("prod/db", b.a.Place)
		b.wire.refuse = func(r *http.Request) *http.Response {
			if strings.HasSuffix(r.Header.Get("X-Amz-Target"), "DescribeTrails") {
				<-r.Context().Done()
			}
			return nil
		}
		start := time.Now()
		s := b.take(t, n, survey.Plan)
		if u := s.Trails.Unseen; u == nil || u.Reason != monitor.ReasonFailed {
			t.Errorf("trails %+v", u)
		}
		if took := time.Since(start); took > 15*time.Second || !s.Alarm.Absent() {
			t.Errorf("took %v, alarm %+v", took, s.Alarm)
		}
	})
}
