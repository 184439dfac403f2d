package cli_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
)

// What setup would have to change and did not make is named before anything is
// built: half a monitor helps nobody.
func TestNothingIsBuiltWithoutAYesForWhatIsNotOurs(t *testing.T) {
	t.Parallel()
	at := onSandbox(t)
	_, err := cloudwatch.NewFromConfig(at.config()).PutMetricAlarm(t.Context(), &cloudwatch.PutMetricAlarmInput{
		AlarmName: aws.String("secretwatch-TopSecretInfo"), Namespace: aws.String("AWS/EC2"), MetricName: aws.String("CPUUtilization"),
		Statistic: types.StatisticAverage, Period: aws.Int32(300), EvaluationPeriods: aws.Int32(1), Threshold: aws.Float64(90),
		ComparisonOperator: types.ComparisonOperatorGreaterThanThreshold,
	})
	if err != nil {
		t.Fatal(err)
	}
	setup := []string{"setup", "--yes", "--secret", "TopSecretInfo", "--generate", "--email", "you@example.com"}
	code, out, errs := at.run(t, setup...)
	contains(t, "without a yes", errs, "error: changing what setup did not make takes a yes of its own for each part:\n  alarm secretwatch-TopSecretInfo: ",
		"with --yes, --alarm 'secretwatch-TopSecretInfo' gives it", "hint: nothing was changed")
	if code != 1 || out != "" {
		t.Errorf("exit status %d, printed %q", code, out)
	}
	secrets, err := secretsmanager.NewFromConfig(at.config()).ListSecrets(t.Context(), nil)
	if err != nil || len(secrets.SecretList) > 0 {
		t.Errorf("something was built: %v, %v", secrets.SecretList, err)
	}
	if code, _, errs := at.run(t, append(setup, "--alarm", "secretwatch-TopSecretInfo")...); code != 3 || strings.Contains(errs, "error:") {
		t.Errorf("with a yes: exit status %d: %s", code, errs)
	}
}
