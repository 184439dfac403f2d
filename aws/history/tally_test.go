package history_test

import (
	"testing"
	"time"

	"secretwatch/aws/foreign"
	"secretwatch/aws/history"
	"secretwatch/aws/record"
)

var (
	noon   = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	secret = history.Secret{
		Name: "prod/db", ARN: "arn:aws:secretsmanager:us-east-1:123456789012:secret:prod/db-AbC123", Region: "us-east-1", Account: "123456789012",
	}
)

func roleRead(role, session string) record.Read {
	return record.Read{
		Secret: foreign.New("prod/db"), How: record.HowSDK, Result: record.ResultOK, From: foreign.New("203.0.113.7"),
		Who: record.Who{
			Kind: record.WhoRole, Name: foreign.New(role), Session: foreign.New(session),
			ARN: foreign.New("arn:aws:sts::123456789012:assumed-role/" + role + "/" + session), Account: "123456789012",
		},
	}
}

// A role is one reader however often it is assumed; a person who comes through
// IAM Identity Center is one by the session.
func TestSessions(t *testing.T) {
	tally := history.NewTally(secret)
	for i, r := range []record.Read{
		roleRead("app", "i-1"), roleRead("app", "i-2"), roleRead("once", "i-3"),
		roleRead("AWSReservedSSO_Admin_1", "ann@example.com"), roleRead("AWSReservedSSO_Admin_1", "bob@example.com"),
	} {
		at := noon.Add(time.Duration(i) * time.Minute)
		if !tally.Add(r, 1, at, at) {
			t.Fatalf("read %d is not of the secret", i)
		}
	}
	s := tally.Summary(history.Question{From: noon.Add(-time.Hour), To: noon.Add(time.Hour)}, history.EventHistory, noon.Add(-time.Hour))
	type line struct {
		name, session string
		several       bool
		arn           bool
		n             int
	}
	var got []line
	for _, r := range s.Readers {
		got = append(got, line{r.Who.Name.Raw(), r.Who.Session.Raw(), r.Several, !r.Who.ARN.Empty(), r.Count})
	}
	want := []line{
		{"app", "", true, false, 2},
		{"AWSReservedSSO_Admin_1", "bob@example.com", false, true, 1},
		{"AWSReservedSSO_Admin_1", "ann@example.com", false, true, 1},
		{"once", "i-3", false, true, 1},
	}
	if len(got) != len(want) {
		t.Fatalf("got %+v", got)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("reader %d is %+v, want %+v", i, got[i], want[i])
		}
	}
	if r := s.Readers[0]; !r.First.Equal(noon) || !r.Last.Equal(noon.Add(time.Minute)) {
		t.Errorf("the role read from %s to %s", r.First, r.Last)
	}
}

func TestEveryDayIsThere(t *testing.T) {
	tally := history.NewTally(secret)
	for _, day := range []int{0, 3} {
		at := noon.AddDate(0, 0, -day)
		tally.Add(roleRead("app", "i"), day+1, at, at.Add(time.Hour))
	}
	s := tally.Summary(history.Question{From: noon.AddDate(0, 0, -4), To: noon}, history.Insights, noon.AddDate(0, 0, -4))
	want := map[string]int{"2026-11-18": 0, "2026-11-19": 4, "2026-11-20": 0, "2026-11-21": 0, "2026-11-22": 1}
	if len(s.Days) != len(want) || s.Reads != 5 {
		t.Fatalf("%d reads, days %v", s.Reads, s.Days)
	}
	for _, d := range s.Days {
		if n, ok := want[d.Day.Format("2006-01-02")]; !ok || n != d.Count {
			t.Errorf("%s has %d, want %d", d.Day, d.Count, n)
		}
	}
}

func TestCost(t *testing.T) {
	for _, c := range []struct {
		bytes int64
		want  string
	}{
		{12_340_000_000, "the query scans at most the 12.3 GB of log group trail/logs: at most $0.06 (estimate: list price of us-east-1 as of 2026-11-22, $0.005 a GB scanned)"},
		{70_200, "the query scans at most the 70.2 kB of log group trail/logs: less than $0.01 (estimate: list price of us-east-1 as of 2026-11-22, $0.005 a GB scanned)"},
		{2_000_000_000_000, "the query scans at most the 2000.0 GB of log group trail/logs: at most $10.00 (estimate: list price of us-east-1 as of 2026-11-22, $0.005 a GB scanned)"},
	} {
		if got := history.CostOf("trail/logs", c.bytes).String(); got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
}

func TestQueryText(t *testing.T) {
	const group = "\n| fields substr(eventTime, 0, 10) as readDay" +
		"\n| stats count(*) as reads, min(eventTime) as firstRead, max(eventTime) as lastRead, min(@timestamp) as delivered by readDay, " +
		"userIdentity.type, userIdentity.principalId, userIdentity.arn, userIdentity.accountId, userIdentity.userName, userIdentity.invokedBy, userIdentity.onBehalfOf.userId, " +
		"userIdentity.sessionContext.sessionIssuer.userName, userIdentity.sessionContext.sessionIssuer.arn, userIdentity.sessionContext.sessionIssuer.accountId, " +
		"sourceIPAddress, userAgent, sessionCredentialFromConsole, errorCode, errorMessage, requestParameters.secretId, recipientAccountId"
	const reads = `filter eventSource = "secretsmanager.amazonaws.com" and eventName like /^GetSecretV/ and awsRegion = "us-east-1"` + "\n| "
	for _, c := range []struct {
		secret history.Secret
		want   string
	}{
		{secret, `filter requestParameters.secretId in ["prod/db", "arn:aws:secretsmanager:us-east-1:123456789012:secret:prod/db-AbC123", ` +
			`"arn:aws:secretsmanager:us-east-1:123456789012:secret:prod/db"] or errorMessage like "prod/db"`},
		{history.Secret{Name: `a"b\`, Region: "us-east-1"}, `filter requestParameters.secretId in ["a\"b\\"] or requestParameters.secretId like ":secret:a\"b\\" or errorMessage like "a\"b\\"`},
	} {
		if got := history.Query(c.secret); got != reads+c.want+group {
			t.Errorf("got  %s\nwant %s", got, reads+c.want+group)
		}
	}
}
