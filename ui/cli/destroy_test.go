package cli_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/sns"

	"secretwatch/aws/monitor"
	"secretwatch/ui/contract"
)

// deleted reports that a destruction tells of something of this kind and name.
func deleted(gone contract.Destroy, kind monitor.Kind, name string) bool {
	return slices.ContainsFunc(gone.Deleted, func(d contract.Deleted) bool { return d.Kind == string(kind) && d.Name == name })
}

// A monitor of a secret that was there before is found by its trail where its
// alarm and topic are gone.
func TestDestroyFindsWhatIsLeft(t *testing.T) {
	t.Parallel()
	p := onSandbox(t)
	ctx, cfg := t.Context(), p.config()
	if _, err := secretsmanager.NewFromConfig(cfg).CreateSecret(ctx, &secretsmanager.CreateSecretInput{Name: aws.String("E"), SecretString: aws.String("x")}); err != nil {
		t.Fatal(err)
	}
	runJSON[contract.Setup](t, p, 3, "setup", "--yes", "--secret", "E", "--existing", "--email", "a@example.com", "--json")
	if _, err := cloudwatch.NewFromConfig(cfg).DeleteAlarms(ctx, &cloudwatch.DeleteAlarmsInput{AlarmNames: []string{"secretwatch-E"}}); err != nil {
		t.Fatal(err)
	}
	if code, _, errs := p.run(t, "destroy", "--yes", "--monitor", "F"); code != 1 || !strings.Contains(errs, `no monitor "F"`) {
		t.Errorf("another one: exit status %d, %s", code, errs)
	}
	gone := runJSON[contract.Destroy](t, p, 0, "destroy", "--yes", "--json")
	for kind, name := range map[monitor.Kind]string{
		monitor.KindTrail: "secretwatch-E", monitor.KindLogGroup: "/secretwatch/E", monitor.KindMetricFilter: "secretwatch-E", monitor.KindTopic: "secretwatch-E",
	} {
		if !deleted(gone, kind, name) {
			t.Errorf("%s %s stays: %+v", kind, name, gone)
		}
	}
	if code, _, errs := p.run(t, "destroy", "--yes"); code != 1 || !strings.Contains(errs, "no monitor made by secretwatch") {
		t.Errorf("again: exit status %d, %s", code, errs)
	}
}

// What an earlier setup made under the usual name goes too, where another was
// chosen since.
func TestDestroyTakesWhatAnEarlierSetupLeft(t *testing.T) {
	t.Parallel()
	p := onSandbox(t)
	ctx, topics := t.Context(), sns.NewFromConfig(p.config())
	if _, err := topics.CreateTopic(ctx, &sns.CreateTopicInput{Name: aws.String("company")}); err != nil {
		t.Fatal(err)
	}
	runJSON[contract.Setup](t, p, 3, "setup", "--yes", "--secret", "G", "--generate", "--email", "a@example.com", "--json")
	runJSON[contract.Setup](t, p, 3, "setup", "--yes", "--secret", "G", "--existing", "--email", "a@example.com", "--topic", "company", "--json")
	gone := runJSON[contract.Destroy](t, p, 0, "destroy", "--yes", "--json")
	if !deleted(gone, monitor.KindTopic, "secretwatch-G") || deleted(gone, monitor.KindTopic, "company") {
		t.Errorf("it tells %+v", gone)
	}
	out, err := topics.ListTopics(ctx, &sns.ListTopicsInput{})
	if err != nil || len(out.Topics) != 1 || !strings.HasSuffix(aws.ToString(out.Topics[0].TopicArn), ":company") {
		t.Errorf("topics %+v, error %v", out.Topics, err)
	}
}

// A filter that somebody made under our usual name is neither overwritten without
// a yes nor deleted.
func TestAStrangersFilterIsLeftAlone(t *testing.T) {
	t.Parallel()
	p := onSandbox(t)
	ctx, logs := t.Context(), cloudwatchlogs.NewFromConfig(p.config())
	group, name := aws.String("/secretwatch/H"), aws.String("secretwatch-H")
	if _, err := logs.CreateLogGroup(ctx, &cloudwatchlogs.CreateLogGroupInput{LogGroupName: group, Tags: map[string]string{"owner": "bob"}}); err != nil {
		t.Fatal(err)
	}
	if _, err := logs.PutMetricFilter(ctx, &cloudwatchlogs.PutMetricFilterInput{
		LogGroupName: group, FilterName: name, FilterPattern: aws.String("ERROR"),
		MetricTransformations: []types.MetricTransformation{{MetricName: aws.String("errs"), MetricNamespace: aws.String("Bob"), MetricValue: aws.String("1")}},
	}); err != nil {
		t.Fatal(err)
	}
	code, _, errs := p.run(t, "setup", "--yes", "--secret", "H", "--generate", "--email", "a@example.com")
	if code != 1 || !strings.Contains(errs, "takes a yes of its own") || !strings.Contains(errs, "--filter 'secretwatch-H' gives it") {
		t.Errorf("exit status %d, %s", code, errs)
	}
	_, _, _ = p.run(t, "destroy", "--yes", "--secret", "H")
	out, err := logs.DescribeMetricFilters(ctx, &cloudwatchlogs.DescribeMetricFiltersInput{LogGroupName: group})
	if err != nil || len(out.MetricFilters) != 1 || aws.ToString(out.MetricFilters[0].FilterPattern) != "ERROR" {
		t.Errorf("filters %+v, error %v", out.MetricFilters, err)
	}
}
