package sandbox_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	cwtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	eventtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/sns"

	"secretwatch/aws/sandbox"
	"secretwatch/aws/sandbox/inbox"
)

const (
	readPattern = `{"source":["aws.secretsmanager"],"detail-type":["AWS API Call via CloudTrail"],"detail":{"eventName":["GetSecretValue"]}}`
	ruleARN     = "arn:aws:events:us-east-1:123456789012:rule/reads"
	// forEvents is a topic policy that lets the rule publish.
	forEvents = `{"Version":"2012-10-17","Statement":[{"Sid":"rules","Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},"Action":"sns:Publish",` +
		`"Resource":"arn:aws:sns:us-east-1:123456789012:stories","Condition":{"ArnEquals":{"aws:SourceArn":"` + ruleARN + `"}}}]}`
)

// rules is the chain as far as EventBridge needs it: a trail that logs, and a
// topic that a rule may publish to. No alarm is in it.
type rules struct {
	*chain
	bus *eventbridge.Client
}

func withRules(c *chain) *rules {
	c.t.Helper()
	c.build()
	c.do(c.metrics.DeleteAlarms(c.ctx, &cloudwatch.DeleteAlarmsInput{AlarmNames: []string{alarmName}}))
	c.topic("Policy", forEvents)
	return &rules{c, eventbridge.NewFromConfig(c.box.Config(""))}
}

// put makes the rule that sends reads to the topic.
func (r *rules) put(state eventtypes.RuleState, change func(*eventtypes.Target)) {
	r.t.Helper()
	r.do(r.bus.PutRule(r.ctx, &eventbridge.PutRuleInput{Name: aws.String("reads"), EventPattern: aws.String(readPattern), State: state}))
	target := eventtypes.Target{Id: aws.String("mail"), Arn: aws.String(topicARN)}
	if change != nil {
		change(&target)
	}
	r.do(r.bus.PutTargets(r.ctx, &eventbridge.PutTargetsInput{Rule: aws.String("reads"), Targets: []eventtypes.Target{target}}))
}

// news are the mails that reads cause within the time of the fast pace.
func (r *rules) news(read func()) []inbox.Mail {
	r.t.Helper()
	before := len(r.mails())
	read()
	r.wait(1500 * time.Millisecond)
	return r.mails()[before:]
}

const everything = eventtypes.RuleStateEnabledWithAllCloudtrailManagementEvents

func TestRuleMailsEveryRead(t *testing.T) {
	story(t, sandbox.Options{}, func(c *chain) {
		r := withRules(c)
		r.put(everything, nil)
		mails := r.news(func() { r.read(); r.read(); r.read() })
		if len(mails) != 3 {
			t.Fatalf("%d mails of 3 reads", len(mails))
		}
		if mails[0].Subject != "AWS Notification Message" {
			t.Errorf("subject %q", mails[0].Subject)
		}
		body, _, _ := strings.Cut(mails[0].Body, "\n")
		var event struct {
			Version, ID, Source, Account, Time, Region string
			DetailType                                 string `json:"detail-type"`
			Resources                                  []string
			Detail                                     struct {
				EventName, EventSource, EventID string
				RequestParameters               struct{ SecretID string }
			}
		}
		if err := json.Unmarshal([]byte(body), &event); err != nil {
			t.Fatalf("%v: %s", err, body)
		}
		got := []string{event.Version, event.Source, event.DetailType, event.Account, event.Region, event.Detail.EventName, event.Detail.EventSource, event.Detail.RequestParameters.SecretID}
		want := []string{"0", "aws.secretsmanager", "AWS API Call via CloudTrail", account, "us-east-1", "GetSecretValue", "secretsmanager.amazonaws.com", secretID}
		if !slices.Equal(got, want) || event.Resources == nil || event.ID == event.Detail.EventID {
			t.Errorf("got %v, want %v; resources %v", got, want, event.Resources)
		}
	})
}

// A plain ENABLED rule never sees Get, List and Describe calls; changes it does.
func TestRuleStates(t *testing.T) {
	story(t, sandbox.Options{}, func(c *chain) {
		r := withRules(c)
		r.put(eventtypes.RuleStateEnabled, nil)
		if n := len(r.news(r.read)); n != 0 {
			t.Errorf("ENABLED: %d mails of a read, want none", n)
		}
		r.do(r.bus.PutRule(r.ctx, &eventbridge.PutRuleInput{Name: aws.String("reads"), EventPattern: aws.String(`{"source":["aws.secretsmanager"]}`)}))
		tag := func() {
			r.do(r.secrets.UpdateSecret(r.ctx, &secretsmanager.UpdateSecretInput{SecretId: aws.String(secretID), Description: aws.String("changed")}))
		}
		if n := len(r.news(func() { tag(); r.read() })); n != 1 {
			t.Errorf("ENABLED: %d mails of a change and a read, want 1", n)
		}
		r.do(r.bus.DisableRule(r.ctx, &eventbridge.DisableRuleInput{Name: aws.String("reads")}))
		if n := len(r.news(tag)); n != 0 {
			t.Errorf("DISABLED: %d mails, want none", n)
		}
		r.put(everything, nil)
		r.do(r.trail.StopLogging(r.ctx, &cloudtrail.StopLoggingInput{Name: aws.String(trailName)}))
		if n := len(r.news(r.read)); n != 0 {
			t.Errorf("no trail logs: %d mails, want none", n)
		}
	})
}

func TestRuleNeedsTheTopicsLeave(t *testing.T) {
	failures := func(r *rules) float64 {
		out := must[*cloudwatch.GetMetricStatisticsOutput](r.chain)(r.metrics.GetMetricStatistics(r.ctx, &cloudwatch.GetMetricStatisticsInput{
			Namespace: aws.String("AWS/Events"), MetricName: aws.String("FailedInvocations"), Period: aws.Int32(3600), Statistics: []cwtypes.Statistic{"Sum"},
			Dimensions: []cwtypes.Dimension{{Name: aws.String("RuleName"), Value: aws.String("reads")}},
			StartTime:  aws.Time(r.box.Now().Add(-time.Hour)), EndTime: aws.Time(r.box.Now().Add(time.Hour)),
		}))
		sum := 0.0
		for _, p := range out.Datapoints {
			sum += *p.Sum
		}
		return sum
	}
	story(t, sandbox.Options{}, func(c *chain) {
		r := withRules(c)
		r.put(everything, nil)
		// The policy that SNS gives a new topic lets alarms in, and no rule.
		r.do(r.topics.CreateTopic(r.ctx, &sns.CreateTopicInput{Name: aws.String("untouched")}))
		untouched := must[*sns.GetTopicAttributesOutput](c)(r.topics.GetTopicAttributes(r.ctx, &sns.GetTopicAttributesInput{TopicArn: aws.String("arn:aws:sns:us-east-1:123456789012:untouched")}))
		r.topic("Policy", strings.ReplaceAll(untouched.Attributes["Policy"], "untouched", "stories"))
		if n := len(r.news(r.read)); n != 0 || failures(r) != 1 {
			t.Errorf("default policy: %d mails and %v failures, want none and 1", n, failures(r))
		}
		r.topic("Policy", forEvents)
		client, key := r.newKey("")
		r.topic("KmsMasterKeyId", key)
		if n := len(r.news(r.read)); n != 0 || failures(r) != 2 {
			t.Errorf("a key without leave: %d mails and %v failures, want none and 2", n, failures(r))
		}
		r.do(client.PutKeyPolicy(r.ctx, &kms.PutKeyPolicyInput{KeyId: aws.String(key), Policy: aws.String(keyPolicy("events.amazonaws.com", forPublishing))}))
		if n := len(r.news(r.read)); n != 1 || failures(r) != 2 {
			t.Errorf("a key with leave: %d mails and %v failures, want 1 and 2", n, failures(r))
		}
	})
}

func TestRuleInputs(t *testing.T) {
	cases := []struct {
		name   string
		change func(*eventtypes.Target)
		want   string // the mail's first lines
	}{
		{"a fixed text", func(t *eventtypes.Target) { t.Input = aws.String(`"somebody read it"`) }, `"somebody read it"`},
		{"a part", func(t *eventtypes.Target) { t.InputPath = aws.String("$.detail.requestParameters") }, `{"secretId":"TopSecretInfo"}`},
		{"a text by template", func(t *eventtypes.Target) {
			t.InputTransformer = &eventtypes.InputTransformer{
				InputPathsMap: map[string]string{"who": "$.detail.userIdentity.arn", "what": "$.detail.requestParameters.secretId", "rule": "$.detail.missing", "all": "$.detail.requestParameters"},
				InputTemplate: aws.String("\"<what> was read by <who><rule>.\"\n\"All: <all>, by <aws.events.rule-name>\""),
			}
		}, "\"TopSecretInfo was read by arn:aws:iam::123456789012:user/admin.\"\n\"All: {secretId:TopSecretInfo}, by reads\""},
		{"JSON by template", func(t *eventtypes.Target) {
			t.InputTransformer = &eventtypes.InputTransformer{
				InputPathsMap: map[string]string{"what": "$.detail.requestParameters", "ro": "$.detail.readOnly", "no": "$.detail.missing"},
				InputTemplate: aws.String(`{"what": <what>, "readOnly": <ro>, "rule": <aws.events.rule-arn>, "no": <no>}`),
			}
		}, `{"what": {"secretId":"TopSecretInfo"}, "readOnly": true, "rule": "` + ruleARN + `", "no": ""}`},
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			story(t, sandbox.Options{}, func(c *chain) {
				r := withRules(c)
				r.put(everything, tc.change)
				mails := r.news(r.read)
				if len(mails) != 1 || !strings.HasPrefix(mails[0].Body, tc.want+"\n") {
					t.Errorf("mails %v, want one that reads %s", mails, tc.want)
				}
			})
		})
	}
}

// A template whose outcome is no JSON sends nothing.
func TestRuleTemplateThatBreaks(t *testing.T) {
	story(t, sandbox.Options{}, func(c *chain) {
		r := withRules(c)
		r.put(everything, func(t *eventtypes.Target) {
			t.InputTransformer = &eventtypes.InputTransformer{
				InputPathsMap: map[string]string{"all": "$.detail.requestParameters"}, InputTemplate: aws.String(`{"all": "<all>"}`),
			}
		})
		if n := len(r.news(r.read)); n != 0 {
			t.Errorf("%d mails, want none", n)
		}
	})
}

func TestRuleAtAWSPace(t *testing.T) {
	story(t, sandbox.Options{Pace: sandbox.Real}, func(c *chain) {
		r := withRules(c)
		r.put(everything, nil)
		before := len(r.mails())
		r.read()
		r.wait(14 * time.Second)
		if n := len(r.mails()) - before; n != 0 {
			t.Errorf("%d mails within 14 s", n)
		}
		r.wait(47 * time.Second)
		if n := len(r.mails()) - before; n != 1 {
			t.Errorf("%d mails within 61 s, want 1", n)
		}
	})
}
