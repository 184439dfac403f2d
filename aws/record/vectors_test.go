package record_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"secretwatch/aws/record"
)

func load(t testing.TB, file string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", "events", file))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// whoAndHow says what each record that is a read comes to. The index of the
// records says which are.
var whoAndHow = map[string]struct {
	kind          record.WhoKind
	name, session string
	account       string
	how           record.How
	result        record.Result
	secret, from  string
}{
	"01-iamuser-terraform-arn-versionid.json": {
		record.WhoUser, "bert-jan", "", "123837392027", record.HowTerraform, record.ResultOK,
		"arn:aws:secretsmanager:us-east-1:123837392027:secret:stratus-red-team-retrieve-secret-6-fAVH0t", "192.168.10.20",
	},
	"02-iamuser-sdk-arn.json": {
		record.WhoUser, "bert-jan", "", "123837392027", record.HowTerraform, record.ResultOK,
		"arn:aws:secretsmanager:us-east-1:123837392027:secret:stratus-red-team-retrieve-secret-6-fAVH0t", "192.168.10.20",
	},
	"03-stratus-getsecretvalue-anon.json": {
		record.WhoUser, "christophe", "", "903144391865", record.HowOther, record.ResultOK,
		"arn:aws:secretsmanager:cn-centraleast-1r:903144391865:secret:stratus-red-team-retrieve-secret-18-4Rzn83", "253.201.144.253",
	},
	"08-vpc-endpoint-legacy-1.05-no-requestparameters.json": {
		record.WhoUser, "Anika", "", "123456789012", record.HowCLI, record.ResultOK, "", "172.01.01.001",
	},
	"60-inferred-root-console-by-name.json": {
		record.WhoRoot, "root", "", "111122223333", record.HowConsole, record.ResultOK, "TopSecretInfo", "216.160.83.56",
	},
	"61-inferred-lambda-role.json": {
		record.WhoRole, "my-function-role", "my-function", "111122223333", record.HowLambda, record.ResultOK, "TopSecretInfo", "216.160.83.56",
	},
	"62-inferred-ec2-instance-role.json": {
		record.WhoRole, "web-role", "i-0abcdef1234567890", "111122223333", record.HowSDK, record.ResultOK, "TopSecretInfo", "216.160.83.56",
	},
	"63-inferred-cross-account.json": {
		record.WhoUser, "other", "", "444455556666", record.HowCLI, record.ResultOK,
		"arn:aws:secretsmanager:us-east-1:111122223333:secret:TopSecretInfo-AbCdEf", "216.160.83.56",
	},
	"64-inferred-iam-denied-null-params.json": {
		record.WhoUser, "test@elastic.co", "", "000000000", record.HowCLI, record.ResultDenied, "", "216.160.83.56",
	},
	"65-inferred-partial-arn.json": {
		record.WhoUser, "test@elastic.co", "", "000000000", record.HowCLI, record.ResultOK,
		"arn:aws:secretsmanager:us-east-1:111122223333:secret:TopSecretInfo", "216.160.83.56",
	},
	"66-inferred-version-stage.json": {
		record.WhoUser, "test@elastic.co", "", "000000000", record.HowCLI, record.ResultOK, "TopSecretInfo", "216.160.83.56",
	},
	"67-inferred-identity-center.json": {
		record.WhoRole, "AWSReservedSSO_Admin_0123456789abcdef", "alice@example.com", "111122223333", record.HowConsole, record.ResultOK, "TopSecretInfo", "216.160.83.56",
	},
	"68-inferred-aws-service-principal.json": {
		record.WhoService, "rds.amazonaws.com", "", "", record.HowService, record.ResultOK, "TopSecretInfo", "rds.amazonaws.com",
	},
}

func TestReadsAmongRealRecords(t *testing.T) {
	var index []struct {
		File string
		JSON bool `json:"matches_GetSecretValue_json"`
	}
	if err := json.Unmarshal([]byte(load(t, "index.json")), &index); err != nil {
		t.Fatal(err)
	}
	if len(index) != 29 {
		t.Fatalf("%d records, want 29", len(index))
	}
	for _, entry := range index {
		text := load(t, entry.File)
		r, err := record.Parse(text)
		if err != nil {
			t.Errorf("%s: %v", entry.File, err)
			continue
		}
		if r.Raw.Raw() != text || r.EventTime.IsZero() || r.EventID == "" {
			t.Errorf("%s: %+v", entry.File, r)
		}
		read, ok := r.Read()
		if ok != entry.JSON {
			t.Errorf("%s: a read: %v, want %v", entry.File, ok, entry.JSON)
		}
		if !ok {
			continue
		}
		want, known := whoAndHow[entry.File]
		got := whoAndHow[entry.File]
		got.kind, got.name, got.session, got.account = read.Who.Kind, read.Who.Name.Raw(), read.Who.Session.Raw(), read.Who.Account
		got.how, got.result, got.secret, got.from = read.How, read.Result, read.Secret.Raw(), read.From.Raw()
		if !known || got != want {
			t.Errorf("%s:\n got %+v\nwant %+v", entry.File, got, want)
		}
		if read.Test {
			t.Errorf("%s is none of our test reads", entry.File)
		}
	}
}

func TestFieldsOfARecord(t *testing.T) {
	r, err := record.Parse([]byte(load(t, "44-neg-awsservice-assume-role.json")))
	if err != nil {
		t.Fatal(err)
	}
	if r.EventName != "AssumeRole" || r.EventSource != "sts.amazonaws.com" || r.EventType != "AwsApiCall" || !r.ReadOnly ||
		r.RecipientAccount != "123837392027" || r.SharedEventID != "71797d26-1286-4204-81d4-cbcce8819672" || !r.HasParameters ||
		r.Identity.InvokedBy.Raw() != "inspector2.amazonaws.com" {
		t.Errorf("%+v", r)
	}
	denied, err := record.Parse(load(t, "64-inferred-iam-denied-null-params.json"))
	if err != nil {
		t.Fatal(err)
	}
	read, _ := denied.Read()
	const sentence = "AccessDenied: User: arn:aws:iam::111122223333:user/bob is not authorized to perform: secretsmanager:GetSecretValue on resource: TopSecretInfo because no identity-based policy allows the secretsmanager:GetSecretValue action"
	if denied.HasParameters || read.Error.Raw() != sentence {
		t.Errorf("parameters %v, error %s", denied.HasParameters, read.Error)
	}
	if !read.Of("TopSecretInfo", "arn:aws:secretsmanager:us-east-1:111122223333:secret:TopSecretInfo-AbCdEf") || read.Of("Other", "") {
		t.Error("a denied read is of the secret that the message names")
	}
	root, err := record.Parse(load(t, "60-inferred-root-console-by-name.json"))
	if err != nil {
		t.Fatal(err)
	}
	if read, _ := root.Read(); !read.MFA || read.KeyID != "ASIAEXAMPLE" || read.RequestID != "0b0c8a1a-497a-4758-a6fc-c046970dfb58" ||
		read.Region != "us-east-1" || read.Who.ARN.Raw() != "arn:aws:iam::111122223333:root" ||
		read.Time.Format("2006-01-02T15:04:05Z07:00") != "2024-10-11T08:55:23Z" {
		t.Errorf("%+v", read)
	}
}
