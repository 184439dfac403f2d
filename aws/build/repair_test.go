package build_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	trailtypes "github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	alarmtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/sns"

	"secretwatch/aws/account"
	"secretwatch/aws/build"
	"secretwatch/aws/monitor"
	"secretwatch/aws/survey"
)

const tlsOnly = `{"Version":"2012-10-17","Statement":[{"Sid":"TLS","Effect":"Deny","Principal":"*","Action":"*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"false"}}}]}`

// breaks are the calls by which each part of a monitor can be broken.
var breaks = []struct {
	name  string
	kinds []monitor.Kind // what the plan then changes
	do    func(context.Context, *box) error
}{
	{"trail stopped", []monitor.Kind{monitor.KindTrail}, func(ctx context.Context, b *box) error {
		_, err := b.a.CloudTrail.StopLogging(ctx, &cloudtrail.StopLoggingInput{Name: aws.String(b.d.Trail)})
		return err
	}},
	{"trail deleted", []monitor.Kind{monitor.KindTrail}, func(ctx context.Context, b *box) error {
		_, err := b.a.CloudTrail.DeleteTrail(ctx, &cloudtrail.DeleteTrailInput{Name: aws.String(b.d.Trail)})
		return err
	}},
	{"trail write-only", []monitor.Kind{monitor.KindTrail}, func(ctx context.Context, b *box) error {
		_, err := b.a.CloudTrail.PutEventSelectors(ctx, &cloudtrail.PutEventSelectorsInput{
			TrailName: aws.String(b.d.Trail), EventSelectors: []trailtypes.EventSelector{{ReadWriteType: trailtypes.ReadWriteTypeWriteOnly, IncludeManagementEvents: aws.Bool(true)}},
		})
		return err
	}},
	{"trail with advanced selectors for writes", []monitor.Kind{monitor.KindTrail}, func(ctx context.Context, b *box) error {
		_, err := b.a.CloudTrail.PutEventSelectors(ctx, &cloudtrail.PutEventSelectorsInput{
			TrailName: aws.String(b.d.Trail), AdvancedEventSelectors: []trailtypes.AdvancedEventSelector{{FieldSelectors: []trailtypes.AdvancedFieldSelector{
				{Field: aws.String("eventCategory"), Equals: []string{"Management"}}, {Field: aws.String("readOnly"), Equals: []string{"false"}},
			}}},
		})
		return err
	}},
	{"trail without log group", []monitor.Kind{monitor.KindTrail}, func(ctx context.Context, b *box) error {
		_, err := b.a.CloudTrail.UpdateTrail(ctx, &cloudtrail.UpdateTrailInput{
			Name: aws.String(b.d.Trail), CloudWatchLogsLogGroupArn: aws.String(""), CloudWatchLogsRoleArn: aws.String(""),
		})
		return err
	}},
	{"trail in one region", []monitor.Kind{monitor.KindTrail}, func(ctx context.Context, b *box) error {
		_, err := b.a.CloudTrail.UpdateTrail(ctx, &cloudtrail.UpdateTrailInput{Name: aws.String(b.d.Trail), IsMultiRegionTrail: aws.Bool(false)})
		return err
	}},
	{"role deleted", []monitor.Kind{monitor.KindRole}, func(ctx context.Context, b *box) error {
		role := aws.String(b.d.Role)
		if _, err := b.a.IAM.DeleteRolePolicy(ctx, &iam.DeleteRolePolicyInput{RoleName: role, PolicyName: aws.String(survey.RolePolicyName)}); err != nil {
			return err
		}
		_, err := b.a.IAM.DeleteRole(ctx, &iam.DeleteRoleInput{RoleName: role})
		return err
	}},
	{"role's trust replaced", []monitor.Kind{monitor.KindRole}, func(ctx context.Context, b *box) error {
		_, err := b.a.IAM.UpdateAssumeRolePolicy(ctx, &iam.UpdateAssumeRolePolicyInput{
			RoleName:       aws.String(b.d.Role),
			PolicyDocument: aws.String(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}`),
		})
		return err
	}},
	{"log group deleted", []monitor.Kind{monitor.KindLogGroup, monitor.KindMetricFilter}, func(ctx context.Context, b *box) error {
		_, err := b.a.Logs.DeleteLogGroup(ctx, &cloudwatchlogs.DeleteLogGroupInput{LogGroupName: aws.String(b.d.LogGroup)})
		return err
	}},
	{"retention gone", []monitor.Kind{monitor.KindLogGroup}, func(ctx context.Context, b *box) error {
		_, err := b.a.Logs.DeleteRetentionPolicy(ctx, &cloudwatchlogs.DeleteRetentionPolicyInput{LogGroupName: aws.String(b.d.LogGroup)})
		return err
	}},
	{"filter deleted", []monitor.Kind{monitor.KindMetricFilter}, func(ctx context.Context, b *box) error {
		_, err := b.a.Logs.DeleteMetricFilter(ctx, &cloudwatchlogs.DeleteMetricFilterInput{LogGroupName: aws.String(b.d.LogGroup), FilterName: aws.String(b.d.Filter)})
		return err
	}},
	{"bucket policy of another", []monitor.Kind{monitor.KindBucket}, func(ctx context.Context, b *box) error {
		_, err := b.a.S3.PutBucketPolicy(ctx, &s3.PutBucketPolicyInput{
			Bucket: aws.String(b.d.Bucket), Policy: aws.String(strings.ReplaceAll(tlsOnly, `"Resource":"*"`, `"Resource":"arn:aws:s3:::`+b.d.Bucket+`/*"`)),
		})
		return err
	}},
	{"bucket's lifecycle gone", []monitor.Kind{monitor.KindBucket}, func(ctx context.Context, b *box) error {
		_, err := b.a.S3.DeleteBucketLifecycle(ctx, &s3.DeleteBucketLifecycleInput{Bucket: aws.String(b.d.Bucket)})
		return err
	}},
	{"topic policy of another", []monitor.Kind{monitor.KindTopic}, func(ctx context.Context, b *box) error {
		_, err := b.a.SNS.SetTopicAttributes(ctx, &sns.SetTopicAttributesInput{
			TopicArn: aws.String(b.d.TopicARN(b.d.Place)), AttributeName: aws.String("Policy"),
			AttributeValue: aws.String(strings.ReplaceAll(tlsOnly, `"Action":"*"`, `"Action":"sns:Publish"`)),
		})
		return err
	}},
	{"topic deleted", []monitor.Kind{monitor.KindTopic, monitor.KindSubscription}, func(ctx context.Context, b *box) error {
		_, err := b.a.SNS.DeleteTopic(ctx, &sns.DeleteTopicInput{TopicArn: aws.String(b.d.TopicARN(b.d.Place))})
		return err
	}},
	{"alarm on the average", []monitor.Kind{monitor.KindAlarm}, func(ctx context.Context, b *box) error {
		_, err := b.a.CloudWatch.PutMetricAlarm(ctx, &cloudwatch.PutMetricAlarmInput{
			AlarmName: aws.String(b.d.Names.Alarm), AlarmDescription: aws.String("my words"),
			Namespace: aws.String(b.d.Namespace), MetricName: aws.String(b.d.Metric),
			Statistic: alarmtypes.StatisticAverage, Period: aws.Int32(300), EvaluationPeriods: aws.Int32(1), Threshold: aws.Float64(1),
			ComparisonOperator: alarmtypes.ComparisonOperatorGreaterThanOrEqualToThreshold,
			OKActions:          []string{pager}, AlarmActions: []string{pager},
		})
		return err
	}},
	{"alarm actions off", []monitor.Kind{monitor.KindAlarm}, func(ctx context.Context, b *box) error {
		_, err := b.a.CloudWatch.DisableAlarmActions(ctx, &cloudwatch.DisableAlarmActionsInput{AlarmNames: []string{b.d.Names.Alarm}})
		return err
	}},
	{"alarm deleted", []monitor.Kind{monitor.KindAlarm}, func(ctx context.Context, b *box) error {
		_, err := b.a.CloudWatch.DeleteAlarms(ctx, &cloudwatch.DeleteAlarmsInput{AlarmNames: []string{b.d.Names.Alarm}})
		return err
	}},
}

const pager = "arn:aws:sns:us-east-1:123456789012:pager"

func TestEveryBreakIsPlannedAndRepaired(t *testing.T) {
	for _, c := range breaks {
		t.Run(c.name, func(t *testing.T) {
			story(t, func(t *testing.T, b *box) {
				b.build()
				if err := c.do(t.Context(), b); err != nil {
					t.Fatal(err)
				}
				var kinds []monitor.Kind
				for _, x := range b.plan() {
					if x.Action == monitor.ActionBlocked || x.NotOurs {
						t.Errorf("%s is %s, not ours %v: %s", x.Kind, x.Action, x.NotOurs, x.Why)
					}
					if x.Action != monitor.ActionNone {
						kinds = append(kinds, x.Kind)
					}
				}
				if !slices.Equal(kinds, c.kinds) {
					t.Errorf("the plan changes %v, want %v", kinds, c.kinds)
				}
				b.build()
				allNone(t, b.plan())
			})
		})
	}
}

func TestRepairKeepsWhatAPersonAdded(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		b.build()
		for _, c := range breaks {
			if c.name == "alarm on the average" || strings.HasSuffix(c.name, "policy of another") {
				if err := c.do(t.Context(), b); err != nil {
					t.Fatal(err)
				}
			}
		}
		b.build()
		s := b.look(survey.Plan)
		a := s.Alarm.Value
		if a.Description.Raw() != "my words" || !slices.Contains(a.AlarmActions, pager) || !slices.Contains(a.OKActions, pager) {
			t.Errorf("the alarm lost something: %+v", a)
		}
		for _, policy := range []string{*s.Bucket.Value.Policy.Value, s.Topic.Value.Policy} {
			if !strings.Contains(policy, `"TLS"`) {
				t.Errorf("the policy lost a person's statement: %s", policy)
			}
		}
	})
}

// A topic whose policy was emptied gets the one statement that the alarm, or
// EventBridge, needs, and is well then: SNS's own for the owner is not added.
func TestATopicsPolicyIsNotWidened(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		b.d.EventBridge = true
		b.build()
		for _, topic := range []string{b.d.TopicARN(b.d.Place), b.d.RuleTopicARN(b.d.Place)} {
			if _, err := b.a.SNS.SetTopicAttributes(t.Context(), &sns.SetTopicAttributesInput{
				TopicArn: aws.String(topic), AttributeName: aws.String("Policy"), AttributeValue: aws.String(`{"Statement":[]}`),
			}); err != nil {
				t.Fatal(err)
			}
		}
		b.build()
		s := b.look(survey.Plan)
		for policy, service := range map[string]string{s.Topic.Value.Policy: "cloudwatch.amazonaws.com", s.RuleTopic.Value.Policy: "events.amazonaws.com"} {
			if strings.Contains(policy, "__default_statement_ID") || strings.Count(policy, `"Effect"`) != 1 || !strings.Contains(policy, service) {
				t.Errorf("policy %s", policy)
			}
		}
		allNone(t, b.plan())
	})
}

func TestWhatIsNotOursChangesOnlyWithConsent(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		b.d.Names.Alarm = "Secret is accessed"
		for _, c := range breaks {
			if c.name == "alarm on the average" {
				if err := c.do(t.Context(), b); err != nil {
					t.Fatal(err)
				}
			}
		}
		var asked []monitor.Kind
		o := build.Options{SecretValue: value, Consent: func(c monitor.Change) bool {
			asked = append(asked, c.Kind)
			return false
		}}
		results, err := build.Apply(t.Context(), b.a, b.d, b.plan(), o)
		if err == nil || len(asked) != 1 || asked[0] != monitor.KindAlarm {
			t.Errorf("asked about %v, error %v", asked, err)
		}
		for _, r := range results {
			if (r.State == build.Held) != (r.Change.Kind == monitor.KindAlarm) {
				t.Errorf("%s is %s: %v", r.Change.Kind, r.State, r.Err)
			}
		}
		if a := b.look(survey.Plan).Alarm.Value; a.Rule.Statistic != "Average" {
			t.Error("the alarm was changed without consent")
		}

		o.Consent = func(monitor.Change) bool { return true }
		if _, err := build.Apply(t.Context(), b.a, b.d, b.plan(), o); err != nil {
			t.Fatal(err)
		}
		if c := change(b.plan(), monitor.KindAlarm); c.Action != monitor.ActionAdopt {
			t.Errorf("after consent the alarm is %s: %v", c.Action, c.Settings)
		}
		// The alarm stays, and so does what it sends to.
		stays := []monitor.Kind{monitor.KindAlarm, monitor.KindTopic, monitor.KindSubscription}
		for _, c := range build.PlanDestroy(b.look(survey.Plan)) {
			if (c.Action == monitor.ActionDelete) == slices.Contains(stays, c.Kind) {
				t.Errorf("destroy would %s the %s", c.Action, c.Kind)
			}
		}
	})
}

func TestASettledPlanTalksToNobody(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		b.build()
		plan, before := b.plan(), b.wire.count()
		results, err := build.Apply(t.Context(), b.a, b.d, plan, build.Options{})
		if err != nil || b.wire.count() != before {
			t.Errorf("%d calls, error %v", b.wire.count()-before, err)
		}
		for _, r := range results {
			if r.State != build.Done {
				t.Errorf("%s is %s", r.Change.Kind, r.State)
			}
		}
	})
}

func TestABareBucketOfThatNameIsFinished(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		if _, err := b.a.S3.CreateBucket(t.Context(), &s3.CreateBucketInput{Bucket: aws.String(b.d.Bucket)}); err != nil {
			t.Fatal(err)
		}
		if c := change(b.plan(), monitor.KindBucket); c.Action != monitor.ActionUpdate || c.NotOurs {
			t.Errorf("it is %s: %s", c.Action, c.Why)
		}
		b.build()
		allNone(t, b.plan())
	})
}

func TestABlockedChangeIsHeldAndSaysWhy(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		b.d.SecretExists = true
		results, err := build.Apply(t.Context(), b.a, b.d, b.plan(), build.Options{})
		if err == nil || !strings.Contains(err.Error(), "there is no secret with this name") {
			t.Errorf("error %v", err)
		}
		if results[0].State != build.Held {
			t.Errorf("the secret is %s", results[0].State)
		}
	})
}

// A plan may be old when it is applied: AWS's refusal is then put into words.
func TestRefusalsNameWhatToDo(t *testing.T) {
	for _, c := range []struct {
		name   string
		before func(*testing.T, *box)
		kind   monitor.Kind
		says   string
	}{
		{"bucket name of another account", func(_ *testing.T, b *box) { b.d.Bucket = "test" }, monitor.KindBucket, "the bucket's name is taken by another AWS account"},
		{"secret scheduled for deletion", func(t *testing.T, b *box) {
			id := aws.String(b.d.Secret)
			if _, err := b.a.Secrets.CreateSecret(t.Context(), &secretsmanager.CreateSecretInput{Name: id, SecretString: aws.String("x")}); err != nil {
				t.Fatal(err)
			}
			if _, err := b.a.Secrets.DeleteSecret(t.Context(), &secretsmanager.DeleteSecretInput{SecretId: id}); err != nil {
				t.Fatal(err)
			}
		}, monitor.KindSecret, "scheduled for deletion"},
		{"secret of somebody else", func(t *testing.T, b *box) {
			if _, err := b.a.Secrets.CreateSecret(t.Context(), &secretsmanager.CreateSecretInput{Name: aws.String(b.d.Secret), SecretString: aws.String("x")}); err != nil {
				t.Fatal(err)
			}
		}, monitor.KindSecret, "exists already"},
	} {
		t.Run(c.name, func(t *testing.T) {
			story(t, func(t *testing.T, b *box) {
				c.before(t, b)
				nothing := monitor.Snapshot{Place: b.a.Place, Names: b.d.Names}
				results, err := build.Apply(t.Context(), b.a, b.d, build.Plan(b.d, nothing), build.Options{SecretValue: value})
				if err == nil {
					t.Error("no error")
				}
				for _, r := range results {
					if r.Change.Kind == c.kind && !strings.Contains(account.Explain(r.Err).Summary, c.says) {
						t.Errorf("%s: %v, in words %q, want %q", r.State, r.Err, account.Explain(r.Err).Summary, c.says)
					}
				}
				// The plan made now says it before anything is tried.
				if x := change(b.plan(), c.kind); x.Action != monitor.ActionBlocked {
					t.Errorf("planned as %s: %s", x.Action, x.Why)
				}
			})
		})
	}
}
