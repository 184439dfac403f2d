package trace_test

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	cwtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	logtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/sns"

	"secretwatch/aws/account"
	"secretwatch/aws/record"
	"secretwatch/aws/sandbox"
	"secretwatch/aws/trace"
	"secretwatch/aws/watch"
)

const (
	secret   = "prod/db"
	topicARN = "arn:aws:sns:us-east-1:123456789012:secretwatch-db"
	pattern  = `{ ($.eventName = "GetSecretValue") && ($.errorCode NOT EXISTS) && ($.requestParameters.secretId = "prod/db") }`
	bucketOK = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"cloudtrail.amazonaws.com"},"Action":"s3:GetBucketAcl","Resource":"arn:aws:s3:::trail-bucket"},
 {"Effect":"Allow","Principal":{"Service":"cloudtrail.amazonaws.com"},"Action":"s3:PutObject","Resource":"arn:aws:s3:::trail-bucket/AWSLogs/123456789012/*"}]}`
	trust   = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"cloudtrail.amazonaws.com"},"Action":"sts:AssumeRole"}]}`
	deliver = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["logs:CreateLogStream","logs:PutLogEvents"],"Resource":"*"}]}`
	nobody  = `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"SNS:Publish","Resource":"arn:aws:sns:us-east-1:123456789012:secretwatch-db"}]}`
)

// buildChain makes a monitor by hand, as AWS's own tutorials do.
func buildChain(t *testing.T, a *account.Account) {
	t.Helper()
	ctx := t.Context()
	do := func(_ any, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	do(a.Secrets.CreateSecret(ctx, &secretsmanager.CreateSecretInput{Name: aws.String(secret), SecretString: aws.String("the value")}))
	do(a.S3.CreateBucket(ctx, &s3.CreateBucketInput{Bucket: aws.String("trail-bucket")}))
	do(a.S3.PutBucketPolicy(ctx, &s3.PutBucketPolicyInput{Bucket: aws.String("trail-bucket"), Policy: aws.String(bucketOK)}))
	do(a.Logs.CreateLogGroup(ctx, &cloudwatchlogs.CreateLogGroupInput{LogGroupName: aws.String("/secretwatch/db")}))
	do(a.IAM.CreateRole(ctx, &iam.CreateRoleInput{RoleName: aws.String("delivery"), AssumeRolePolicyDocument: aws.String(trust)}))
	do(a.IAM.PutRolePolicy(ctx, &iam.PutRolePolicyInput{RoleName: aws.String("delivery"), PolicyName: aws.String("logs"), PolicyDocument: aws.String(deliver)}))
	do(a.SNS.CreateTopic(ctx, &sns.CreateTopicInput{Name: aws.String("secretwatch-db")}))
	do(a.SNS.Subscribe(ctx, &sns.SubscribeInput{TopicArn: aws.String(topicARN), Protocol: aws.String("email"), Endpoint: aws.String("ana@example.com")}))
	time.Sleep(time.Minute) // a new role is not usable at once
	do(a.CloudTrail.CreateTrail(ctx, &cloudtrail.CreateTrailInput{
		Name: aws.String("db-trail"), S3BucketName: aws.String("trail-bucket"),
		CloudWatchLogsLogGroupArn: aws.String("arn:aws:logs:us-east-1:123456789012:log-group:/secretwatch/db:*"),
		CloudWatchLogsRoleArn:     aws.String("arn:aws:iam::123456789012:role/delivery"),
	}))
	do(a.CloudTrail.StartLogging(ctx, &cloudtrail.StartLoggingInput{Name: aws.String("db-trail")}))
	do(a.Logs.PutMetricFilter(ctx, &cloudwatchlogs.PutMetricFilterInput{
		LogGroupName: aws.String("/secretwatch/db"), FilterName: aws.String("db"), FilterPattern: aws.String(pattern),
		MetricTransformations: []logtypes.MetricTransformation{{
			MetricName: aws.String("db-reads"), MetricNamespace: aws.String("SecretWatch"), MetricValue: aws.String("1"), DefaultValue: aws.Float64(0),
		}},
	}))
	do(a.CloudWatch.PutMetricAlarm(ctx, &cloudwatch.PutMetricAlarmInput{
		AlarmName: aws.String("secretwatch-db"), Namespace: aws.String("SecretWatch"), MetricName: aws.String("db-reads"),
		Statistic: cwtypes.StatisticSum, Period: aws.Int32(60), EvaluationPeriods: aws.Int32(1), Threshold: aws.Float64(1),
		ComparisonOperator: cwtypes.ComparisonOperatorGreaterThanOrEqualToThreshold, TreatMissingData: aws.String("notBreaching"), AlarmActions: []string{topicARN},
	}))
}

// observer keeps what a watcher tells, as a face of the program would.
type observer struct {
	reads map[string]watch.Read // by request id
	in    trace.Input
}

func (o *observer) take(b watch.Batch) {
	for _, r := range b.Reads {
		o.reads[r.RequestID] = r
	}
	for _, tr := range b.Transitions {
		if n := len(o.in.Transitions); tr.Update && n > 0 && o.in.Transitions[n-1].At.Equal(tr.At) {
			o.in.Transitions[n-1] = tr
			continue
		}
		o.in.Transitions = append(o.in.Transitions, tr)
	}
	o.in.Datapoints = append(o.in.Datapoints, b.Datapoints...)
	if b.Alarm != nil {
		o.in.Alarm = b.Alarm
	}
}

// follow watches until the read of that request has come to its end, or time
// is up.
func follow(t *testing.T, box *sandbox.Sandbox, a *account.Account, requestID string, patience time.Duration) trace.Path {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	w := watch.New(a, watch.Target{
		SecretName: secret, LogGroup: "/secretwatch/db", Pattern: pattern, Alarm: "secretwatch-db", Namespace: "SecretWatch", Metric: "db-reads",
	}, watch.Options{Follow: true, Fast: box.Pace() == sandbox.Fast})
	batches := make(chan watch.Batch)
	go func() {
		_ = w.Run(ctx, batches)
		close(batches)
	}()
	o := &observer{reads: map[string]watch.Read{}}
	var path trace.Path
	for b := range batches {
		o.take(b)
		for source, text := range b.Trouble {
			t.Errorf("%s: %s", source, text)
		}
		r, ok := o.reads[requestID]
		if !ok {
			continue
		}
		o.in.Read, o.in.Now, o.in.Mails = r, b.At, []trace.Mail{}
		for _, m := range box.Mails() {
			o.in.Mails = append(o.in.Mails, trace.Mail{At: m.At, Subject: m.Subject})
		}
		if path = trace.Follow(o.in); path.Done() && !r.InHistory.IsZero() {
			cancel()
		}
	}
	return path
}

func letters(p trace.Path) string {
	s := ""
	for _, h := range p.Hops {
		s += string(h.Status[0])
	}
	return s
}

func TestATestReadThroughTheWholeChain(t *testing.T) {
	for _, c := range []struct {
		name     string
		pace     sandbox.Pace
		spoil    func(*testing.T, *account.Account)
		within   time.Duration
		want     string
		evidence string
	}{
		{"fast", sandbox.Fast, nil, 15 * time.Second, "oooooooo", `ALARM: "secretwatch-db" in US East (N. Virginia)`},
		{"at AWS's pace", sandbox.Real, nil, 25 * time.Minute, "oooooooo", `ALARM: "secretwatch-db" in US East (N. Virginia)`},
		{"the topic's policy is broken", sandbox.Fast, func(t *testing.T, a *account.Account) {
			t.Helper()
			_, err := a.SNS.SetTopicAttributes(t.Context(), &sns.SetTopicAttributesInput{
				TopicArn: aws.String(topicARN), AttributeName: aws.String("Policy"), AttributeValue: aws.String(nobody),
			})
			if err != nil {
				t.Fatal(err)
			}
		}, 15 * time.Second, "oooooobu", "is not authorized to perform: SNS:Publish"},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				box, err := sandbox.New(sandbox.Options{Pace: c.pace})
				if err != nil {
					t.Fatal(err)
				}
				defer box.Close()
				cfg := box.Config("us-east-1")
				a, err := account.Open(t.Context(), account.Options{Config: &cfg})
				if err != nil {
					t.Fatal(err)
				}
				buildChain(t, a)
				confirm(t, box)
				time.Sleep(5 * time.Minute)
				if c.spoil != nil {
					c.spoil(t, a)
				}
				test, err := trace.Read(t.Context(), a, secret)
				if err != nil {
					t.Fatal(err)
				}
				path := follow(t, box, a, test.RequestID, c.within)
				if got := letters(path); got != c.want {
					t.Fatalf("got %q, want %q: %+v", got, c.want, path.Hops)
				}
				if !path.Read.Test || path.Read.How != record.HowSecretwatch || path.Read.Time.Sub(test.At).Abs() > 2*time.Second {
					t.Errorf("the read is %+v, made at %s", path.Read.Read, test.At)
				}
				said := ""
				var last time.Duration
				for _, h := range path.Hops {
					for _, p := range h.Evidence {
						said += p.Value + "\n"
					}
					if h.At.IsZero() {
						continue
					}
					if h.After < last && h.Hop != "delivery" { // history is a side road
						t.Errorf("%s after %s, and the hop before it after %s", h.Hop, h.After, last)
					}
					last = h.After
				}
				if !strings.Contains(said, c.evidence) {
					t.Errorf("the evidence does not say %q:\n%s", c.evidence, said)
				}
				if strings.Contains(path.Read.JSON.Raw(), "the value") {
					t.Error("the record holds the value")
				}
			})
		})
	}
}

func confirm(t *testing.T, box *sandbox.Sandbox) {
	t.Helper()
	for range 30 {
		time.Sleep(time.Second)
		for _, m := range box.Mails() {
			for _, l := range m.Links {
				if l.Kind == "confirm" {
					if err := box.Inbox().Open(t.Context(), l.URL); err != nil {
						t.Fatal(err)
					}
					return
				}
			}
		}
	}
	t.Fatal("no mail to confirm")
}
