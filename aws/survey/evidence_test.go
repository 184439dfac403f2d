package survey_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	cwtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/sns"

	"secretwatch/aws/monitor"
	"secretwatch/aws/sandbox/inbox"
	"secretwatch/aws/survey"
)

// confirm opens the newest confirmation link in the inbox.
func (b *box) confirm(t *testing.T) {
	t.Helper()
	for _, m := range slices.Backward(b.Mails()) {
		for _, l := range m.Links {
			if l.Kind == inbox.Confirm {
				if err := b.Inbox().Open(t.Context(), l.URL); err != nil {
					t.Fatal(err)
				}
				return
			}
		}
	}
	t.Fatal("no mail asks for confirmation")
}

func (b *box) read(t *testing.T, secret string) {
	t.Helper()
	if _, err := b.a.Secrets.GetSecretValue(t.Context(), &secretsmanager.GetSecretValueInput{SecretId: aws.String(secret)}); err != nil {
		t.Fatal(err)
	}
}

// watched is a healthy monitor with a confirmed address, read a while ago.
func (b *box) watched(t *testing.T, secret string) monitor.Desired {
	t.Helper()
	d := monitor.DesiredFor(secret, "me@example.com", b.a.Place)
	b.build(t, d)
	b.confirm(t)
	time.Sleep(70 * time.Second)
	b.read(t, secret)
	time.Sleep(20 * time.Second)
	return d
}

// The 24 calls that a healthy monitor may take hold two more: who we are, and
// the tags of the alarm that remember its names.
func TestAHealthyMonitorsEvidenceStaysInTheBudget(t *testing.T) {
	const before = 2
	story(t, func(t *testing.T, b *box) {
		d := b.watched(t, "prod/db")
		for _, c := range []struct {
			name string
			wait time.Duration
		}{{"just read", 0}, {"read an hour ago", time.Hour}, {"read two days ago", 48 * time.Hour}, {"read long ago", 20 * 24 * time.Hour}} {
			time.Sleep(c.wait)
			start, calls := time.Now(), b.wire.calls
			b.take(t, d.Names, survey.Doctor)
			if n, took := b.wire.calls-calls+before, time.Since(start); n > 24 || took > 4*perCall {
				t.Errorf("%s: %d calls in %v, want at most 24 in four waves", c.name, n, took)
			}
		}
	})
}

func TestTheEvidenceOfARead(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		d := b.watched(t, "prod/db")
		start := time.Now()
		if _, err := b.a.SNS.SetSubscriptionAttributes(t.Context(), &sns.SetSubscriptionAttributesInput{
			SubscriptionArn: aws.String((*b.take(t, d.Names, survey.Doctor).Subscribers.Value)[0].ARN),
			AttributeName:   aws.String("FilterPolicy"), AttributeValue: aws.String(`{"level":["high"]}`),
		}); err != nil {
			t.Fatal(err)
		}
		s := b.take(t, d.Names, survey.Doctor)

		read := (*s.Reads.Value)[0]
		logged := *s.Logged.Value
		if len(logged) != 1 || logged[0].EventID != read.EventID || !strings.HasPrefix(logged[0].Stream, "123456789012_CloudTrail_us-east-1") ||
			!logged[0].Tested || !logged[0].Matched || !strings.Contains(logged[0].Message.Raw(), read.RequestID) {
			t.Fatalf("logged %+v, want the read %s", logged, read.EventID)
		}
		if late := logged[0].Delivered.Sub(read.Time); late <= 0 || late > 10*time.Second || logged[0].Delivered.After(start) {
			t.Errorf("delivered %v after the read", late)
		}
		minute := logged[0].Delivered.Truncate(time.Minute)
		i := slices.IndexFunc(*s.Points.Value, func(p monitor.Point) bool { return p.At.Equal(minute) })
		if i < 0 || (*s.Points.Value)[i].Sum != 1 || (*s.Points.Value)[i].Samples < 1 {
			t.Errorf("points %+v, want the sum 1 at %v", *s.Points.Value, minute)
		}
		if m := *s.Mails.Value; m.Published != 1 || m.Delivered != 1 || m.Failed != 0 || m.FilteredOut != 0 {
			t.Errorf("mails %+v", m)
		}
		if sub := (*s.Subscribers.Value)[0]; !sub.Looked || sub.Owner != "123456789012" || sub.FilterPolicy != `{"level":["high"]}` || sub.FilterScope != "MessageAttributes" {
			t.Errorf("subscription %+v", sub)
		}
		if len(*s.Mutes.Value) != 0 || !s.Key.Absent() || s.Untested != nil {
			t.Errorf("mutes %+v, key %+v, untested %+v", s.Mutes, s.Key, s.Untested)
		}

		// The next mail is left out by that policy.
		time.Sleep(70 * time.Second)
		b.read(t, "prod/db")
		time.Sleep(20 * time.Second)
		if m := *b.take(t, d.Names, survey.Doctor).Mails.Value; m.Published != 2 || m.Delivered != 1 || m.FilteredOut != 1 {
			t.Errorf("mails %+v", m)
		}
	})
}

func TestALookThatIsFreeAsksForNoNumbers(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		d := b.watched(t, "prod/db")
		s, err := survey.Take(t.Context(), b.a, d.Names, survey.Options{For: survey.Doctor, Free: true})
		if err != nil || !s.Mails.Absent() || !s.Points.Absent() || !s.Logged.There() {
			t.Errorf("mails %+v, points %+v, error %v", s.Mails, s.Points, err)
		}
		for _, c := range b.a.Log.Newest(30) {
			if c.Operation == "GetMetricData" {
				t.Error("GetMetricData was called")
			}
		}
	})
}

func TestAPatternThatDoesNotMatchIsSeenOnTheRecord(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		d := b.watched(t, "prod/db")
		d.Pattern = `{ $.eventName = "GetSecretsValue" }`
		if _, err := b.a.Logs.DeleteMetricFilter(t.Context(), &cloudwatchlogs.DeleteMetricFilterInput{
			LogGroupName: aws.String(d.LogGroup), FilterName: aws.String(d.Filter),
		}); err != nil {
			t.Fatal(err)
		}
		b.build(t, d)
		logged := *b.take(t, d.Names, survey.Doctor).Logged.Value
		if len(logged) != 1 || !logged[0].Tested || logged[0].Matched {
			t.Errorf("logged %+v", logged)
		}
	})
}

func TestMuteRulesAndKeys(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		d := b.watched(t, "prod/db")
		ends := time.Now().Add(24 * time.Hour).Truncate(time.Second)
		_, err := b.a.CloudWatch.PutAlarmMuteRule(t.Context(), &cloudwatch.PutAlarmMuteRuleInput{
			Name: aws.String("holidays"), ExpireDate: aws.Time(ends), MuteTargets: &cwtypes.MuteTargets{AlarmNames: []string{d.Names.Alarm}},
			Rule: &cwtypes.Rule{Schedule: &cwtypes.Schedule{Expression: aws.String("cron(0 0 * * *)"), Duration: aws.String("PT24H")}},
		})
		if err != nil {
			t.Fatal(err)
		}
		key, err := b.a.KMS.CreateKey(t.Context(), &kms.CreateKeyInput{})
		if err != nil {
			t.Fatal(err)
		}
		id := aws.ToString(key.KeyMetadata.KeyId)
		for _, c := range []struct {
			key    string
			change func() error
			check  func(monitor.Key) bool
		}{
			{id, func() error { return nil }, func(k monitor.Key) bool {
				return k.State == "Enabled" && !k.AWSOwn && k.Policy.There() && strings.Contains(*k.Policy.Value, ":root")
			}},
			{id, func() error {
				_, err := b.a.KMS.DisableKey(t.Context(), &kms.DisableKeyInput{KeyId: aws.String(id)})
				return err
			}, func(k monitor.Key) bool { return k.State == "Disabled" }},
			{"alias/aws/sns", func() error { return nil }, func(k monitor.Key) bool { return k.AWSOwn && k.ARN != "" }},
		} {
			if err := c.change(); err != nil {
				t.Fatal(err)
			}
			if _, err := b.a.SNS.SetTopicAttributes(t.Context(), &sns.SetTopicAttributesInput{
				TopicArn: aws.String(d.TopicARN(d.Place)), AttributeName: aws.String("KmsMasterKeyId"), AttributeValue: aws.String(c.key),
			}); err != nil {
				t.Fatal(err)
			}
			s := b.take(t, d.Names, survey.Doctor)
			if !s.Key.There() || s.Key.Value.ID != c.key || !c.check(*s.Key.Value) {
				t.Errorf("key %s: %+v, unseen %+v", c.key, s.Key.Value, s.Key.Unseen)
			}
			if m := *s.Mutes.Value; len(m) != 1 || m[0].Name != "holidays" || m[0].Status == "" || !m[0].Until.Equal(ends) {
				t.Errorf("mutes %+v", m)
			}
			if s.Topic.Value.Tags == nil {
				t.Error("the tags of an encrypted topic, which a remedy may change, were not asked for")
			}
		}
	})
}

// A look at one piece of evidence that fails leaves the rest as it is.
func TestEvidenceThatIsDeniedSaysSo(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		d := b.watched(t, "prod/db")
		key, err := b.a.KMS.CreateKey(t.Context(), &kms.CreateKeyInput{})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := b.a.SNS.SetTopicAttributes(t.Context(), &sns.SetTopicAttributesInput{
			TopicArn: aws.String(d.TopicARN(d.Place)), AttributeName: aws.String("KmsMasterKeyId"), AttributeValue: key.KeyMetadata.KeyId,
		}); err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			permission string
			of         func(monitor.Snapshot) *monitor.Unseen
		}{
			{"cloudwatch:ListAlarmMuteRules", func(s monitor.Snapshot) *monitor.Unseen { return s.Mutes.Unseen }},
			{"cloudwatch:GetMetricData", func(s monitor.Snapshot) *monitor.Unseen { return s.Mails.Unseen }},
			{"cloudwatch:GetMetricData", func(s monitor.Snapshot) *monitor.Unseen { return s.Points.Unseen }},
			{"logs:FilterLogEvents", func(s monitor.Snapshot) *monitor.Unseen { return s.Logged.Unseen }},
			{"logs:TestMetricFilter", func(s monitor.Snapshot) *monitor.Unseen { return s.Untested }},
			{"sns:GetSubscriptionAttributes", func(s monitor.Snapshot) *monitor.Unseen { return (*s.Subscribers.Value)[0].Unseen }},
			{"kms:DescribeKey", func(s monitor.Snapshot) *monitor.Unseen { return s.Key.Unseen }},
			{"kms:GetKeyPolicy", func(s monitor.Snapshot) *monitor.Unseen { return s.Key.Value.Policy.Unseen }},
		} {
			b.deny(c.permission)
			s := b.take(t, d.Names, survey.Doctor)
			if u := c.of(s); u == nil || u.Reason != monitor.ReasonDenied || u.Permission != c.permission {
				t.Errorf("without %s: %+v", c.permission, u)
			}
			b.wire.refuse = nil
			whole := b.take(t, d.Names, survey.Doctor)
			if s.Names != whole.Names || !s.Alarm.There() || !s.Filter.There() || !s.Topic.There() || !s.Role.There() || !s.Status.There() {
				t.Errorf("without %s more is missing", c.permission)
			}
		}
	})
}

// The policies of a role that cannot be listed are not policies that it lacks.
func TestARoleWhosePoliciesCannotBeListedIsUnseen(t *testing.T) {
	for _, operation := range []string{"ListRolePolicies", "ListAttachedRolePolicies"} {
		story(t, func(t *testing.T, b *box) {
			d := hands(b.a.Place)
			b.build(t, d)
			b.wire.refuse = func(r *http.Request) *http.Response {
				if strings.Contains(form(r), "Action="+operation+"&") {
					return answer(http.StatusForbidden, "text/xml", `<ErrorResponse><Error><Code>AccessDenied</Code><Message>not authorized to perform: iam:`+operation+`</Message></Error></ErrorResponse>`)
				}
				return nil
			}
			s := b.take(t, d.Names, survey.Doctor)
			if u := s.Role.Unseen; u == nil || u.Permission != "iam:"+operation {
				t.Errorf("role %+v, unseen %+v", s.Role.Value, u)
			}
		})
	}
}
