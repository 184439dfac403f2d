package account_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"

	"secretwatch/aws/account"
)

func TestCost(t *testing.T) {
	for _, c := range []struct{ service, operation, want string }{
		{"CloudTrail", "LookupEvents", "free"},
		{"CloudWatch Logs", "FilterLogEvents", "free"},
		{"CloudWatch Logs", "StartLiveTail", "free for 1,800 minutes a month, then about $0.01 a minute"},
		{"CloudWatch", "GetMetricData", "$0.01 per 1,000 metrics asked for, never free"},
		{"CloudWatch", "GetMetricStatistics", "free among the first 1,000,000 a month"},
		{"Secrets Manager", "GetSecretValue", "$0.05 per 10,000 calls"},
		{"IAM", "GetRole", "free"},
		{"STS", "GetCallerIdentity", "free"},
	} {
		if got := (account.Call{Service: c.service, Operation: c.operation}).Cost(); got != c.want {
			t.Errorf("%s %s costs %q, want %q", c.service, c.operation, got, c.want)
		}
	}
}

// The API log keeps a call as the command that repeats it, and never a secret.
func TestTheLogKeepsCommands(t *testing.T) {
	a := configure(t, func(w http.ResponseWriter, r *http.Request) {
		answer(400, `{"__type":"InvalidRequestException","message":"no"}`)(w, r)
	})
	_ = filterEvents(t.Context(), a)
	got := a.Log.Newest(1)[0].Command.Safe()
	if !strings.HasPrefix(got, "aws logs filter-log-events ") || !strings.Contains(got, " --region "+a.Region) || !strings.Contains(got, "--log-group-name ") {
		t.Errorf("kept %q", got)
	}
	const precious = "hunter2-is-precious"
	_, _ = a.Secrets.CreateSecret(t.Context(), &secretsmanager.CreateSecretInput{Name: aws.String("s"), SecretString: aws.String(precious)})
	got = a.Log.Newest(1)[0].Command.Safe()
	if strings.Contains(got, precious) || !strings.HasPrefix(got, "aws secretsmanager create-secret ") {
		t.Errorf("kept %q", got)
	}
}
