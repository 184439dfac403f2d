package sandbox_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
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
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"secretwatch/aws/sandbox/serve"
)

const (
	crowd = 200
	// crowdTime is when the crowd is called stuck; it takes a second or two.
	crowdTime = 60 * time.Second
)

// member is one of the crowd: clients of its own, of half of the services, in
// one of four regions.
type member struct {
	n      int
	name   string
	config aws.Config
}

// TestACrowdOfClients has 200 clients of mixed services at once, over a listener
// on loopback, while the chain delivers and the inbox is read. Every one finds
// what it made, and nothing else under its name.
func TestACrowdOfClients(t *testing.T) {
	box := built(t)
	server, err := serve.Listen(t.Context(), "127.0.0.1:0", box.Handler())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = server.Close() }()
	box.SetBase(server.URL())
	ctx, cancel := context.WithTimeout(t.Context(), crowdTime)
	defer cancel()
	transport := &http.Transport{MaxIdleConnsPerHost: crowd}
	defer transport.CloseIdleConnections()

	var all sync.WaitGroup
	for n := range crowd {
		config := box.Config([]string{"us-east-1", "us-west-2", "eu-west-1", "ap-south-1"}[n%4])
		config.BaseEndpoint, config.HTTPClient = aws.String(server.URL()), &http.Client{Transport: transport}
		m := member{n: n, name: fmt.Sprintf("member-%03d", n), config: config}
		all.Go(func() {
			visits := []func(context.Context) error{m.secrets, m.logs, m.metrics, m.topics, m.bucket, m.others}
			for i := range 3 {
				if err := visits[(n+i)%len(visits)](ctx); err != nil {
					t.Errorf("%s: %v", m.name, err)
					return
				}
			}
			if n%10 == 0 {
				if _, err := box.Inbox().List(ctx); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	box.Advance(time.Minute) // and all that is under way arrives
	confirmations := 0
	for _, mail := range box.Mails() {
		if strings.Contains(mail.Subject, "Subscription Confirmation") && strings.HasPrefix(mail.To, "member-") {
			confirmations++
		}
	}
	// Every n whose rest by six is 1, 2 or 3 went to the topics.
	if want := crowd / 2; confirmations != want {
		t.Errorf("%d confirmation mails, want %d", confirmations, want)
	}
	reads(t, box, time.Second) // it still works
}

func (m member) secrets(ctx context.Context) error {
	client := secretsmanager.NewFromConfig(m.config)
	if _, err := client.CreateSecret(ctx, &secretsmanager.CreateSecretInput{Name: aws.String(m.name), SecretString: aws.String("of " + m.name)}); err != nil {
		return err
	}
	out, err := client.GetSecretValue(ctx, &secretsmanager.GetSecretValueInput{SecretId: aws.String(m.name)})
	if err != nil {
		return err
	}
	if *out.SecretString != "of "+m.name {
		return fmt.Errorf("the secret's value is %q", *out.SecretString)
	}
	return nil
}

func (m member) logs(ctx context.Context) error {
	// A Region has 10 searches a second for all of them, or 25.
	patient := func(o *cloudwatchlogs.Options) { o.RetryMaxAttempts = 20 }
	client, group, stream := cloudwatchlogs.NewFromConfig(m.config, patient), aws.String(m.name), aws.String("s")
	if _, err := client.CreateLogGroup(ctx, &cloudwatchlogs.CreateLogGroupInput{LogGroupName: group}); err != nil {
		return err
	}
	if _, err := client.CreateLogStream(ctx, &cloudwatchlogs.CreateLogStreamInput{LogGroupName: group, LogStreamName: stream}); err != nil {
		return err
	}
	if _, err := client.PutLogEvents(ctx, &cloudwatchlogs.PutLogEventsInput{LogGroupName: group, LogStreamName: stream, LogEvents: []logtypes.InputLogEvent{
		{Message: aws.String("hello of " + m.name), Timestamp: aws.Int64(time.Now().UnixMilli())},
	}}); err != nil {
		return err
	}
	// FilterLogEvents would be throttled: its quota is the account's.
	out, err := client.GetLogEvents(ctx, &cloudwatchlogs.GetLogEventsInput{LogGroupName: group, LogStreamName: stream, StartFromHead: aws.Bool(true)})
	if err == nil && (len(out.Events) != 1 || *out.Events[0].Message != "hello of "+m.name) {
		err = fmt.Errorf("found %d log events", len(out.Events))
	}
	return err
}

func (m member) metrics(ctx context.Context) error {
	client := cloudwatch.NewFromConfig(m.config) // RPC v2 CBOR
	if _, err := client.PutMetricData(ctx, &cloudwatch.PutMetricDataInput{Namespace: aws.String("Crowd"), MetricData: []cwtypes.MetricDatum{{MetricName: aws.String(m.name), Value: aws.Float64(float64(m.n))}}}); err != nil {
		return err
	}
	if _, err := client.PutMetricAlarm(ctx, &cloudwatch.PutMetricAlarmInput{
		AlarmName: aws.String(m.name), Namespace: aws.String("Crowd"), MetricName: aws.String(m.name), Statistic: cwtypes.StatisticSum, Period: aws.Int32(60),
		EvaluationPeriods: aws.Int32(1), Threshold: aws.Float64(1), ComparisonOperator: cwtypes.ComparisonOperatorGreaterThanOrEqualToThreshold,
	}); err != nil {
		return err
	}
	out, err := client.DescribeAlarms(ctx, &cloudwatch.DescribeAlarmsInput{AlarmNames: []string{m.name}})
	if err == nil && (len(out.MetricAlarms) != 1 || *out.MetricAlarms[0].AlarmName != m.name) {
		err = fmt.Errorf("found %d alarms", len(out.MetricAlarms))
	}
	return err
}

func (m member) topics(ctx context.Context) error {
	client := sns.NewFromConfig(m.config)
	topic, err := client.CreateTopic(ctx, &sns.CreateTopicInput{Name: aws.String(m.name)})
	if err != nil {
		return err
	}
	if _, err := client.Subscribe(ctx, &sns.SubscribeInput{TopicArn: topic.TopicArn, Protocol: aws.String("email"), Endpoint: aws.String(m.name + "@example.com")}); err != nil {
		return err
	}
	out, err := client.ListSubscriptionsByTopic(ctx, &sns.ListSubscriptionsByTopicInput{TopicArn: topic.TopicArn})
	if err == nil && (len(out.Subscriptions) != 1 || *out.Subscriptions[0].Endpoint != m.name+"@example.com") {
		err = fmt.Errorf("found %d subscriptions", len(out.Subscriptions))
	}
	return err
}

// bucket: an account has a hundred buckets, so the crowd shares one.
func (m member) bucket(ctx context.Context) error {
	client := s3.NewFromConfig(m.config, func(o *s3.Options) { o.UsePathStyle, o.Region = true, "us-east-1" })
	if _, err := client.PutObject(ctx, &s3.PutObjectInput{Bucket: aws.String(bucket), Key: aws.String(m.name), Body: strings.NewReader("of " + m.name)}); err != nil {
		return err
	}
	out, err := client.GetObject(ctx, &s3.GetObjectInput{Bucket: aws.String(bucket), Key: aws.String(m.name)})
	if err != nil {
		return err
	}
	body, err := io.ReadAll(out.Body)
	if err == nil && string(body) != "of "+m.name {
		err = fmt.Errorf("the object is %q", body)
	}
	return err
}

func (m member) others(ctx context.Context) error {
	roles := iam.NewFromConfig(m.config)
	if _, err := roles.CreateRole(ctx, &iam.CreateRoleInput{RoleName: aws.String(m.name), AssumeRolePolicyDocument: aws.String(roleTrust)}); err != nil {
		return err
	}
	if _, err := roles.GetRole(ctx, &iam.GetRoleInput{RoleName: aws.String(m.name)}); err != nil {
		return err
	}
	if _, err := sts.NewFromConfig(m.config).GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{}); err != nil {
		return err
	}
	// The trail of us-east-1 is for all regions, so each sees it.
	out, err := cloudtrail.NewFromConfig(m.config).DescribeTrails(ctx, &cloudtrail.DescribeTrailsInput{})
	if err == nil && len(out.TrailList) != 1 {
		err = fmt.Errorf("found %d trails", len(out.TrailList))
	}
	return err
}
