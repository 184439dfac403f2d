package events_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/smithy-go"

	"secretwatch/aws/sandbox"
)

const (
	reads    = `{"source":["aws.secretsmanager"]}`
	topicARN = "arn:aws:sns:us-east-1:123456789012:news"
)

// client runs a test in a bubble of fake time, on an account without rules.
func client(t *testing.T, run func(t *testing.T, box *sandbox.Sandbox, c *eventbridge.Client)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		box, err := sandbox.New(sandbox.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer box.Close()
		run(t, box, eventbridge.NewFromConfig(box.Config("")))
	})
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func refused(t *testing.T, err error, code, text string) {
	t.Helper()
	var e smithy.APIError
	if !errors.As(err, &e) || e.ErrorCode() != code || e.ErrorMessage() != text {
		t.Errorf("got %v\nwant %s: %s", err, code, text)
	}
}

func put(t *testing.T, c *eventbridge.Client, name string) {
	t.Helper()
	out, err := c.PutRule(t.Context(), &eventbridge.PutRuleInput{Name: aws.String(name), EventPattern: aws.String(reads)})
	if err != nil || *out.RuleArn != "arn:aws:events:us-east-1:123456789012:rule/"+name {
		t.Fatalf("%v, %v", out, err)
	}
}

func target(id string) types.Target {
	return types.Target{Id: aws.String(id), Arn: aws.String(topicARN)}
}

func TestRuleIsReadBack(t *testing.T) {
	client(t, func(t *testing.T, _ *sandbox.Sandbox, c *eventbridge.Client) {
		ctx := context.Background()
		must(c.PutRule(ctx, &eventbridge.PutRuleInput{
			Name: aws.String("reads"), EventPattern: aws.String(reads), Description: aws.String("every read"), EventBusName: aws.String("default"),
			State: types.RuleStateEnabledWithAllCloudtrailManagementEvents, Tags: []types.Tag{{Key: aws.String("a"), Value: aws.String("1")}},
		}))
		got := must(c.DescribeRule(ctx, &eventbridge.DescribeRuleInput{Name: aws.String("reads")}))
		if *got.EventPattern != reads || *got.Description != "every read" || got.State != "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS" ||
			*got.EventBusName != "default" || *got.CreatedBy != "123456789012" || got.ScheduleExpression != nil || got.RoleArn != nil {
			t.Errorf("rule %+v", got)
		}
		tags := must(c.ListTagsForResource(ctx, &eventbridge.ListTagsForResourceInput{ResourceARN: got.Arn})).Tags
		if len(tags) != 1 || *tags[0].Key != "a" || *tags[0].Value != "1" {
			t.Errorf("tags %v", tags)
		}
		// What is not given anew is gone, but for tags.
		put(t, c, "reads")
		got = must(c.DescribeRule(ctx, &eventbridge.DescribeRuleInput{Name: aws.String("reads")}))
		if got.Description != nil || got.State != types.RuleStateEnabled {
			t.Errorf("rule %+v", got)
		}
		must(c.UntagResource(ctx, &eventbridge.UntagResourceInput{ResourceARN: got.Arn, TagKeys: []string{"a"}}))
		must(c.TagResource(ctx, &eventbridge.TagResourceInput{ResourceARN: got.Arn, Tags: []types.Tag{{Key: aws.String("b"), Value: aws.String("2")}}}))
		if tags = must(c.ListTagsForResource(ctx, &eventbridge.ListTagsForResourceInput{ResourceARN: got.Arn})).Tags; len(tags) != 1 || *tags[0].Key != "b" {
			t.Errorf("tags %v", tags)
		}
		bus := must(c.DescribeEventBus(ctx, &eventbridge.DescribeEventBusInput{}))
		if *bus.Arn != "arn:aws:events:us-east-1:123456789012:event-bus/default" || *bus.Name != "default" || bus.Policy != nil {
			t.Errorf("bus %+v", bus)
		}
		if all := must(c.ListEventBuses(ctx, &eventbridge.ListEventBusesInput{})).EventBuses; len(all) != 1 || *all[0].Name != "default" {
			t.Errorf("buses %v", all)
		}
	})
}

func TestRulesAndTargetsByPage(t *testing.T) {
	client(t, func(t *testing.T, _ *sandbox.Sandbox, c *eventbridge.Client) {
		ctx := context.Background()
		for i := range 5 {
			put(t, c, fmt.Sprintf("rule-%d", i))
		}
		put(t, c, "other")
		var names []string
		for in := (&eventbridge.ListRulesInput{NamePrefix: aws.String("rule-"), Limit: aws.Int32(2)}); ; {
			out := must(c.ListRules(ctx, in))
			for _, r := range out.Rules {
				names = append(names, *r.Name)
			}
			if in.NextToken = out.NextToken; in.NextToken == nil {
				break
			}
		}
		if want := []string{"rule-0", "rule-1", "rule-2", "rule-3", "rule-4"}; !slices.Equal(names, want) {
			t.Errorf("rules %v", names)
		}
		out := must(c.PutTargets(ctx, &eventbridge.PutTargetsInput{Rule: aws.String("other"), Targets: []types.Target{target("a"), target("b"), target("c")}}))
		if out.FailedEntryCount != 0 || out.FailedEntries == nil {
			t.Errorf("failed entries: %d, %v; want 0 and an empty list", out.FailedEntryCount, out.FailedEntries)
		}
		var ids []string
		for in := (&eventbridge.ListTargetsByRuleInput{Rule: aws.String("other"), Limit: aws.Int32(2)}); ; {
			out := must(c.ListTargetsByRule(ctx, in))
			for _, one := range out.Targets {
				ids = append(ids, *one.Id)
			}
			if in.NextToken = out.NextToken; in.NextToken == nil {
				break
			}
		}
		if !slices.Equal(ids, []string{"a", "b", "c"}) {
			t.Errorf("targets %v", ids)
		}
		if by := must(c.ListRuleNamesByTarget(ctx, &eventbridge.ListRuleNamesByTargetInput{TargetArn: aws.String(topicARN)})).RuleNames; !slices.Equal(by, []string{"other"}) {
			t.Errorf("rules of the target %v", by)
		}
		_, err := c.DeleteRule(ctx, &eventbridge.DeleteRuleInput{Name: aws.String("other")})
		refused(t, err, "ValidationException", "Rule can't be deleted since it has targets.")
		must(c.RemoveTargets(ctx, &eventbridge.RemoveTargetsInput{Rule: aws.String("other"), Ids: ids}))
		must(c.DeleteRule(ctx, &eventbridge.DeleteRuleInput{Name: aws.String("other")}))
		must(c.DeleteRule(ctx, &eventbridge.DeleteRuleInput{Name: aws.String("other")})) // no error
		_, err = c.DescribeRule(ctx, &eventbridge.DescribeRuleInput{Name: aws.String("other")})
		refused(t, err, "ResourceNotFoundException", "Rule other does not exist on EventBus default.")
	})
}

func TestRefusals(t *testing.T) {
	client(t, func(t *testing.T, _ *sandbox.Sandbox, c *eventbridge.Client) {
		ctx := context.Background()
		_, err := c.PutRule(ctx, &eventbridge.PutRuleInput{Name: aws.String("x")})
		refused(t, err, "ValidationException", "Parameter(s) EventPattern or ScheduleExpression must be specified.")
		_, err = c.PutRule(ctx, &eventbridge.PutRuleInput{Name: aws.String("x"), EventPattern: aws.String(reads), EventBusName: aws.String("mine")})
		refused(t, err, "ResourceNotFoundException", "Event bus mine does not exist.")
		_, err = c.PutRule(ctx, &eventbridge.PutRuleInput{Name: aws.String("x"), EventPattern: aws.String(`{"int": 42}`)})
		refused(t, err, "InvalidEventPatternException", "Event pattern is not valid. Reason: \"int\" must be an object or an array\n at [Source: (String)\"{\"int\": 42}\"; line: 1, column: 11]")
		put(t, c, "reads")
		with := func(change func(*types.Target)) error {
			one := target("mail")
			change(&one)
			_, err := c.PutTargets(ctx, &eventbridge.PutTargetsInput{Rule: aws.String("reads"), Targets: []types.Target{one}})
			return err
		}
		refused(t, with(func(one *types.Target) { one.Id = aws.String("!@#$@!#$") }), "ValidationException",
			`1 validation error detected: Value '!@#$@!#$' at 'targets.1.member.id' failed to satisfy constraint: Member must satisfy regular expression pattern: [\.\-_A-Za-z0-9]+`)
		refused(t, with(func(one *types.Target) { one.Id = aws.String(strings.Repeat("x", 65)) }), "ValidationException",
			"1 validation error detected: Value '"+strings.Repeat("x", 65)+"' at 'targets.1.member.id' failed to satisfy constraint: Member must have length less than or equal to 64")
		refused(t, with(func(one *types.Target) {
			one.InputTransformer = &types.InputTransformer{InputTemplate: aws.String(`"of <type> and <notdefinedkey>"`), InputPathsMap: map[string]string{"type": "$.detail-type"}}
		}), "ValidationException", "InputTemplate for target mail contains invalid placeholder notdefinedkey.")
		refused(t, with(func(one *types.Target) {
			one.InputPath, one.InputTransformer = aws.String("$.detail"), &types.InputTransformer{InputTemplate: aws.String(`"x"`)}
		}), "ValidationException", "Only one of Input, InputPath, or InputTransformer must be provided for target mail.")
		if with(func(one *types.Target) {
			one.InputTransformer = &types.InputTransformer{InputTemplate: aws.String(`read by <who>`), InputPathsMap: map[string]string{"who": "$.detail"}}
		}) == nil {
			t.Error("a template without quotes was taken")
		}
		if left := must(c.ListTargetsByRule(ctx, &eventbridge.ListTargetsByRuleInput{Rule: aws.String("reads")})).Targets; len(left) != 0 {
			t.Errorf("refused targets are there: %v", left)
		}
		for i := range 5 {
			if err := with(func(one *types.Target) { one.Id = aws.String(fmt.Sprint(i)) }); err != nil {
				t.Fatal(err)
			}
		}
		refused(t, with(func(*types.Target) {}), "LimitExceededException", "The requested resource exceeds the maximum number allowed.")
	})
}

func TestTestEventPattern(t *testing.T) {
	client(t, func(t *testing.T, _ *sandbox.Sandbox, c *eventbridge.Client) {
		ctx := context.Background()
		event := `{"id":"1","account":"123456789012","source":"aws.secretsmanager","time":"2026-01-01T00:00:00Z","region":"us-east-1","detail-type":"x","resources":[]}`
		for source, want := range map[string]bool{"aws.secretsmanager": true, "aws.ec2": false} {
			out, err := c.TestEventPattern(ctx, &eventbridge.TestEventPatternInput{EventPattern: aws.String(reads), Event: aws.String(strings.Replace(event, "aws.secretsmanager", source, 1))})
			if err != nil || out.Result != want {
				t.Errorf("%s: %v, %v", source, out, err)
			}
		}
		_, err := c.TestEventPattern(ctx, &eventbridge.TestEventPatternInput{EventPattern: aws.String(reads), Event: aws.String("plain text")})
		refused(t, err, "ValidationException", "Parameter Event is not valid.")
	})
}

func TestPutEvents(t *testing.T) {
	client(t, func(t *testing.T, box *sandbox.Sandbox, c *eventbridge.Client) {
		ctx := context.Background()
		topics := sns.NewFromConfig(box.Config(""))
		must(topics.CreateTopic(ctx, &sns.CreateTopicInput{Name: aws.String("news"), Attributes: map[string]string{
			"Policy": `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},"Action":"sns:Publish","Resource":"` + topicARN + `"}]}`,
		}}))
		must(topics.Subscribe(ctx, &sns.SubscribeInput{TopicArn: aws.String(topicARN), Protocol: aws.String("email"), Endpoint: aws.String("a@example.com")}))
		if err := box.Inbox().Open(ctx, box.Mails()[0].Links[0].URL); err != nil {
			t.Fatal(err)
		}
		must(c.PutRule(ctx, &eventbridge.PutRuleInput{Name: aws.String("mine"), EventPattern: aws.String(`{"source":["mine"],"detail":{"n":[{"numeric":[">",1]}]}}`)}))
		must(c.PutTargets(ctx, &eventbridge.PutTargetsInput{Rule: aws.String("mine"), Targets: []types.Target{{Id: aws.String("mail"), Arn: aws.String(topicARN), InputPath: aws.String("$.detail.n")}}}))
		entry := func(source, detail string) types.PutEventsRequestEntry {
			return types.PutEventsRequestEntry{Source: aws.String(source), DetailType: aws.String("test"), Detail: aws.String(detail)}
		}
		out := must(c.PutEvents(ctx, &eventbridge.PutEventsInput{Entries: []types.PutEventsRequestEntry{
			entry("mine", `{"n":2}`), entry("mine", `{"n":1}`), entry("", `{}`), entry("aws.mine", `{}`), entry("mine", `[]`),
		}}))
		var codes []string
		for _, e := range out.Entries {
			codes = append(codes, aws.ToString(e.ErrorCode))
		}
		if want := []string{"", "", "InvalidArgument", "NotAuthorizedForSourceException", "MalformedDetail"}; !slices.Equal(codes, want) || out.FailedEntryCount != 3 {
			t.Errorf("codes %q, %d failed", codes, out.FailedEntryCount)
		}
		if got, want := *out.Entries[2].ErrorMessage, "Parameter Source is not valid. Reason: Source is a required argument."; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
		time.Sleep(2 * time.Second)
		synctest.Wait()
		mails := box.Mails()
		if len(mails) != 2 || !strings.HasPrefix(mails[1].Body, "2\n") {
			t.Errorf("mails %v, want the confirmation and one that reads 2", mails)
		}
	})
}

func TestRecordsOfRules(t *testing.T) {
	client(t, func(t *testing.T, box *sandbox.Sandbox, c *eventbridge.Client) {
		ctx := context.Background()
		put(t, c, "reads")
		must(c.PutTargets(ctx, &eventbridge.PutTargetsInput{Rule: aws.String("reads"), Targets: []types.Target{target("mail")}}))
		must(c.DescribeRule(ctx, &eventbridge.DescribeRuleInput{Name: aws.String("reads")}))
		time.Sleep(2 * time.Second)
		events := must(cloudtrail.NewFromConfig(box.Config("")).LookupEvents(ctx, &cloudtrail.LookupEventsInput{})).Events
		slices.Reverse(events)
		var got []string
		for _, e := range events {
			got = append(got, *e.EventSource+" "+*e.EventName+" "+*e.ReadOnly)
		}
		want := []string{"events.amazonaws.com PutRule false", "events.amazonaws.com PutTargets false", "events.amazonaws.com DescribeRule true"}
		if !slices.Equal(got, want) {
			t.Errorf("records %v, want %v", got, want)
		}
		if text := *events[0].CloudTrailEvent; !strings.Contains(text, `"responseElements":{"ruleArn":"arn:aws:events:us-east-1:123456789012:rule/reads"}`) {
			t.Errorf("record %s", text)
		}
	})
}
