package cli_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/aws/aws-sdk-go-v2/service/iam"

	"secretwatch/ui/contract"
)

// ready is a served sandbox with a monitor whose address is confirmed, and the
// configuration to break it with.
func ready(t *testing.T) (program, aws.Config) {
	t.Helper()
	at := onSandbox(t)
	runJSON[contract.Setup](t, at, 3, "setup", "--yes", "--json", "--secret", "db", "--generate", "--email", "you@example.com")
	if n, err := openLinks(t.Context(), string(at)); err != nil || n != 1 {
		t.Fatalf("%d links, %v", n, err)
	}
	return at, at.config()
}

func stopLogging(t *testing.T, c aws.Config) {
	t.Helper()
	if _, err := cloudtrail.NewFromConfig(c).StopLogging(t.Context(), &cloudtrail.StopLoggingInput{Name: aws.String("secretwatch-db")}); err != nil {
		t.Fatal(err)
	}
}

// contains wants every one of these words.
func contains(t *testing.T, what, text string, words ...string) {
	t.Helper()
	for _, w := range words {
		if !strings.Contains(text, w) {
			t.Errorf("%s: want %q in\n%s", what, w, text)
		}
	}
}

func TestFixWhatSetupMade(t *testing.T) {
	t.Parallel()
	at, c := ready(t)
	stopLogging(t, c)

	// Without a yes nothing is changed.
	code, out, errs := at.answering(t, "n\n", "doctor", "--fix")
	if code != 1 {
		t.Errorf("exit status %d", code)
	}
	contains(t, "no", errs, "trail-not-logging: ", "to mend it: start logging", "aws cloudtrail start-logging ", "Do this? [y/N] ", "error: not confirmed: the remedy of trail-not-logging was not applied")
	contains(t, "no", out, "Verdict: trail secretwatch-db is switched off")

	code, out, errs = at.answering(t, "y\n", "doctor", "--fix")
	if code != 0 || !strings.HasSuffix(strings.TrimSpace(out), "(healthy)") {
		t.Errorf("exit status %d\n%s", code, out)
	}
	contains(t, "yes", errs, "mended    trail-not-logging")

	// With --yes, the steps on the one stream and the report on the other.
	stopLogging(t, c)
	r := runJSON[contract.Doctor](t, at, 0, "doctor", "--fix", "--yes", "--json")
	if r.Verdict.Code != "healthy" {
		t.Errorf("verdict %+v", r.Verdict)
	}
	if code, _, errs = at.run(t, "doctor", "--fix", "--yes"); code != 0 || !strings.Contains(errs, "nothing to mend") {
		t.Errorf("exit status %d: %s", code, errs)
	}
}

// The alarm of somebody else is changed when it is named, and keeps the rest.
func TestFixWhatSetupDidNotMake(t *testing.T) {
	t.Parallel()
	at, c := ready(t)
	watch := cloudwatch.NewFromConfig(c)
	put := func() {
		t.Helper()
		for _, name := range []string{"secretwatch-db", "Secret is accessed"} { // one of them is there
			_, _ = watch.DeleteAlarms(t.Context(), &cloudwatch.DeleteAlarmsInput{AlarmNames: []string{name}})
		}
		if _, err := watch.PutMetricAlarm(t.Context(), &cloudwatch.PutMetricAlarmInput{
			AlarmName: aws.String("Secret is accessed"), Namespace: aws.String("SecretWatch"), MetricName: aws.String("db-reads"), Statistic: types.StatisticAverage,
			Period: aws.Int32(60), EvaluationPeriods: aws.Int32(1), Threshold: aws.Float64(1), TreatMissingData: aws.String("notBreaching"),
			ComparisonOperator: types.ComparisonOperatorGreaterThanOrEqualToThreshold, OKActions: []string{"arn:aws:sns:us-east-1:123456789012:secretwatch-db"},
			AlarmActions: []string{"arn:aws:sns:us-east-1:123456789012:secretwatch-db"}, AlarmDescription: aws.String("mine"),
			WarmUpConfiguration: &types.WarmUpConfiguration{WarmUpPeriodDurationInMinutes: aws.Int32(3)},
		}); err != nil {
			t.Fatal(err)
		}
	}
	look := func() types.MetricAlarm {
		t.Helper()
		out, err := watch.DescribeAlarms(t.Context(), &cloudwatch.DescribeAlarmsInput{AlarmNames: []string{"Secret is accessed"}})
		if err != nil || len(out.MetricAlarms) != 1 {
			t.Fatal(err)
		}
		return out.MetricAlarms[0]
	}
	put()
	code, _, errs := at.run(t, "doctor", "--fix", "--yes", "--secret", "db")
	if code != 1 || look().Statistic != types.StatisticAverage {
		t.Errorf("exit status %d, the statistic is %s", code, look().Statistic)
	}
	contains(t, "--yes alone", errs, "error: not applied: the alarm Secret is accessed was not made by setup, and changing it takes a yes of its own",
		"hint: add --alarm 'Secret is accessed' to --yes, or run doctor --fix in a terminal")

	_, out, errs := at.run(t, "doctor", "--fix", "--yes", "--secret", "db", "--alarm", "Secret is accessed")
	contains(t, "named", errs, "mended    alarm-average")
	have := look()
	if have.Statistic != types.StatisticSum || *have.AlarmDescription != "mine" || len(have.OKActions) != 1 || len(have.AlarmActions) != 1 ||
		have.WarmUpConfiguration == nil || *have.WarmUpConfiguration.WarmUpPeriodDurationInMinutes != 3 {
		t.Errorf("the alarm is %+v\n%s", have, out)
	}

	put()
	_, _, errs = at.answering(t, "y\n", "doctor", "--fix", "--yes", "--secret", "db")
	contains(t, "on the screen", errs, "The alarm Secret is accessed was not made by setup. Change it? [y/N] ", "mended    alarm-average")
	if look().Statistic != types.StatisticSum {
		t.Error("a yes on the screen changed nothing")
	}
}

// No flag names a role: without a terminal its change is shown and refused.
func TestFixOfARoleThatSetupDidNotMake(t *testing.T) {
	t.Parallel()
	at, c := ready(t)
	client, role := iam.NewFromConfig(c), aws.String("secretwatch-db-us-east-1")
	if _, err := client.UntagRole(t.Context(), &iam.UntagRoleInput{RoleName: role, TagKeys: []string{"managed-by"}}); err != nil {
		t.Fatal(err)
	}
	if _, err := client.DeleteRolePolicy(t.Context(), &iam.DeleteRolePolicyInput{RoleName: role, PolicyName: aws.String("secretwatch-delivery")}); err != nil {
		t.Fatal(err)
	}
	code, _, errs := at.run(t, "doctor", "--fix", "--yes")
	if code != 1 {
		t.Errorf("exit status %d", code)
	}
	contains(t, "role", errs, "aws iam put-role-policy ", "error: not applied: the role secretwatch-db-us-east-1 was not made by setup",
		"hint: run doctor --fix in a terminal, or run the commands above by hand")
}

func TestDoctorOfOneHopAndItsThreshold(t *testing.T) {
	t.Parallel()
	at, c := ready(t)
	watch := cloudwatch.NewFromConfig(c)
	out, err := watch.DescribeAlarms(t.Context(), &cloudwatch.DescribeAlarmsInput{})
	if err != nil {
		t.Fatal(err)
	}
	a := out.MetricAlarms[0]
	if _, err := watch.PutMetricAlarm(t.Context(), &cloudwatch.PutMetricAlarmInput{
		AlarmName: a.AlarmName, Namespace: a.Namespace, MetricName: a.MetricName, Statistic: a.Statistic, Period: a.Period, EvaluationPeriods: a.EvaluationPeriods,
		Threshold: a.Threshold, ComparisonOperator: a.ComparisonOperator, AlarmActions: a.AlarmActions, TreatMissingData: aws.String("missing"),
	}); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		code    int
		verdict string
		args    []string
	}{
		{2, "alarm-missing-data", nil},
		{0, "alarm-missing-data", []string{"--failure-threshold", "broken"}},
		{2, "alarm-missing-data", []string{"--only", "alarm"}},
		{0, "healthy", []string{"--only", "trail"}},
	} {
		r := runJSON[contract.Doctor](t, at, tt.code, append([]string{"doctor", "--json"}, tt.args...)...)
		if r.Verdict.Code != tt.verdict {
			t.Errorf("%q: verdict %+v", tt.args, r.Verdict)
		}
		for _, f := range r.Findings {
			if len(tt.args) > 1 && tt.args[0] == "--only" && f.Hop != tt.args[1] {
				t.Errorf("%q: a finding of %s", tt.args, f.Hop)
			}
		}
	}
	stopLogging(t, c)
	runJSON[contract.Doctor](t, at, 1, "doctor", "--json", "--only", "delivery") // it cannot be judged
}

func TestDoctorsWrongUsage(t *testing.T) {
	at := onSandbox(t)
	for _, tt := range []struct {
		args []string
		want string
	}{
		{[]string{"--only", "spam"}, "error: --only does not take \"spam\"\nhint: use one of account, read, history, trail, delivery, filter, metric, alarm, action, topic, subscription, mail\n"},
		{[]string{"--failure-threshold", "ok"}, "error: --failure-threshold does not take \"ok\"\nhint: use warning or broken\n"},
		{[]string{"--fix", "--read-only", "--yes"}, "error: doctor --fix changes things and --read-only forbids that\nhint: leave one of them out\n"},
		{[]string{"--fix"}, "error: doctor --fix has nobody to ask: there is no terminal\nhint: add --yes\n"},
	} {
		code, out, errs := at.run(t, append([]string{"doctor"}, tt.args...)...)
		if code != 252 || out != "" || errs != tt.want {
			t.Errorf("%q: exit status %d, %q", tt.args, code, errs)
		}
	}
}
