package monitor_test

import (
	"fmt"
	"strings"
	"testing"

	"secretwatch/aws/filter"
	"secretwatch/aws/monitor"
)

func event(secretID, errorCode string) string {
	failed := ""
	if errorCode != "" {
		failed = fmt.Sprintf(`"errorCode":%q,`, errorCode)
	}
	return fmt.Sprintf(`{"eventSource":"secretsmanager.amazonaws.com","eventName":"GetSecretValue",%s"requestParameters":{"secretId":%q}}`, failed, secretID)
}

func TestPatternMatchesTheSecretHoweverItIsNamed(t *testing.T) {
	const arn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:"
	long := "a/" + strings.Repeat("b", 510)
	for _, c := range []struct {
		secret, id, errorCode string
		all, want             bool
	}{
		{"db", "db", "", false, true},
		{"db", arn + "db-a1B2c3", "", false, true},
		{"db", arn + "db", "", false, true},
		{"db", "db-old", "", false, false},
		{"db", arn + "db-old-a1B2c3", "", false, false},
		{"db", "other", "", false, false},
		{"db", arn + "mydb-a1B2c3", "", false, false},
		{"db-old", arn + "db-old-a1B2c3", "", false, true},
		{"db", "db", "AccessDenied", false, false},
		{"db", "db", "AccessDenied", true, true},
		{long, long, "", false, true},
		{long, arn + long + "-a1B2c3", "", false, true},
	} {
		text := monitor.PatternFor(c.secret, c.all)
		if len(text) > 1024 {
			t.Errorf("the pattern for %.20q has %d characters, AWS takes 1024", c.secret, len(text))
		}
		p, err := filter.Parse(text)
		if err != nil {
			t.Fatalf("pattern for %q: %v", c.secret, err)
		}
		if got := p.Match(event(c.id, c.errorCode)); got != c.want {
			t.Errorf("pattern for %.20q on %.60q (error %q): %v, want %v", c.secret, c.id, c.errorCode, got, c.want)
		}
	}
}

func TestTheRulesPatternTakesEveryFormOfTheSecretsID(t *testing.T) {
	const want = `{"detail":{"errorCode":[{"exists":false}],"eventName":["GetSecretValue"],"eventSource":["secretsmanager.amazonaws.com"],` +
		`"requestParameters":{"secretId":["prod/db","arn:aws:secretsmanager:us-east-1:111122223333:secret:prod/db-a1B2c3","arn:aws:secretsmanager:us-east-1:111122223333:secret:prod/db"]}},` +
		`"detail-type":["AWS API Call via CloudTrail"],"source":["aws.secretsmanager"]}`
	if got := monitor.EventPattern("prod/db", "arn:aws:secretsmanager:us-east-1:111122223333:secret:prod/db-a1B2c3"); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
