package cli_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/aws/aws-sdk-go-v2/service/sns"

	"secretwatch/ui/contract"
)

// A rule of others that mails by the monitor's topic stays when the alarm alone
// shall tell, and that is said with the commands that end its mails.
func TestNotifyByTheAlarmAloneSaysWhatStillMails(t *testing.T) {
	t.Parallel()
	at, c := ready(t)
	both := []string{"setup", "--yes", "--secret", "db", "--generate", "--email", "you@example.com", "--notify", "alarm,eventbridge"}
	if code, out, errs := at.run(t, both...); code != 3 {
		t.Fatalf("exit status %d\n%s%s", code, out, errs)
	}
	if _, err := openLinks(t.Context(), string(at)); err != nil {
		t.Fatal(err)
	}
	rules := eventbridge.NewFromConfig(c)
	old := aws.String("secretwatch-db_reads")
	is, err := rules.DescribeRule(t.Context(), &eventbridge.DescribeRuleInput{Name: old})
	if err != nil {
		t.Fatal(err)
	}
	targets, err := rules.ListTargetsByRule(t.Context(), &eventbridge.ListTargetsByRuleInput{Rule: old})
	if err != nil {
		t.Fatal(err)
	}
	topic := aws.ToString(targets.Targets[0].Arn)
	for _, step := range []func() error{
		func() error {
			_, err := rules.RemoveTargets(t.Context(), &eventbridge.RemoveTargetsInput{Rule: old, Ids: []string{aws.ToString(targets.Targets[0].Id)}})
			return err
		},
		func() error {
			_, err := rules.DeleteRule(t.Context(), &eventbridge.DeleteRuleInput{Name: old})
			return err
		},
		func() error {
			_, err := rules.PutRule(t.Context(), &eventbridge.PutRuleInput{Name: aws.String("mine"), EventPattern: is.EventPattern, State: is.State})
			return err
		},
		func() error {
			_, err := rules.PutTargets(t.Context(), &eventbridge.PutTargetsInput{Rule: aws.String("mine"), Targets: []types.Target{{Id: aws.String("1"), Arn: aws.String(topic)}}})
			return err
		},
	} {
		if err := step(); err != nil {
			t.Fatal(err)
		}
	}
	if code, out, errs := at.run(t, both...); code != 0 || !strings.Contains(out, "adopted") || !strings.Contains(out, "mine") {
		t.Fatalf("exit status %d\n%s%s", code, out, errs)
	}

	alone := []string{"--secret", "db", "--notify", "alarm"}
	warnings := []string{
		"EventBridge rule mine was not made by secretwatch, so it stays and goes on telling the topic ",
		"the EventBridge rule mine still tells it, so it stays and goes on sending to you@example.com\n",
	}
	commands := []string{
		"to end those mails, if that is meant:\n  aws events remove-targets --region us-east-1 --endpoint-url " + string(at) + " --rule mine --ids 1\n",
		"  aws sns delete-topic --region us-east-1 --endpoint-url " + string(at) + " --topic-arn " + topic + "\n",
	}
	_, out, errs := at.run(t, append([]string{"plan"}, alone...)...)
	contains(t, "plan", out, "= keep    EventBridge rule mine  (was not made by secretwatch, so it stays")
	contains(t, "plan", errs, commands...)
	code, out, errs := at.run(t, append([]string{"setup", "--yes", "--generate", "--email", "you@example.com"}, alone...)...)
	if code != 0 {
		t.Errorf("exit status %d", code)
	}
	contains(t, "setup", out, "unchanged EventBridge rule mine\n")
	contains(t, "setup", errs, slices.Concat(warnings, commands)...)
	if left, err := rules.ListTargetsByRule(t.Context(), &eventbridge.ListTargetsByRuleInput{Rule: aws.String("mine")}); err != nil || len(left.Targets) != 1 {
		t.Errorf("its targets are %+v, %v", left, err)
	}
	r := runJSON[contract.Plan](t, at, 0, append([]string{"plan", "--json"}, alone...)...)
	if i := slices.IndexFunc(r.Changes, func(c contract.Change) bool { return c.Kind == "rule" }); i >= 0 {
		t.Errorf("the rule is planned again: %+v", r.Changes[i])
	}
}

// What takes something away is not run by --fix, and it says so and what it is.
func TestFixNamesWhatWouldTakeSomethingAway(t *testing.T) {
	t.Parallel()
	at, c := ready(t)
	topic := "arn:aws:sns:us-east-1:123456789012:secretwatch-db"
	if _, err := sns.NewFromConfig(c).SetTopicAttributes(t.Context(), &sns.SetTopicAttributesInput{
		TopicArn: aws.String(topic), AttributeName: aws.String("Policy"),
		AttributeValue: aws.String(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":["cloudtrail.amazonaws.com","cloudwatch.amazonaws.com"]},"Action":"SNS:Publish","Resource":"` + topic + `"}]}`),
	}); err != nil {
		t.Fatal(err)
	}
	if _, err := cloudtrail.NewFromConfig(c).UpdateTrail(t.Context(), &cloudtrail.UpdateTrailInput{
		Name: aws.String("secretwatch-db"), SnsTopicName: aws.String("secretwatch-db"),
	}); err != nil {
		t.Fatal(err)
	}
	_, _, errs := at.run(t, "doctor", "--fix", "--yes")
	contains(t, "flood", errs, "warning: the remedy of trail-notifies-topic would take something away, so it is yours to run:\n  aws cloudtrail update-trail ")
}
