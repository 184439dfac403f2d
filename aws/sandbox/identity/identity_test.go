package identity_test

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go"

	"secretwatch/aws/sandbox/identity"
	"secretwatch/aws/sandbox/secrets"
	"secretwatch/aws/sandbox/serve"
	"secretwatch/aws/sandbox/wire"
)

const (
	account   = "111122223333"
	trailARN  = "arn:aws:cloudtrail:us-east-1:111122223333:trail/t"
	streamARN = "arn:aws:logs:us-east-1:111122223333:log-group:g:log-stream:111122223333_CloudTrail_us-east-1_3"
	trust     = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"cloudtrail.amazonaws.com"},"Action":"sts:AssumeRole","Condition":{"StringEquals":{"aws:SourceArn":"` + trailARN + `"}}}]}`
	writes    = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["logs:CreateLogStream","logs:PutLogEvents"],"Resource":"arn:aws:logs:us-east-1:111122223333:log-group:g:log-stream:111122223333_CloudTrail_us-east-1*"}]}`
)

var noon = time.Date(2026, time.November, 22, 12, 0, 0, 0, time.UTC)

type bench struct {
	*identity.State
	handler *wire.Dispatcher
	seen    []*wire.Call
}

func newBench(t *testing.T) *bench {
	t.Helper()
	b := &bench{State: identity.New(account)}
	d, err := wire.NewDispatcher(b.Service(), nil, wire.Options{
		Lock: &sync.Mutex{}, Now: func() time.Time { return noon }, Region: "us-east-1", Caller: b.CallerFor,
		Authorize: func(c *wire.Call) error { return b.AuthorizeCall(c, nil) },
		Finished:  func(c *wire.Call, _, _ any, _ error) { b.seen = append(b.seen, c) },
	})
	if err != nil {
		t.Fatal(err)
	}
	b.handler = d
	return b
}

func (b *bench) config(key string) aws.Config {
	return aws.Config{
		Region: "us-east-1", BaseEndpoint: aws.String("http://sandbox.internal"), HTTPClient: serve.Memory{Handler: b.handler}.Client(),
		Credentials: credentials.NewStaticCredentialsProvider(key, "x", ""), Retryer: func() aws.Retryer { return aws.NopRetryer{} },
	}
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

func TestRoleFromCreationToEnd(t *testing.T) {
	b, ctx := newBench(t), t.Context()
	client := iam.NewFromConfig(b.config("ANY"))
	name := aws.String("logs-role")
	made, err := client.CreateRole(ctx, &iam.CreateRoleInput{
		RoleName: name, AssumeRolePolicyDocument: aws.String(trust), Description: aws.String("for CloudTrail"),
		Tags: []types.Tag{{Key: aws.String("made-by"), Value: aws.String("test & more")}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if *made.Role.Arn != "arn:aws:iam::111122223333:role/logs-role" || !strings.HasPrefix(*made.Role.RoleId, "AROA") ||
		len(*made.Role.RoleId) != 21 || !made.Role.CreateDate.Equal(noon) || *made.Role.Path != "/" {
		t.Errorf("role is %+v", made.Role)
	}
	if strings.Contains(*made.Role.AssumeRolePolicyDocument, "{") {
		t.Error("the document is not URL-encoded")
	}
	_, err = client.CreateRole(ctx, &iam.CreateRoleInput{RoleName: name, AssumeRolePolicyDocument: aws.String(trust)})
	wantError(t, err, "EntityAlreadyExists", "Role with name logs-role already exists.")

	if _, err = client.PutRolePolicy(ctx, &iam.PutRolePolicyInput{RoleName: name, PolicyName: aws.String("p"), PolicyDocument: aws.String(writes)}); err != nil {
		t.Fatal(err)
	}
	got, err := client.GetRolePolicy(ctx, &iam.GetRolePolicyInput{RoleName: name, PolicyName: aws.String("p")})
	if err != nil {
		t.Fatal(err)
	}
	if text, err := url.PathUnescape(*got.PolicyDocument); err != nil || text != writes {
		t.Errorf("policy came back as %s", text)
	}
	_, err = client.GetRolePolicy(ctx, &iam.GetRolePolicyInput{RoleName: name, PolicyName: aws.String("q")})
	wantError(t, err, "NoSuchEntity", "The role policy with name q cannot be found.")
	listed, err := client.ListRolePolicies(ctx, &iam.ListRolePoliciesInput{RoleName: name})
	if err != nil || len(listed.PolicyNames) != 1 || listed.PolicyNames[0] != "p" || listed.IsTruncated {
		t.Errorf("policies are %+v, %v", listed, err)
	}
	described, err := client.GetRole(ctx, &iam.GetRoleInput{RoleName: name})
	if err != nil || *described.Role.Description != "for CloudTrail" || len(described.Role.Tags) != 1 || *described.Role.Tags[0].Value != "test & more" {
		t.Errorf("role is %+v, %v", described, err)
	}

	_, err = client.DeleteRole(ctx, &iam.DeleteRoleInput{RoleName: name})
	wantError(t, err, "DeleteConflict", "Cannot delete entity, must delete policies first.")
	if _, err = client.DeleteRolePolicy(ctx, &iam.DeleteRolePolicyInput{RoleName: name, PolicyName: aws.String("p")}); err != nil {
		t.Fatal(err)
	}
	readOnly := aws.String("arn:aws:iam::aws:policy/ReadOnlyAccess")
	if _, err = client.AttachRolePolicy(ctx, &iam.AttachRolePolicyInput{RoleName: name, PolicyArn: readOnly}); err != nil {
		t.Fatal(err)
	}
	_, err = client.DeleteRole(ctx, &iam.DeleteRoleInput{RoleName: name})
	wantError(t, err, "DeleteConflict", "Cannot delete entity, must detach all policies first.")
	if _, err = client.DetachRolePolicy(ctx, &iam.DetachRolePolicyInput{RoleName: name, PolicyArn: readOnly}); err != nil {
		t.Fatal(err)
	}
	if _, err = client.DeleteRole(ctx, &iam.DeleteRoleInput{RoleName: name}); err != nil {
		t.Fatal(err)
	}
	_, err = client.GetRole(ctx, &iam.GetRoleInput{RoleName: name})
	wantError(t, err, "NoSuchEntity", "The role with name logs-role cannot be found.")
	for _, c := range b.seen {
		if c.ReadOnly != strings.HasPrefix(c.Operation, "Get") && c.Operation != "ListRolePolicies" {
			t.Errorf("%s is marked readOnly=%v", c.Operation, c.ReadOnly)
		}
	}
}

func TestWhatIAMRefuses(t *testing.T) {
	b, ctx := newBench(t), t.Context()
	client := iam.NewFromConfig(b.config("ANY"))
	create := func(name, document string) error {
		_, err := client.CreateRole(ctx, &iam.CreateRoleInput{RoleName: aws.String(name), AssumeRolePolicyDocument: aws.String(document)})
		return err
	}
	wantError(t, create("a", "{"), "MalformedPolicyDocument", "This policy contains invalid Json")
	wantError(t, create("a", "{}"), "MalformedPolicyDocument", "Syntax errors in policy.")
	wantError(t, create("a", writes), "MalformedPolicyDocument", "Has prohibited field Resource")
	wantError(t, create("a b", trust), "ValidationError",
		"The specified value for roleName is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-")
	if err := create("a", trust); err != nil {
		t.Fatal(err)
	}
	_, err := client.PutRolePolicy(ctx, &iam.PutRolePolicyInput{RoleName: aws.String("a"), PolicyName: aws.String("p"), PolicyDocument: aws.String(trust)})
	wantError(t, err, "MalformedPolicyDocument", "Policy document should not specify a principal.")
	_, err = client.AttachRolePolicy(ctx, &iam.AttachRolePolicyInput{RoleName: aws.String("a"), PolicyArn: aws.String("arn:aws:iam::aws:policy/None")})
	wantError(t, err, "NoSuchEntity", "Policy arn:aws:iam::aws:policy/None does not exist or is not attachable.")
	_, err = client.GetPolicy(ctx, &iam.GetPolicyInput{PolicyArn: aws.String("arn:aws:iam::111122223333:policy/none")})
	wantError(t, err, "NoSuchEntity", "Policy arn:aws:iam::111122223333:policy/none was not found.")
}

func TestPages(t *testing.T) {
	b, ctx := newBench(t), t.Context()
	client := iam.NewFromConfig(b.config("ANY"))
	for _, name := range []string{"c", "a", "b"} {
		if _, err := client.CreateRole(ctx, &iam.CreateRoleInput{RoleName: aws.String(name), AssumeRolePolicyDocument: aws.String(trust)}); err != nil {
			t.Fatal(err)
		}
	}
	pages := iam.NewListRolesPaginator(client, &iam.ListRolesInput{MaxItems: aws.Int32(2)})
	var names []string
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range page.Roles {
			names = append(names, *r.RoleName)
		}
	}
	if got := strings.Join(names, ""); got != "abc" {
		t.Errorf("roles are %s", got)
	}
}

// CloudTrail may take the role for its own trail only, and may write its own
// stream only.
func TestWhatAServiceMayDo(t *testing.T) {
	b, ctx := newBench(t), t.Context()
	client := iam.NewFromConfig(b.config("ANY"))
	arn := "arn:aws:iam::111122223333:role/r"
	if err := b.AssumeAs(arn, "cloudtrail.amazonaws.com", nil); !errors.Is(err, identity.ErrNoRole) {
		t.Errorf("assuming a missing role: %v", err)
	}
	if _, err := client.CreateRole(ctx, &iam.CreateRoleInput{RoleName: aws.String("r"), AssumeRolePolicyDocument: aws.String(trust)}); err != nil {
		t.Fatal(err)
	}
	source := map[string]string{"aws:SourceArn": trailARN}
	if err := b.AssumeAs(arn, "cloudtrail.amazonaws.com", source); err != nil {
		t.Error(err)
	}
	if err := b.AssumeAs(arn, "logs.amazonaws.com", source); !errors.Is(err, identity.ErrNotTrusted) {
		t.Errorf("another service: %v", err)
	}
	if err := b.AssumeAs(arn, "cloudtrail.amazonaws.com", map[string]string{"aws:SourceArn": trailARN + "2"}); !errors.Is(err, identity.ErrNotTrusted) {
		t.Errorf("another trail: %v", err)
	}
	if b.RoleAllows(arn, "logs:PutLogEvents", streamARN, nil) {
		t.Error("a role without policies may write")
	}
	if _, err := client.PutRolePolicy(ctx, &iam.PutRolePolicyInput{RoleName: aws.String("r"), PolicyName: aws.String("p"), PolicyDocument: aws.String(writes)}); err != nil {
		t.Fatal(err)
	}
	if !b.RoleAllows(arn, "logs:PutLogEvents", streamARN, nil) || b.RoleAllows(arn, "logs:PutLogEvents", strings.Replace(streamARN, ":g:", ":other:", 1), nil) {
		t.Error("the role's policy is not what decides")
	}
	deny := strings.NewReplacer("Allow", "Deny", `"logs:CreateLogStream",`, "").Replace(writes)
	policy, err := client.CreatePolicy(ctx, &iam.CreatePolicyInput{PolicyName: aws.String("deny"), PolicyDocument: aws.String(deny)})
	if err != nil {
		t.Fatal(err)
	}
	if _, err = client.AttachRolePolicy(ctx, &iam.AttachRolePolicyInput{RoleName: aws.String("r"), PolicyArn: policy.Policy.Arn}); err != nil {
		t.Fatal(err)
	}
	if b.RoleAllows(arn, "logs:PutLogEvents", streamARN, nil) || !b.RoleAllows(arn, "logs:CreateLogStream", streamARN, nil) {
		t.Error("an attached deny does not outweigh the inline allow")
	}
	simulated, err := client.SimulatePrincipalPolicy(ctx, &iam.SimulatePrincipalPolicyInput{
		PolicySourceArn: aws.String(arn), ActionNames: []string{"logs:PutLogEvents", "logs:CreateLogStream", "sns:Publish"}, ResourceArns: []string{streamARN},
	})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []types.PolicyEvaluationDecisionType{"explicitDeny", "allowed", "implicitDeny"} {
		if got := simulated.EvaluationResults[i].EvalDecision; got != want {
			t.Errorf("simulation %d is %s, want %s", i, got, want)
		}
	}
}

func TestWhoCalls(t *testing.T) {
	b, ctx := newBench(t), t.Context()
	who := func(key string) (string, string) {
		out, err := sts.NewFromConfig(b.config(key)).GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
		if err != nil {
			t.Fatal(err)
		}
		if *out.Account != account {
			t.Errorf("account is %s", *out.Account)
		}
		return *out.Arn, *out.UserId
	}
	if arn, id := who("ROOT"); arn != "arn:aws:iam::111122223333:root" || id != account {
		t.Errorf("root is %s %s", arn, id)
	}
	if arn, _ := who("AKIAWHATEVER"); arn != "arn:aws:iam::111122223333:user/admin" {
		t.Errorf("an unknown key is %s", arn)
	}
	admin := iam.NewFromConfig(b.config("ANY"))
	if _, err := admin.CreateUser(ctx, &iam.CreateUserInput{UserName: aws.String("ann")}); err != nil {
		t.Fatal(err)
	}
	key, err := admin.CreateAccessKey(ctx, &iam.CreateAccessKeyInput{UserName: aws.String("ann")})
	if err != nil {
		t.Fatal(err)
	}
	if arn, id := who(*key.AccessKey.AccessKeyId); arn != "arn:aws:iam::111122223333:user/ann" || !strings.HasPrefix(id, "AIDA") {
		t.Errorf("ann is %s %s", arn, id)
	}
	for _, c := range b.seen {
		if strings.Contains(fmt.Sprint(c.Params, c.Response), *key.AccessKey.SecretAccessKey) {
			t.Error("the record shows the secret access key")
		}
	}
	anns := iam.NewFromConfig(b.config(*key.AccessKey.AccessKeyId))
	_, err = anns.GetRole(ctx, &iam.GetRoleInput{RoleName: aws.String("r")})
	wantError(t, err, "AccessDenied", "User: arn:aws:iam::111122223333:user/ann is not authorized to perform: iam:GetRole on resource: role r because no identity-based policy allows the iam:GetRole action")
	if _, err = admin.AttachUserPolicy(ctx, &iam.AttachUserPolicyInput{UserName: aws.String("ann"), PolicyArn: aws.String("arn:aws:iam::aws:policy/ReadOnlyAccess")}); err != nil {
		t.Fatal(err)
	}
	_, err = anns.GetRole(ctx, &iam.GetRoleInput{RoleName: aws.String("r")})
	wantError(t, err, "NoSuchEntity", "The role with name r cannot be found.")
	if _, err = admin.DeleteAccessKey(ctx, &iam.DeleteAccessKeyInput{UserName: aws.String("ann"), AccessKeyId: key.AccessKey.AccessKeyId}); err != nil {
		t.Fatal(err)
	}
	_, err = anns.GetUser(ctx, &iam.GetUserInput{})
	wantError(t, err, "InvalidClientTokenId", "The security token included in the request is invalid.")
}

func TestAssumeRole(t *testing.T) {
	b, ctx := newBench(t), t.Context()
	admin := iam.NewFromConfig(b.config("ANY"))
	document := `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"sts:AssumeRole"}]}`
	if _, err := admin.CreateRole(ctx, &iam.CreateRoleInput{RoleName: aws.String("reader"), AssumeRolePolicyDocument: aws.String(document)}); err != nil {
		t.Fatal(err)
	}
	client := sts.NewFromConfig(b.config("ANY"))
	out, err := client.AssumeRole(ctx, &sts.AssumeRoleInput{
		RoleArn: aws.String("arn:aws:iam::111122223333:role/reader"), RoleSessionName: aws.String("night-shift"),
	})
	if err != nil {
		t.Fatal(err)
	}
	if !out.Credentials.Expiration.Equal(noon.Add(time.Hour)) || !strings.HasPrefix(*out.Credentials.AccessKeyId, "ASIA") {
		t.Errorf("credentials are until %v", out.Credentials.Expiration)
	}
	caller := b.CallerFor(*out.Credentials.AccessKeyId)
	if caller.Type != "AssumedRole" || caller.ARN != "arn:aws:sts::111122223333:assumed-role/reader/night-shift" ||
		caller.UserName != "reader" || caller.SessionName != "night-shift" || caller.RoleARN != "arn:aws:iam::111122223333:role/reader" ||
		!strings.HasSuffix(caller.PrincipalID, ":night-shift") {
		t.Errorf("caller is %+v", caller)
	}
	_, err = client.AssumeRole(ctx, &sts.AssumeRoleInput{RoleArn: aws.String("arn:aws:iam::111122223333:role/none"), RoleSessionName: aws.String("night")})
	wantError(t, err, "AccessDenied", "User: arn:aws:iam::111122223333:user/admin is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::111122223333:role/none")
	_, err = client.AssumeRole(ctx, &sts.AssumeRoleInput{RoleArn: aws.String("arn:aws:iam::111122223333:role/reader"), RoleSessionName: aws.String("Session1:2")})
	wantError(t, err, "ValidationError", `1 validation error detected: Value 'Session1:2' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\w+=,.@-]*`)
}

// A policy that names the secret by its ARN holds when the reader names it by
// name, and a refusal names it as the reader did.
func TestReaderOfOneSecret(t *testing.T) {
	ids, values := identity.New(account), secrets.New(account)
	d, err := wire.NewDispatcher(append(ids.Service(), values.Service()), nil, wire.Options{
		Lock: &sync.Mutex{}, Now: func() time.Time { return noon }, Region: "us-east-1", Caller: ids.CallerFor,
		Authorize: func(c *wire.Call) error { return ids.AuthorizeCall(c, values.ARN) },
	})
	if err != nil {
		t.Fatal(err)
	}
	b, ctx := &bench{State: ids, handler: d}, t.Context()
	admin := secretsmanager.NewFromConfig(b.config("ANY"))
	for _, name := range []string{"prod/db", "prod/other"} {
		if _, err := admin.CreateSecret(ctx, &secretsmanager.CreateSecretInput{Name: aws.String(name), SecretString: aws.String("v")}); err != nil {
			t.Fatal(err)
		}
	}
	users := iam.NewFromConfig(b.config("ANY"))
	if _, err := users.CreateUser(ctx, &iam.CreateUserInput{UserName: aws.String("ann")}); err != nil {
		t.Fatal(err)
	}
	policy := `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"secretsmanager:GetSecretValue","Resource":"arn:aws:secretsmanager:us-east-1:111122223333:secret:prod/db-??????"}]}`
	if _, err := users.PutUserPolicy(ctx, &iam.PutUserPolicyInput{UserName: aws.String("ann"), PolicyName: aws.String("p"), PolicyDocument: aws.String(policy)}); err != nil {
		t.Fatal(err)
	}
	key, err := users.CreateAccessKey(ctx, &iam.CreateAccessKeyInput{UserName: aws.String("ann")})
	if err != nil {
		t.Fatal(err)
	}
	anns := secretsmanager.NewFromConfig(b.config(*key.AccessKey.AccessKeyId))
	if _, err = anns.GetSecretValue(ctx, &secretsmanager.GetSecretValueInput{SecretId: aws.String("prod/db")}); err != nil {
		t.Error(err)
	}
	_, err = anns.GetSecretValue(ctx, &secretsmanager.GetSecretValueInput{SecretId: aws.String("prod/other")})
	wantError(t, err, "AccessDeniedException", "User: arn:aws:iam::111122223333:user/ann is not authorized to perform: secretsmanager:GetSecretValue on resource: prod/other because no identity-based policy allows the secretsmanager:GetSecretValue action")
}
