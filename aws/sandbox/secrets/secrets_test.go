package secrets_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager/types"
	"github.com/aws/smithy-go"

	"secretwatch/aws/sandbox/secrets"
	"secretwatch/aws/sandbox/serve"
	"secretwatch/aws/sandbox/wire"
)

const value = "correct horse battery staple"

type bench struct {
	*secrets.State
	now     time.Time
	handler *wire.Dispatcher
	seen    []*wire.Call
}

func newBench(t *testing.T) *bench {
	t.Helper()
	b := &bench{State: secrets.New("111122223333"), now: time.Date(2026, time.November, 22, 12, 0, 0, 0, time.UTC)}
	d, err := wire.NewDispatcher([]wire.Service{b.Service()}, nil, wire.Options{
		Lock: &sync.Mutex{}, Now: func() time.Time { return b.now }, Region: "us-east-1",
		Caller:   func(key string) wire.Caller { return wire.Caller{AccessKeyID: key} },
		Finished: func(c *wire.Call, _, _ any, _ error) { b.seen = append(b.seen, c) },
	})
	if err != nil {
		t.Fatal(err)
	}
	b.handler = d
	return b
}

func (b *bench) client(region string) *secretsmanager.Client {
	return secretsmanager.NewFromConfig(aws.Config{
		Region: region, BaseEndpoint: aws.String("http://sandbox.internal"), HTTPClient: serve.Memory{Handler: b.handler}.Client(),
		Credentials: credentials.NewStaticCredentialsProvider("AKID", "x", ""), Retryer: func() aws.Retryer { return aws.NopRetryer{} },
	})
}

func (b *bench) create(t *testing.T, name string, tags ...string) *secretsmanager.CreateSecretOutput {
	t.Helper()
	in := &secretsmanager.CreateSecretInput{Name: aws.String(name), SecretString: aws.String(value)}
	for i := 0; i+1 < len(tags); i += 2 {
		in.Tags = append(in.Tags, types.Tag{Key: aws.String(tags[i]), Value: aws.String(tags[i+1])})
	}
	out, err := b.client("us-east-1").CreateSecret(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func wantError(t *testing.T, err error, code, message string) {
	t.Helper()
	var api smithy.APIError
	if !errors.As(err, &api) {
		t.Errorf("error is %v, want %s", err, code)
		return
	}
	if api.ErrorCode() != code || api.ErrorMessage() != message {
		t.Errorf("error is %s: %s\nwant %s: %s", api.ErrorCode(), api.ErrorMessage(), code, message)
	}
}

// The secret answers to its name, its ARN and its ARN without the suffix, and
// the record has what was sent.
func TestReadByNameAndARN(t *testing.T) {
	b, ctx := newBench(t), t.Context()
	made := b.create(t, "prod/db")
	if !regexp.MustCompile(`^arn:aws:secretsmanager:us-east-1:111122223333:secret:prod/db-[A-Za-z0-9]{6}$`).MatchString(*made.ARN) {
		t.Errorf("ARN is %s", *made.ARN)
	}
	if b.ARN("us-east-1", "prod/db") != *made.ARN || b.ARN("us-east-1", "none") != "" {
		t.Error("ARN does not find the secret by its name")
	}
	partial := "arn:aws:secretsmanager:us-east-1:111122223333:secret:prod/db"
	for _, id := range []string{"prod/db", *made.ARN, partial} {
		out, err := b.client("us-east-1").GetSecretValue(ctx, &secretsmanager.GetSecretValueInput{SecretId: aws.String(id)})
		if err != nil {
			t.Fatal(err)
		}
		if *out.SecretString != value || *out.ARN != *made.ARN || *out.VersionId != *made.VersionId || out.VersionStages[0] != "AWSCURRENT" {
			t.Errorf("reading %s gave %s %v", id, *out.ARN, out.VersionStages)
		}
		last := b.seen[len(b.seen)-1]
		if params := fmt.Sprint(last.Params); params != "map[secretId:"+id+"]" || last.Response != nil || !last.ReadOnly {
			t.Errorf("the record has %s, %v, readOnly %v", params, last.Response, last.ReadOnly)
		}
	}
	for region, id := range map[string]string{"eu-west-1": "prod/db", "us-east-1": "prod/db-xxxxxx"} {
		_, err := b.client(region).GetSecretValue(ctx, &secretsmanager.GetSecretValueInput{SecretId: aws.String(id)})
		wantError(t, err, "ResourceNotFoundException", "Secrets Manager can't find the specified secret.")
	}
	if _, err := b.client("us-east-1").GetSecretValue(ctx, &secretsmanager.GetSecretValueInput{
		SecretId: aws.String("prod/db"), VersionId: made.VersionId, VersionStage: aws.String("AWSCURRENT"),
	}); err != nil {
		t.Error(err)
	}
	last := b.seen[len(b.seen)-1]
	if last.Params["versionId"] != *made.VersionId || last.Params["versionStage"] != "AWSCURRENT" {
		t.Errorf("the record has %v", last.Params)
	}
}

// Whatever is done with a secret, no record shows its value.
func TestValueStaysOutOfRecords(t *testing.T) {
	b, ctx := newBench(t), t.Context()
	b.create(t, "s")
	client := b.client("us-east-1")
	id := aws.String("s")
	if _, err := client.PutSecretValue(ctx, &secretsmanager.PutSecretValueInput{SecretId: id, SecretBinary: []byte(value)}); err != nil {
		t.Fatal(err)
	}
	if _, err := client.UpdateSecret(ctx, &secretsmanager.UpdateSecretInput{SecretId: id, SecretString: aws.String(value)}); err != nil {
		t.Fatal(err)
	}
	if _, err := client.BatchGetSecretValue(ctx, &secretsmanager.BatchGetSecretValueInput{SecretIdList: []string{"s"}}); err != nil {
		t.Fatal(err)
	}
	var operations []string
	for _, c := range b.seen {
		operations = append(operations, c.Operation)
		text, err := json.Marshal(map[string]any{"p": c.Params, "r": c.Response})
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(text), "horse") || strings.Contains(string(text), "Y29ycmVjdCBob3Jz") {
			t.Errorf("%s shows the value", c.Operation)
		}
	}
	if got := strings.Join(operations, " "); got != "CreateSecret PutSecretValue UpdateSecret BatchGetSecretValue GetSecretValue" {
		t.Errorf("records are %s", got)
	}
}

func TestVersions(t *testing.T) {
	b, ctx := newBench(t), t.Context()
	first := b.create(t, "s")
	client, id := b.client("us-east-1"), aws.String("s")
	second, err := client.PutSecretValue(ctx, &secretsmanager.PutSecretValueInput{SecretId: id, SecretBinary: []byte{0, 1, 255}})
	if err != nil {
		t.Fatal(err)
	}
	out, err := client.GetSecretValue(ctx, &secretsmanager.GetSecretValueInput{SecretId: id})
	if err != nil || string(out.SecretBinary) != "\x00\x01\xff" || out.SecretString != nil {
		t.Errorf("the new version is %v, %v", out, err)
	}
	out, err = client.GetSecretValue(ctx, &secretsmanager.GetSecretValueInput{SecretId: id, VersionStage: aws.String("AWSPREVIOUS")})
	if err != nil || *out.VersionId != *first.VersionId {
		t.Errorf("the previous version is %v, %v", out, err)
	}
	described, err := client.DescribeSecret(ctx, &secretsmanager.DescribeSecretInput{SecretId: id})
	if err != nil || described.VersionIdsToStages[*second.VersionId][0] != "AWSCURRENT" || described.VersionIdsToStages[*first.VersionId][0] != "AWSPREVIOUS" {
		t.Errorf("stages are %v, %v", described.VersionIdsToStages, err)
	}
	if got := described.LastAccessedDate; got == nil || !got.Equal(b.now.Truncate(24*time.Hour)) {
		t.Errorf("last accessed %v, want the day", got)
	}
	_, err = client.GetSecretValue(ctx, &secretsmanager.GetSecretValueInput{SecretId: id, VersionId: first.VersionId, VersionStage: aws.String("AWSCURRENT")})
	wantError(t, err, "InvalidRequestException", "You provided a VersionStage that is not associated to the provided VersionId.")
	again, err := client.PutSecretValue(ctx, &secretsmanager.PutSecretValueInput{SecretId: id, SecretBinary: []byte{0, 1, 255}, ClientRequestToken: second.VersionId})
	if err != nil || *again.VersionId != *second.VersionId {
		t.Errorf("a retry made %v, %v", again, err)
	}
	listed, err := client.ListSecretVersionIds(ctx, &secretsmanager.ListSecretVersionIdsInput{SecretId: id})
	if err != nil || len(listed.Versions) != 2 {
		t.Errorf("versions are %v, %v", listed, err)
	}
}

func TestNamesAndDuplicates(t *testing.T) {
	b, ctx := newBench(t), t.Context()
	b.create(t, "s")
	client := b.client("us-east-1")
	create := func(in *secretsmanager.CreateSecretInput) error {
		_, err := client.CreateSecret(ctx, in)
		return err
	}
	wantError(t, create(&secretsmanager.CreateSecretInput{Name: aws.String("s")}), "ResourceExistsException",
		"The operation failed because the secret s already exists.")
	wantError(t, create(&secretsmanager.CreateSecretInput{Name: aws.String("a b")}), "ValidationException",
		"Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!")
	if err := create(&secretsmanager.CreateSecretInput{Name: aws.String("long"), SecretString: aws.String(strings.Repeat("x", 65_537))}); err == nil || strings.Contains(err.Error(), "xxx") {
		t.Errorf("a value that is too long gave %.80v", err)
	}
	if err := create(&secretsmanager.CreateSecretInput{Name: aws.String("empty")}); err != nil {
		t.Fatal(err)
	}
	_, err := client.GetSecretValue(ctx, &secretsmanager.GetSecretValueInput{SecretId: aws.String("empty")})
	wantError(t, err, "ResourceNotFoundException", "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT")
	retry := &secretsmanager.CreateSecretInput{Name: aws.String("r"), SecretString: aws.String("v"), ClientRequestToken: aws.String("00000000-0000-4000-8000-000000000000")}
	if err := errors.Join(create(retry), create(retry)); err != nil {
		t.Errorf("the same call twice: %v", err)
	}
}

func TestDeletion(t *testing.T) {
	b, ctx := newBench(t), t.Context()
	made := b.create(t, "s")
	client, id := b.client("us-east-1"), aws.String("s")
	remove := func(in *secretsmanager.DeleteSecretInput) (*secretsmanager.DeleteSecretOutput, error) {
		in.SecretId = id
		return client.DeleteSecret(ctx, in)
	}
	_, err := remove(&secretsmanager.DeleteSecretInput{RecoveryWindowInDays: aws.Int64(6)})
	wantError(t, err, "InvalidParameterException", "The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).")
	out, err := remove(&secretsmanager.DeleteSecretInput{RecoveryWindowInDays: aws.Int64(7)})
	if err != nil || !out.DeletionDate.Equal(b.now.Add(7*24*time.Hour)) {
		t.Fatalf("deletion is %v, %v", out, err)
	}
	_, err = client.GetSecretValue(ctx, &secretsmanager.GetSecretValueInput{SecretId: id})
	wantError(t, err, "InvalidRequestException", "You can't perform this operation on the secret because it was marked for deletion.")
	_, err = client.CreateSecret(ctx, &secretsmanager.CreateSecretInput{Name: id})
	wantError(t, err, "InvalidRequestException", "You can't create this secret because a secret with this name is already scheduled for deletion.")
	described, err := client.DescribeSecret(ctx, &secretsmanager.DescribeSecretInput{SecretId: id})
	if err != nil || described.DeletedDate == nil {
		t.Errorf("described as %v, %v", described, err)
	}
	if _, err = client.RestoreSecret(ctx, &secretsmanager.RestoreSecretInput{SecretId: id}); err != nil {
		t.Fatal(err)
	}
	if _, err = client.GetSecretValue(ctx, &secretsmanager.GetSecretValueInput{SecretId: id}); err != nil {
		t.Error(err)
	}
	if _, err = remove(&secretsmanager.DeleteSecretInput{}); err != nil {
		t.Fatal(err)
	}
	b.now = b.now.Add(30 * 24 * time.Hour)
	_, err = client.DescribeSecret(ctx, &secretsmanager.DescribeSecretInput{SecretId: id})
	wantError(t, err, "ResourceNotFoundException", "Secrets Manager can't find the specified secret.")
	if successor := b.create(t, "s"); *successor.ARN == *made.ARN {
		t.Error("the successor has the same ARN")
	}
	if _, err = remove(&secretsmanager.DeleteSecretInput{ForceDeleteWithoutRecovery: aws.Bool(true)}); err != nil {
		t.Fatal(err)
	}
	b.create(t, "s")
}

func TestListAndTags(t *testing.T) {
	b, ctx := newBench(t), t.Context()
	b.create(t, "app/one", "team", "blue")
	b.now = b.now.Add(time.Minute)
	b.create(t, "app/two", "team", "red", "made-by", "x")
	b.now = b.now.Add(time.Minute)
	b.create(t, "other")
	client := b.client("us-east-1")
	list := func(filters ...types.Filter) string {
		out, err := client.ListSecrets(ctx, &secretsmanager.ListSecretsInput{Filters: filters})
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, s := range out.SecretList {
			names = append(names, *s.Name)
		}
		return strings.Join(names, " ")
	}
	for _, test := range []struct {
		key    types.FilterNameStringType
		values []string
		want   string
	}{
		{types.FilterNameStringTypeName, []string{"app/"}, "app/two app/one"},
		{types.FilterNameStringTypeName, []string{"!app/"}, "other"},
		{types.FilterNameStringTypeName, []string{"App/"}, ""},
		{types.FilterNameStringTypeTagKey, []string{"made-by"}, "app/two"},
		{types.FilterNameStringTypeTagValue, []string{"blue", "red"}, "app/two app/one"},
		{types.FilterNameStringTypeAll, []string{"TWO"}, "app/two"},
	} {
		if got := list(types.Filter{Key: test.key, Values: test.values}); got != test.want {
			t.Errorf("%s %v lists %q, want %q", test.key, test.values, got, test.want)
		}
	}
	if _, err := client.UntagResource(ctx, &secretsmanager.UntagResourceInput{SecretId: aws.String("app/one"), TagKeys: []string{"team"}}); err != nil {
		t.Fatal(err)
	}
	if got := list(types.Filter{Key: types.FilterNameStringTypeTagKey, Values: []string{"team"}}); got != "app/two" {
		t.Errorf("after untagging %q", got)
	}
	pages := secretsmanager.NewListSecretsPaginator(client, &secretsmanager.ListSecretsInput{MaxResults: aws.Int32(2)})
	count := 0
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			t.Fatal(err)
		}
		count += len(page.SecretList)
	}
	if count != 3 {
		t.Errorf("pages hold %d secrets, want 3", count)
	}
}
