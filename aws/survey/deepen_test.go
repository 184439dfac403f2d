package survey_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"

	"secretwatch/aws/monitor"
	"secretwatch/aws/survey"
)

func (b *box) deepen(t *testing.T, s monitor.Snapshot, w survey.Wants) monitor.Snapshot {
	t.Helper()
	s, err := survey.Deepen(t.Context(), b.a, s, survey.Options{For: survey.Doctor}, w)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestWhoChangedWhatIsFound(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		d := b.watched(t, "prod/db")
		if _, err := b.a.CloudTrail.StopLogging(t.Context(), &cloudtrail.StopLoggingInput{Name: aws.String(d.Trail)}); err != nil {
			t.Fatal(err)
		}
		stopped := time.Now().Truncate(time.Second)
		time.Sleep(time.Minute)
		if _, err := b.a.IAM.DeleteRolePolicy(t.Context(), &iam.DeleteRolePolicyInput{RoleName: aws.String(d.Role), PolicyName: aws.String(survey.RolePolicyName)}); err != nil {
			t.Fatal(err)
		}
		// A call that was refused has changed nothing.
		if _, err := b.a.CloudTrail.StopLogging(t.Context(), &cloudtrail.StopLoggingInput{Name: aws.String("another")}); err == nil {
			t.Fatal("another trail was there to stop")
		}
		time.Sleep(time.Minute)
		s := b.take(t, d.Names, survey.Doctor)
		if !s.Changes.Absent() {
			t.Errorf("changes %+v, and nobody asked", s.Changes)
		}
		start, calls := time.Now(), b.wire.calls
		deep := b.deepen(t, s, survey.Wants{Events: []string{"StopLogging", "DeleteRolePolicy", "DeleteTrail", "PutEventSelectors", "DeleteTopic", "Unsubscribe", "PutMetricAlarm"}})
		if n := b.wire.calls - calls; n > 6+2 { // the tags of bucket and topic
			t.Errorf("%d calls for six events", n)
		}
		if took := time.Since(start); took > 7*time.Second {
			t.Errorf("took %v", took)
		}
		changes := *deep.Changes.Value
		if len(changes) != 2 || changes[0].Event != "DeleteRolePolicy" || changes[1].Event != "StopLogging" {
			t.Fatalf("changes %+v", changes)
		}
		if c := changes[1]; !c.At.Equal(stopped) || !strings.Contains(c.Who.Raw(), "arn:aws:iam::123456789012:") || c.EventID == "" || !names(c, d.Trail) {
			t.Errorf("change %+v", c)
		}
		if !names(changes[0], d.Role) {
			t.Errorf("change %+v", changes[0])
		}
		if s.Bucket.Value.Tags.There() || s.Topic.Value.Tags != nil {
			t.Error("the snapshot that was handed in has changed")
		}
		if !d.Ours(*deep.Bucket.Value.Tags.Value) || !d.Ours(deep.Topic.Value.Tags) {
			t.Errorf("bucket %+v, topic %+v", deep.Bucket.Value, deep.Topic.Value)
		}
	})
}

// names reports that the change mentions this name, or its ARN.
func names(c monitor.Changed, name string) bool {
	for _, r := range c.Resources {
		if r.Raw() == name || strings.HasSuffix(r.Raw(), "/"+name) {
			return true
		}
	}
	return false
}

func TestTrailsAndReadsOfOtherRegions(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		d := b.watched(t, "prod/db")
		away := b.a.In("eu-west-1")
		other := monitor.DesiredFor("prod/db", "me@example.com", away.Place)
		other.MultiRegion, other.Names.Trail = false, "of-this-region"
		here := b.a
		b.a = away
		b.build(t, other)
		b.read(t, "prod/db")
		b.a = here
		time.Sleep(20 * time.Second)

		s := b.take(t, d.Names, survey.Doctor)
		if len(*s.Trails.Value) != 1 || len(*s.Reads.Value) != 1 {
			t.Fatalf("from here %d trails and %d reads are seen", len(*s.Trails.Value), len(*s.Reads.Value))
		}
		calls := b.wire.calls
		deep := b.deepen(t, s, survey.Wants{Elsewhere: true, AwayReads: true})
		if n := b.wire.calls - calls; n > 12 {
			t.Errorf("%d calls, want at most 12", n)
		}
		trails, reads := *deep.Elsewhere.Value, *deep.AwayReads.Value
		if len(trails) != 1 || trails[0].HomeRegion != "eu-west-1" || trails[0].MultiRegion || trails[0].Bucket != other.Bucket {
			t.Errorf("trails elsewhere %+v", trails)
		}
		if len(reads) != 1 || reads[0].Region != "eu-west-1" || reads[0].Secret.Raw() != "prod/db" {
			t.Errorf("reads elsewhere %+v", reads)
		}

		for permission, of := range map[string]func(monitor.Snapshot) *monitor.Unseen{
			"cloudtrail:ListTrails": func(s monitor.Snapshot) *monitor.Unseen { return s.Elsewhere.Unseen },
			"cloudtrail:LookupEvents": func(s monitor.Snapshot) *monitor.Unseen {
				if s.Changes.Unseen == nil {
					return nil
				}
				return s.AwayReads.Unseen
			},
		} {
			b.deny(permission)
			deep := b.deepen(t, s, survey.Wants{Elsewhere: true, AwayReads: true, Events: []string{"StopLogging"}})
			if u := of(deep); u == nil || u.Reason != monitor.ReasonDenied || u.Permission != permission {
				t.Errorf("without %s: %+v", permission, u)
			}
			b.wire.refuse = nil
		}
	})
}

func TestManagedPoliciesAreRead(t *testing.T) {
	const document = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"logs:PutLogEvents","Resource":"*"}]}`
	story(t, func(t *testing.T, b *box) {
		d := b.watched(t, "prod/db")
		var arns []string
		for _, name := range []string{"delivery", "boundary"} {
			out, err := b.a.IAM.CreatePolicy(t.Context(), &iam.CreatePolicyInput{PolicyName: aws.String(name), PolicyDocument: aws.String(document)})
			if err != nil {
				t.Fatal(err)
			}
			arns = append(arns, *out.Policy.Arn)
		}
		for _, err := range []error{
			second(b.a.IAM.AttachRolePolicy(t.Context(), &iam.AttachRolePolicyInput{RoleName: aws.String(d.Role), PolicyArn: aws.String(arns[0])})),
			second(b.a.IAM.DeleteRolePolicy(t.Context(), &iam.DeleteRolePolicyInput{RoleName: aws.String(d.Role), PolicyName: aws.String(survey.RolePolicyName)})),
		} {
			if err != nil {
				t.Fatal(err)
			}
		}
		s := b.take(t, d.Names, survey.Doctor)
		if r := s.Role.Value; r.Boundary != "" || !slices.Equal(r.Attached, arns[:1]) || r.Managed != nil {
			t.Errorf("role %+v", r)
		}
		s.Role.Value.Boundary = arns[1]
		r := b.deepen(t, s, survey.Wants{Managed: true}).Role.Value
		if len(r.Managed) != 2 || r.Managed[arns[0]] != document || r.Managed[arns[1]] != document || r.Unread != nil {
			t.Errorf("role %+v", r)
		}
		b.deny("iam:GetPolicyVersion")
		r = b.deepen(t, s, survey.Wants{Managed: true}).Role.Value
		if r.Unread == nil || r.Unread.Permission != "iam:GetPolicyVersion" || len(r.Managed) != 0 {
			t.Errorf("role %+v", r)
		}
	})
}

func second[T any](_ T, err error) error { return err }

// A replica is the same secret in another region.
func TestReadsOfAReplicaAreLookedFor(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		d := b.watched(t, "prod/db")
		away := b.a.In("sa-east-1")
		if _, err := away.Secrets.CreateSecret(t.Context(), &secretsmanager.CreateSecretInput{Name: aws.String("prod/db"), SecretString: aws.String("x")}); err != nil {
			t.Fatal(err)
		}
		if _, err := away.Secrets.GetSecretValue(t.Context(), &secretsmanager.GetSecretValueInput{SecretId: aws.String("prod/db")}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(20 * time.Second)
		s := b.take(t, d.Names, survey.Doctor)
		for _, c := range []struct {
			replicas []string
			want     int
		}{{nil, 0}, {[]string{"sa-east-1"}, 1}} {
			s.Secret.Value.Replicas = c.replicas
			if reads := *b.deepen(t, s, survey.Wants{AwayReads: true}).AwayReads.Value; len(reads) != c.want {
				t.Errorf("with replicas in %v: reads %+v", c.replicas, reads)
			}
		}
	})
}

func TestAnAlarmsHistoryAndMutesAreOfTheAlarmThatWasFound(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		d := hands(b.a.Place)
		b.build(t, d)
		s := b.take(t, d.Names.With(monitor.KindAlarm, "none"), survey.Doctor)
		if s.Alarm.Value == nil || s.Names.Alarm != d.Names.Alarm || len(*s.AlarmHistory.Value) == 0 || !s.Mutes.There() || !s.Points.There() || !s.Mails.There() {
			t.Errorf("alarm %+v, mutes %+v, points %+v", s.Alarm.Value, s.Mutes, s.Points)
		}
		if _, err := b.a.CloudWatch.DeleteAlarms(t.Context(), &cloudwatch.DeleteAlarmsInput{AlarmNames: []string{d.Names.Alarm}}); err != nil {
			t.Fatal(err)
		}
		if s := b.take(t, d.Names, survey.Doctor); !s.Alarm.Absent() || !s.Points.There() {
			t.Errorf("alarm %+v, points %+v", s.Alarm.Value, s.Points)
		}
	})
}

func TestCompositeAlarmsOverTheAlarmAreFound(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		d := b.watched(t, "prod/db")
		for name, rule := range map[string]string{"both": `ALARM("` + d.Names.Alarm + `") AND TRUE`, "other": "TRUE"} {
			if _, err := b.a.CloudWatch.PutCompositeAlarm(t.Context(), &cloudwatch.PutCompositeAlarmInput{
				AlarmName: aws.String(name), AlarmRule: aws.String(rule), AlarmActions: []string{d.TopicARN(d.Place)},
			}); err != nil {
				t.Fatal(err)
			}
		}
		s := b.take(t, d.Names, survey.Doctor)
		list := *b.deepen(t, s, survey.Wants{Composites: true}).Composites.Value
		if len(list) != 1 || list[0].Name != "both" || !slices.Equal(list[0].AlarmActions, []string{d.TopicARN(d.Place)}) {
			t.Errorf("composites %+v", list)
		}
		b.deny("cloudwatch:DescribeAlarms")
		if u := b.deepen(t, s, survey.Wants{Composites: true}).Composites.Unseen; u == nil || u.Permission != "cloudwatch:DescribeAlarms" {
			t.Errorf("composites unseen %+v", u)
		}
	})
}
