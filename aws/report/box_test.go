package report_test

import (
	"context"
	"net/http"
	"regexp"
	"slices"
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
	"secretwatch/aws/doctor"
	"secretwatch/aws/iampolicy"
	"secretwatch/aws/monitor"
	"secretwatch/aws/report"
	"secretwatch/aws/report/gather"
	"secretwatch/aws/sandbox"
	"secretwatch/aws/survey"
	"secretwatch/aws/trace"
)

const (
	consoleAgent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
	cliAgent     = "aws-cli/2.31.0 md/awscrt#0.27.6 ua/2.1 os/linux#6.1 md/command#secretsmanager.get-secret-value"
)

// box is a sandbox with the exercise's chain in it.
type box struct {
	*sandbox.Sandbox
	t *testing.T
	a *account.Account
	n monitor.Names
}

func story(t *testing.T, run func(*testing.T, *box)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		s, err := sandbox.New(sandbox.Options{Pace: sandbox.Fast})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		b := &box{Sandbox: s, t: t}
		b.a = b.as(sandbox.AccessKey, "")
		b.n = monitor.NamesFor("TopSecretInfo", b.a.Place)
		b.n.Bucket, b.n.Trail, b.n.LogGroup = "nextwork-secrets-manager-trail-ab", "secrets-manager-trail", "nextwork-secretsmanager-loggroup"
		b.n.Role, b.n.Filter, b.n.Namespace = "CloudTrailRoleForCloudWatchLogs_secrets-manager-trail", "GetSecretsValue", "SecurityMetrics"
		b.n.Metric, b.n.Topic, b.n.Alarm = "Secret is accessed", "SecurityAlarms", "Secret is accessed"
		run(t, b)
	})
}

// agent puts a user agent on every request.
type agent struct {
	to   http.RoundTripper
	name string
}

func (a agent) RoundTrip(r *http.Request) (*http.Response, error) {
	if a.name != "" {
		r = r.Clone(r.Context())
		r.Header.Set("User-Agent", a.name)
	}
	return a.to.RoundTrip(r)
}

// as is the account of whoever has the key, with that user agent.
func (b *box) as(key, name string) *account.Account {
	b.t.Helper()
	config := b.ConfigFor("", key)
	config.HTTPClient = &http.Client{Transport: agent{b.Transport(), name}}
	a, err := account.Open(b.t.Context(), account.Options{Config: &config})
	if err != nil {
		b.t.Fatal(err)
	}
	return a
}

// must makes a call that has to work.
func must[I, O, F any](t *testing.T, call func(context.Context, *I, ...func(*F)) (*O, error), in *I) *O {
	t.Helper()
	out, err := call(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// user makes an IAM user who may do everything, and returns the access key.
func (b *box) user(name string) string {
	must(b.t, b.a.IAM.CreateUser, &iam.CreateUserInput{UserName: &name})
	must(b.t, b.a.IAM.PutUserPolicy, &iam.PutUserPolicyInput{UserName: &name, PolicyName: aws.String("all"), PolicyDocument: aws.String(
		`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}`)})
	return *must(b.t, b.a.IAM.CreateAccessKey, &iam.CreateAccessKeyInput{UserName: &name}).AccessKey.AccessKeyId
}

// build makes the chain as the exercise has it, a minute a step.
func (b *box) build(a *account.Account) {
	t := b.t
	must(t, a.Secrets.CreateSecret, &secretsmanager.CreateSecretInput{Name: &b.n.Secret, SecretString: aws.String(`{"The Secret is":"coffee"}`)})
	time.Sleep(time.Minute)
	must(t, a.S3.CreateBucket, &s3.CreateBucketInput{Bucket: &b.n.Bucket})
	must(t, a.S3.PutBucketPolicy, &s3.PutBucketPolicyInput{Bucket: &b.n.Bucket, Policy: aws.String(
		iampolicy.BucketPolicy(b.n.Bucket, "", a.Place.Account, b.n.TrailARN(a.Place), "aws"))})
	must(t, a.Logs.CreateLogGroup, &cloudwatchlogs.CreateLogGroupInput{LogGroupName: &b.n.LogGroup})
	must(t, a.IAM.CreateRole, &iam.CreateRoleInput{RoleName: &b.n.Role, AssumeRolePolicyDocument: aws.String(
		`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"cloudtrail.amazonaws.com"},"Action":"sts:AssumeRole"}]}`)})
	must(t, a.IAM.PutRolePolicy, &iam.PutRolePolicyInput{RoleName: &b.n.Role, PolicyName: aws.String("delivery"), PolicyDocument: aws.String(
		iampolicy.RolePermissions(b.n.LogGroupARN(a.Place)+":*", a.Place.Account, a.Region))})
	time.Sleep(time.Minute)
	must(t, a.CloudTrail.CreateTrail, &cloudtrail.CreateTrailInput{
		Name: &b.n.Trail, S3BucketName: &b.n.Bucket, IsMultiRegionTrail: aws.Bool(true),
		CloudWatchLogsLogGroupArn: aws.String(b.n.LogGroupARN(a.Place) + ":*"), CloudWatchLogsRoleArn: aws.String(b.n.RoleARN(a.Place)),
	})
	must(t, a.CloudTrail.StartLogging, &cloudtrail.StartLoggingInput{Name: &b.n.Trail})
	time.Sleep(time.Minute)
	must(t, a.Logs.PutMetricFilter, &cloudwatchlogs.PutMetricFilterInput{
		LogGroupName: &b.n.LogGroup, FilterName: &b.n.Filter, FilterPattern: aws.String(`"GetSecretValue"`),
		MetricTransformations: []logtypes.MetricTransformation{{
			MetricNamespace: &b.n.Namespace, MetricName: &b.n.Metric, MetricValue: aws.String("1"), DefaultValue: aws.Float64(0),
		}},
	})
	time.Sleep(time.Minute)
	topic := must(t, a.SNS.CreateTopic, &sns.CreateTopicInput{Name: &b.n.Topic}).TopicArn
	must(t, a.SNS.Subscribe, &sns.SubscribeInput{TopicArn: topic, Protocol: aws.String("email"), Endpoint: aws.String("jane.doe@example.com")})
	b.alarm(a, cwtypes.StatisticAverage, 300)
}

func (b *box) alarm(a *account.Account, statistic cwtypes.Statistic, period int32) {
	must(b.t, a.CloudWatch.PutMetricAlarm, &cloudwatch.PutMetricAlarmInput{
		AlarmName: &b.n.Alarm, Namespace: &b.n.Namespace, MetricName: &b.n.Metric, AlarmActions: []string{b.n.TopicARN(a.Place)},
		AlarmDescription: aws.String("This alarm goes off whenever a secret in Secrets Manager is accessed."),
		Statistic:        statistic, Period: aws.Int32(period), EvaluationPeriods: aws.Int32(1), Threshold: aws.Float64(1),
		ComparisonOperator: cwtypes.ComparisonOperatorGreaterThanOrEqualToThreshold,
	})
}

// confirm opens the confirmation's link, as the person would.
func (b *box) confirm() {
	b.t.Helper()
	inbox := b.Inbox()
	mails, err := inbox.List(b.t.Context())
	if err != nil {
		b.t.Fatal(err)
	}
	for _, m := range mails {
		for _, l := range m.Links {
			if l.Kind == "confirm" {
				if err := inbox.Open(b.t.Context(), l.URL); err != nil {
					b.t.Fatal(err)
				}
			}
		}
	}
}

// read reads the secret, as one event among others.
func (b *box) read(a *account.Account) {
	for range 9 {
		must(b.t, a.Secrets.DescribeSecret, &secretsmanager.DescribeSecretInput{SecretId: &b.n.Secret})
	}
	must(b.t, a.Secrets.GetSecretValue, &secretsmanager.GetSecretValueInput{SecretId: &b.n.Secret})
}

// facts looks at the chain as the command does.
func (b *box) facts(a *account.Account) report.Facts {
	b.t.Helper()
	ctx, o := b.t.Context(), survey.Options{For: survey.Doctor}
	s, err := survey.Take(ctx, a, b.n, o)
	if err != nil {
		b.t.Fatal(err)
	}
	f := report.Facts{Zone: time.UTC, Judging: doctor.Options{Fast: true}}
	var changes monitor.Seen[[]monitor.Changed]
	for some := range slices.Chunk(report.Events(), 6) {
		if s, err = survey.Deepen(ctx, a, s, o, survey.Wants{Events: some}); err != nil {
			b.t.Fatal(err)
		}
		changes = report.Join(changes, s.Changes)
	}
	s.Changes = changes
	f.Snapshot, f.Report = s, doctor.Check(s, f.Judging)
	if f.Notices, err = gather.Notices(ctx, a, s); err != nil {
		b.t.Fatal(err)
	}
	r, ok := report.Newest(s)
	if !ok {
		return f
	}
	found, err := trace.Find(ctx, a, s, r.RequestID, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	tr := trace.New(a, found, s, trace.Options{Fast: true, Linger: time.Second})
	limited, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	_ = tr.Run(limited, func(trace.Update) {})
	f.Trace = &report.Trace{Path: tr.Path(), Verdict: trace.Judge(tr.Path(), &f.Report), At: a.Clock.Now()}
	return f
}

var random = regexp.MustCompile(`(secret:TopSecretInfo-)\w{6}`)

// stable is a report without what is random in the sandbox.
func stable(text string) []byte { return random.ReplaceAll([]byte(text), []byte("${1}AbCdEf")) }
