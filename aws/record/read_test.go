package record_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"secretwatch/aws/foreign"
	"secretwatch/aws/record"
)

// read makes a GetSecretValue with some fields changed.
func read(t *testing.T, fields string) record.Read {
	t.Helper()
	r, err := record.Parse(`{"eventName":"GetSecretValue","eventSource":"secretsmanager.amazonaws.com",` + fields + `}`)
	if err != nil {
		t.Fatalf("%s: %v", fields, err)
	}
	got, ok := r.Read()
	if !ok {
		t.Fatalf("%s is no read", fields)
	}
	return got
}

func TestHow(t *testing.T) {
	for _, c := range []struct {
		agent, more string
		want        record.How
		test        bool
	}{
		{"aws-sdk-go-v2/1.47.7 ua/2.1 os/linux lang/go#1.26 app/secretwatch-test", "", record.HowSecretwatch, true},
		{"aws-sdk-go-v2/1.47.7 app/secretwatch m/E", "", record.HowSecretwatch, false},
		{"aws-sdk-go-v2/1.47.7 app/secretwatch-tests", "", record.HowSDK, false},
		{"x-app/secretwatch-test", "", record.HowOther, false},
		{"aws-cli/2.17.60 md/awscrt#0.21.2 md/command#secretsmanager.get-secret-value", "", record.HowCLI, false},
		{"Boto3/1.34.42 md/Botocore#1.34.42 exec-env/AWS_ECS_FARGATE", "", record.HowSDK, false},
		{"aws-sdk-js/3.600.0 exec-env/AWS_Lambda_nodejs20.x", "", record.HowLambda, false},
		{"APN/1.0 HashiCorp/1.0 Terraform/1.11.0 terraform-provider-aws/5.100.0 aws-sdk-go-v2/1.36.3", "", record.HowTerraform, false},
		{"Mozilla/5.0 (X11; Linux x86_64)", "", record.HowConsole, false},
		{"aws-internal/3 aws-sdk-java/1.12", `,"sessionCredentialFromConsole":"true"`, record.HowConsole, false},
		{"signin.amazonaws.com", "", record.HowConsole, false},
		{"cloudformation.amazonaws.com", "", record.HowService, false},
		{"aws-sdk-java/2", `,"userIdentity":{"type":"AssumedRole","invokedBy":"ecs-tasks.amazonaws.com"}`, record.HowService, false},
		{"curl/8.5.0", "", record.HowOther, false},
		{"", "", record.HowOther, false},
	} {
		got := read(t, fmt.Sprintf(`"userAgent":%q`, c.agent)+c.more)
		if got.How != c.want || got.Test != c.test || got.Agent.Raw() != c.agent {
			t.Errorf("%s: %s, test %v, want %s, %v", c.agent, got.How, got.Test, c.want, c.test)
		}
	}
}

// Of a read that a service made, the service is named, and a batch's read as such.
func TestServiceWords(t *testing.T) {
	for _, c := range []struct{ fields, by, words string }{
		{
			`"userAgent":"secretsmanager.amazonaws.com","sourceIPAddress":"secretsmanager.amazonaws.com","userIdentity":{"type":"IAMUser","userName":"jo","invokedBy":"secretsmanager.amazonaws.com"}`,
			"secretsmanager.amazonaws.com", "Secrets Manager (as for a BatchGetSecretValue)",
		},
		{`"userAgent":"aws-sdk-java/2","userIdentity":{"type":"AssumedRole","invokedBy":"ecs-tasks.amazonaws.com"}`, "ecs-tasks.amazonaws.com", "the AWS service ecs-tasks.amazonaws.com"},
		{`"userAgent":"cloudformation.amazonaws.com","userIdentity":{"type":"Root"}`, "cloudformation.amazonaws.com", "the AWS service cloudformation.amazonaws.com"},
		{`"userIdentity":{"invokedBy":"AWS Internal"}`, "AWS Internal", "the AWS service AWS Internal"},
		{`"userIdentity":{"type":"AWSService"}`, "", "an AWS service"},
		{`"userIdentity":{"invokedBy":"x\u001b[2J"}`, "x\x1b[2J", "the AWS service x·[2J"},
	} {
		got := read(t, c.fields)
		if got.How != record.HowService || got.By.Raw() != c.by || got.ServiceWords() != c.words {
			t.Errorf("%s: %s by %q, %q", c.fields, got.How, got.By.Raw(), got.ServiceWords())
		}
	}
	for _, agent := range []string{"aws-cli/2.17.60", "Mozilla/5.0", "signin.amazonaws.com", ""} {
		if got := read(t, fmt.Sprintf(`"userAgent":%q,"userIdentity":{"type":"IAMUser"}`, agent)); !got.By.Empty() {
			t.Errorf("%s was made by %s", agent, got.By)
		}
	}
}

func TestWho(t *testing.T) {
	for _, c := range []struct {
		identity      string
		kind          record.WhoKind
		name, session string
		account       string
	}{
		{`{"type":"IAMUser","arn":"arn:aws:iam::111122223333:user/team/jo"}`, record.WhoUser, "jo", "", "111122223333"},
		{`{"type":"AssumedRole","arn":"arn:aws:sts::111122223333:assumed-role/ops/jo@example.com"}`, record.WhoRole, "ops", "jo@example.com", "111122223333"},
		{`{"type":"AssumedRole","principalId":"AROA1:jo","sessionContext":{"sessionIssuer":{"arn":"arn:aws:iam::111122223333:role/x/ops","accountId":"111122223333"}}}`, record.WhoRole, "ops", "jo", "111122223333"},
		{`{"type":"FederatedUser","arn":"arn:aws:sts::111122223333:federated-user/Alice"}`, record.WhoUser, "Alice", "", "111122223333"},
		{`{"type":"IdentityCenterUser","accountId":"111122223333","onBehalfOf":{"userId":"u-1"}}`, record.WhoUser, "u-1", "", "111122223333"},
		{`{"type":"AWSAccount","principalId":"AIDA1","accountId":"444455556666"}`, record.WhoAccount, "444455556666", "", "444455556666"},
		{`{"type":"AWSService","invokedBy":"rds.amazonaws.com"}`, record.WhoService, "rds.amazonaws.com", "", ""},
		{`{"invokedBy":"AWS Internal"}`, record.WhoService, "AWS Internal", "", ""},
		{`{"type":"Root","accountId":"111122223333","userName":"alias"}`, record.WhoRoot, "root", "", "111122223333"},
		{`{"type":"Unknown","principalId":"p"}`, record.WhoAccount, "p", "", ""},
		{`null`, record.WhoAccount, "", "", ""},
		{`"a text"`, record.WhoAccount, "", "", ""},
		{`{"type":7,"arn":{"a":1},"accountId":["x"],"sessionContext":[],"userName":true}`, record.WhoAccount, `["x"]`, "", `["x"]`},
	} {
		got := read(t, `"userIdentity":`+c.identity).Who
		if got.Kind != c.kind || got.Name.Raw() != c.name || got.Session.Raw() != c.session || got.Account != c.account {
			t.Errorf("%s: %+v", c.identity, got)
		}
	}
}

func TestResult(t *testing.T) {
	for code, want := range map[string]record.Result{
		"": record.ResultOK, "AccessDenied": record.ResultDenied, "AccessDeniedException": record.ResultDenied,
		"ResourceNotFoundException": record.ResultNotFound, "InvalidRequestException": record.ResultFailed,
		"DecryptionFailure": record.ResultFailed,
	} {
		got := read(t, fmt.Sprintf(`"errorCode":%q`, code))
		if got.Result != want || got.Error.Raw() != code {
			t.Errorf("%s: %s %s, want %s", code, got.Result, got.Error, want)
		}
	}
}

func TestOf(t *testing.T) {
	const prefix = "arn:aws:secretsmanager:us-east-1:111122223333:secret:"
	const name, arn = "prod/db", prefix + "prod/db-AbC123"
	for _, c := range []struct {
		id, name, arn string
		want          bool
	}{
		{"prod/db", name, arn, true},
		{arn, name, arn, true},
		{prefix + "prod/db", name, arn, true},
		{prefix + "prod/db-XyZ789", name, arn, false}, // an older secret of that name
		{strings.Replace(arn, "us-east-1", "eu-west-1", 1), name, arn, false},
		{"prod/db2", name, arn, false},
		{"Prod/db", name, arn, false},
		{"prod/db-AbC123", name, arn, false},
		{prefix + "prod/db-old-AbC123", name, "", false},
		{prefix + "prod/db-AbC123", name, "", true},
		{prefix + "prod/db", name, "", true},
		{"prod/db", "", arn, true},
		{arn, arn, "", true},
		{"prod/db", arn, "", true},
		{"", name, arn, false},
		{"arn:", name, "", false},
	} {
		got := read(t, fmt.Sprintf(`"requestParameters":{"secretId":%q}`, c.id))
		if got.Of(c.name, c.arn) != c.want {
			t.Errorf("%q of (%s, %s) = %v", c.id, c.name, c.arn, !c.want)
		}
	}
}

func TestHostileText(t *testing.T) {
	agent := "\x1b]52;c;aGk=\x07\r\n\u202e" + strings.Repeat("ä", 100<<10)
	b, err := json.Marshal(agent)
	if err != nil {
		t.Fatal(err)
	}
	got := read(t, `"userAgent":`+string(b)+`,"sourceIPAddress":"`+"\xff\xfe"+`","eventTime":"yesterday"`)
	kept := got.Agent.Raw()
	if len(kept) > 9<<10 || !utf8.ValidString(kept) || !strings.HasPrefix(kept, agent[:100]) || !strings.HasSuffix(kept, " bytes more)") {
		t.Errorf("kept %d bytes, ending %q", len(kept), kept[len(kept)-30:])
	}
	if strings.ContainsAny(got.Agent.Safe(), "\x1b\x07\r\n\u202e") || got.From.Safe() != "\uFFFD" {
		t.Errorf("unsafe: %q %q", got.Agent.Safe()[:40], got.From.Safe())
	}
	if !got.Time.IsZero() {
		t.Errorf("time %v", got.Time)
	}
	// What AWS writes itself is made safe even so.
	if id := read(t, `"eventID":"a\u001b[31mb"`).EventID; id != "a·[31mb" {
		t.Errorf("event id %q", id)
	}
}

func TestParseRefuses(t *testing.T) {
	for _, message := range []string{"", "x", "[]", "null", `"text"`, "{}", `{"eventName":null}`, `{"Records":[{"eventName":"GetSecretValue"}]}`} {
		if r, err := record.Parse(message); err == nil {
			t.Errorf("Parse(%s) = %+v", message, r)
		}
	}
	// The end of a record can be lost without losing the read.
	r, err := record.Parse(`{"eventSource":"secretsmanager.amazonaws.com","eventName":"GetSecretValue","userAgent":"aws-cl`)
	if _, ok := r.Read(); err != nil || !ok {
		t.Errorf("%+v %v", r, err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add(load(f, "61-inferred-lambda-role.json"))
	f.Add(load(f, "64-inferred-iam-denied-null-params.json"))
	f.Add(`{"eventName":"GetSecretValue","eventSource":"secretsmanager.amazonaws.com","userIdentity":{"arn":":assumed-role/"},"errorCode":"x","errorMessage":" on resource: "}`)
	f.Add(`{"eventName":"\ud800","requestParameters":[{}],"eventTime":5}`)
	f.Fuzz(func(t *testing.T, message string) {
		r, err := record.Parse(message)
		if err != nil {
			return
		}
		if r.EventName == "" || foreign.Safe(r.EventName) != r.EventName {
			t.Fatalf("event name %q", r.EventName)
		}
		got, ok := r.Read()
		if !ok {
			return
		}
		got.Of("a", "arn:aws:secretsmanager:us-east-1:111122223333:secret:a-AbCdEf")
		if len(got.Agent.Raw()) > 9<<10 {
			t.Fatalf("kept %d bytes of user agent", len(got.Agent.Raw()))
		}
	})
}

func BenchmarkParse(b *testing.B) {
	message := load(b, "61-inferred-lambda-role.json")
	b.Run("record", func(b *testing.B) {
		b.SetBytes(int64(len(message)))
		b.ReportAllocs()
		for b.Loop() {
			r, err := record.Parse(message)
			if err != nil {
				b.Fatal(err)
			}
			if _, ok := r.Read(); !ok {
				b.Fatal("no read")
			}
		}
	})
	b.Run("encoding-json-map", func(b *testing.B) {
		b.SetBytes(int64(len(message)))
		b.ReportAllocs()
		for b.Loop() {
			var m map[string]any
			if err := json.Unmarshal([]byte(message), &m); err != nil {
				b.Fatal(err)
			}
		}
	})
}
