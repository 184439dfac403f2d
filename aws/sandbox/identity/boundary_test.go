package identity_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	ststypes "github.com/aws/aws-sdk-go-v2/service/sts/types"

	"secretwatch/aws/sandbox/wire"
)

const (
	allowAll = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}`
	allowIAM = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iam:*","Resource":"*"}]}`
	anyone   = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"sts:AssumeRole"}]}`
	anns     = "arn:aws:iam::111122223333:user/ann"
)

// ann is a user who may do what the policy allows.
func (b *bench) ann(t *testing.T, policy, boundary string) wire.Caller {
	t.Helper()
	admin := iam.NewFromConfig(b.config("ANY"))
	in := &iam.CreateUserInput{UserName: aws.String("ann")}
	if boundary != "" {
		in.PermissionsBoundary = aws.String(boundary)
	}
	if _, err := admin.CreateUser(t.Context(), in); err != nil {
		t.Fatal(err)
	}
	if policy != "" {
		if _, err := admin.PutUserPolicy(t.Context(), &iam.PutUserPolicyInput{UserName: aws.String("ann"), PolicyName: aws.String("p"), PolicyDocument: aws.String(policy)}); err != nil {
			t.Fatal(err)
		}
	}
	key, err := admin.CreateAccessKey(t.Context(), &iam.CreateAccessKeyInput{UserName: aws.String("ann")})
	if err != nil {
		t.Fatal(err)
	}
	return b.CallerFor(*key.AccessKey.AccessKeyId)
}

func (b *bench) policy(t *testing.T, name, document string) string {
	t.Helper()
	out, err := iam.NewFromConfig(b.config("ANY")).CreatePolicy(t.Context(), &iam.CreatePolicyInput{PolicyName: aws.String(name), PolicyDocument: aws.String(document)})
	if err != nil {
		t.Fatal(err)
	}
	return *out.Policy.Arn
}

func TestBoundaryTakesAwayAndGivesNothing(t *testing.T) {
	b, ctx := newBench(t), t.Context()
	admin := iam.NewFromConfig(b.config("ANY"))
	bound := b.policy(t, "bound", allowIAM)
	ann := b.ann(t, allowAll, bound)
	her := iam.NewFromConfig(b.config(ann.AccessKeyID))
	if _, err := her.ListRoles(ctx, &iam.ListRolesInput{}); err != nil {
		t.Errorf("inside the boundary: %v", err)
	}
	refused := b.Authorize(&wire.Call{Service: "sns", Region: "us-east-1", Caller: ann}, "SNS:ListTopics", "arn:aws:sns:us-east-1:111122223333:*")
	if want := "User: " + anns + " is not authorized to perform: SNS:ListTopics on resource: arn:aws:sns:us-east-1:111122223333:* because no permissions boundary allows the SNS:ListTopics action"; refused == nil || refused.Message != want {
		t.Errorf("outside: %v, want %s", refused, want)
	}
	got, err := her.GetUser(ctx, &iam.GetUserInput{})
	if err != nil || aws.ToString(got.User.PermissionsBoundary.PermissionsBoundaryArn) != bound {
		t.Errorf("GetUser: %v, %v", got, err)
	}
	_, err = admin.DeletePolicy(ctx, &iam.DeletePolicyInput{PolicyArn: aws.String(bound)})
	wantError(t, err, "DeleteConflict", "Cannot delete a policy attached to entities.")
	used, err := admin.ListEntitiesForPolicy(ctx, &iam.ListEntitiesForPolicyInput{PolicyArn: aws.String(bound), EntityFilter: types.EntityTypeUser, PolicyUsageFilter: types.PolicyUsageTypePermissionsBoundary})
	if err != nil || len(used.PolicyUsers) != 1 || len(used.PolicyRoles) != 0 {
		t.Errorf("ListEntitiesForPolicy: %v, %v", used, err)
	}
	if _, err = admin.DeleteUserPermissionsBoundary(ctx, &iam.DeleteUserPermissionsBoundaryInput{UserName: aws.String("ann")}); err != nil {
		t.Fatal(err)
	}
	if refused := b.Authorize(&wire.Call{Service: "sns", Caller: ann}, "SNS:ListTopics", "*"); refused != nil {
		t.Errorf("without the boundary: %v", refused)
	}
}

// CloudTrail's role is held back by its boundary too.
func TestBoundaryOfADeliveringRole(t *testing.T) {
	b, ctx := newBench(t), t.Context()
	admin := iam.NewFromConfig(b.config("ANY"))
	role, err := admin.CreateRole(ctx, &iam.CreateRoleInput{RoleName: aws.String("d"), AssumeRolePolicyDocument: aws.String(trust)})
	if err != nil {
		t.Fatal(err)
	}
	if _, err = admin.PutRolePolicy(ctx, &iam.PutRolePolicyInput{RoleName: aws.String("d"), PolicyName: aws.String("w"), PolicyDocument: aws.String(writes)}); err != nil {
		t.Fatal(err)
	}
	if !b.RoleAllows(*role.Role.Arn, "logs:PutLogEvents", streamARN, nil) {
		t.Fatal("the role may not write")
	}
	if _, err = admin.PutRolePermissionsBoundary(ctx, &iam.PutRolePermissionsBoundaryInput{RoleName: aws.String("d"), PermissionsBoundary: aws.String(b.policy(t, "bound", allowIAM))}); err != nil {
		t.Fatal(err)
	}
	if b.RoleAllows(*role.Role.Arn, "logs:PutLogEvents", streamARN, nil) {
		t.Error("the role writes past its boundary")
	}
	_, err = admin.PutRolePermissionsBoundary(ctx, &iam.PutRolePermissionsBoundaryInput{RoleName: aws.String("d"), PermissionsBoundary: aws.String("arn:aws:iam::111122223333:policy/none")})
	wantError(t, err, "NoSuchEntity", "Scope ARN: arn:aws:iam::111122223333:policy/none does not exist or is not attachable.")
}

func TestSessionPolicies(t *testing.T) {
	b, ctx := newBench(t), t.Context()
	admin := iam.NewFromConfig(b.config("ANY"))
	if _, err := admin.CreateRole(ctx, &iam.CreateRoleInput{RoleName: aws.String("r"), AssumeRolePolicyDocument: aws.String(anyone)}); err != nil {
		t.Fatal(err)
	}
	if _, err := admin.PutRolePolicy(ctx, &iam.PutRolePolicyInput{RoleName: aws.String("r"), PolicyName: aws.String("p"), PolicyDocument: aws.String(allowAll)}); err != nil {
		t.Fatal(err)
	}
	for name, limit := range map[string]func(*sts.AssumeRoleInput){
		"in the call": func(in *sts.AssumeRoleInput) { in.Policy = aws.String(allowIAM) },
		"managed": func(in *sts.AssumeRoleInput) {
			in.PolicyArns = []ststypes.PolicyDescriptorType{{Arn: aws.String(b.policy(t, "limit", allowIAM))}}
		},
	} {
		in := &sts.AssumeRoleInput{RoleArn: aws.String("arn:aws:iam::111122223333:role/r"), RoleSessionName: aws.String("night")}
		limit(in)
		out, err := sts.NewFromConfig(b.config("ANY")).AssumeRole(ctx, in)
		if err != nil {
			t.Fatal(err)
		}
		session := b.CallerFor(*out.Credentials.AccessKeyId)
		if err := b.Authorize(&wire.Call{Service: "iam", Caller: session}, "iam:ListRoles", "*"); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		refused := b.Authorize(&wire.Call{Service: "logs", Caller: session}, "logs:CreateLogGroup", "*")
		if refused == nil || !strings.HasSuffix(refused.Message, "because no session policy allows the logs:CreateLogGroup action") {
			t.Errorf("%s: %v", name, refused)
		}
	}
}

// The forms are those of denials that people quote from AWS.
func TestDenialsNameTheResourceAsEachServiceDoes(t *testing.T) {
	b := newBench(t)
	ann := b.ann(t, "", "")
	for operation, want := range map[string]string{
		"iam GetRole roleName=x":                     "iam:GetRole on resource: role x because no identity-based policy allows the iam:GetRole action",
		"iam CreateRole roleName=x":                  "iam:CreateRole on resource: arn:aws:iam::111122223333:role/x because no identity-based policy allows the iam:CreateRole action",
		"iam GetUser":                                "iam:GetUser on resource: user ann because no identity-based policy allows the iam:GetUser action",
		"iam ListUsers":                              "iam:ListUsers on resource: arn:aws:iam::111122223333:user/ because no identity-based policy allows the iam:ListUsers action",
		"iam ListPolicies":                           "iam:ListPolicies on resource: policy path / because no identity-based policy allows the iam:ListPolicies action",
		"s3 ListBuckets":                             "s3:ListAllMyBuckets because no identity-based policy allows the s3:ListAllMyBuckets action",
		"s3 ListObjects bucketName=b":                `s3:ListBucket on resource: "arn:aws:s3:::b" because no identity-based policy allows the s3:ListBucket action`,
		"secretsmanager ListSecrets":                 "secretsmanager:ListSecrets because no identity-based policy allows the secretsmanager:ListSecrets action",
		"cloudtrail DescribeTrails":                  "cloudtrail:DescribeTrails because no identity-based policy allows the cloudtrail:DescribeTrails action",
		"sns ListTopics":                             "SNS:ListTopics on resource: arn:aws:sns:us-east-1:111122223333:* because no identity-based policy allows the SNS:ListTopics action",
		"logs DescribeLogGroups":                     "logs:DescribeLogGroups on resource: arn:aws:logs:us-east-1:111122223333:log-group::log-stream: because no identity-based policy allows the logs:DescribeLogGroups action",
		"logs PutLogEvents logGroupName=g":           "logs:PutLogEvents on resource: arn:aws:logs:us-east-1:111122223333:log-group:g:log-stream: because no identity-based policy allows the logs:PutLogEvents action",
		"sts AssumeRole roleArn=arn:aws:iam::1:role": "sts:AssumeRole on resource: arn:aws:iam::1:role",
	} {
		words := strings.Fields(operation)
		c := &wire.Call{Service: words[0], Operation: words[1], Region: "us-east-1", Caller: ann, Params: map[string]any{}}
		for _, pair := range words[2:] {
			name, value, _ := strings.Cut(pair, "=")
			c.Params[name] = value
		}
		err := b.AuthorizeCall(c, nil)
		if err == nil || wire.AsError(err).Message != "User: "+anns+" is not authorized to perform: "+want {
			t.Errorf("%s: %v", operation, err)
		}
	}
}

// Policies that name a service's resources hold for its lists too, where AWS
// lets them.
func TestNarrowPoliciesHoldForLists(t *testing.T) {
	b := newBench(t)
	ann := b.ann(t, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":[
		"arn:aws:logs:us-east-1:111122223333:log-group:*","arn:aws:cloudwatch:us-east-1:111122223333:alarm:*",
		"arn:aws:iam::111122223333:user/ann","arn:aws:events:us-east-1:111122223333:rule/*"]}]}`, "")
	for _, call := range []wire.Call{
		{Service: "logs", Operation: "DescribeLogGroups"},
		{Service: "logs", Operation: "DescribeMetricFilters"},
		{Service: "logs", Operation: "PutLogEvents", Params: map[string]any{"logGroupName": "g", "logStreamName": "s"}},
		{Service: "monitoring", Operation: "DescribeAlarms"},
		{Service: "iam", Operation: "ListAccessKeys"},
		{Service: "events", Operation: "ListRules"},
	} {
		call.Region, call.Caller = "us-east-1", ann
		if err := b.AuthorizeCall(&call, nil); err != nil {
			t.Error(err)
		}
	}
}

// Each policy of AWS's own that the sandbox knows can be read and attached.
func TestPoliciesOfAWSsOwn(t *testing.T) {
	b, ctx := newBench(t), t.Context()
	admin := iam.NewFromConfig(b.config("ANY"))
	if _, err := admin.CreateUser(ctx, &iam.CreateUserInput{UserName: aws.String("ann")}); err != nil {
		t.Fatal(err)
	}
	list, err := admin.ListPolicies(ctx, &iam.ListPoliciesInput{Scope: types.PolicyScopeTypeAws})
	if err != nil || len(list.Policies) < 15 {
		t.Fatalf("%d policies, %v", len(list.Policies), err)
	}
	for _, p := range list.Policies {
		if _, err := admin.AttachUserPolicy(ctx, &iam.AttachUserPolicyInput{UserName: aws.String("ann"), PolicyArn: p.Arn}); err != nil {
			t.Errorf("%s: %v", *p.Arn, err)
		}
	}
}

// Clients ask for these before they delete a user.
func TestUsersHaveNothingElse(t *testing.T) {
	b, ctx := newBench(t), t.Context()
	admin, ann := iam.NewFromConfig(b.config("ANY")), aws.String("ann")
	_, err := admin.ListSSHPublicKeys(ctx, &iam.ListSSHPublicKeysInput{UserName: ann})
	wantError(t, err, "NoSuchEntity", "The user with name ann cannot be found.")
	b.ann(t, "", "")
	keys, err := admin.ListSSHPublicKeys(ctx, &iam.ListSSHPublicKeysInput{UserName: ann})
	if err != nil || len(keys.SSHPublicKeys) != 0 {
		t.Errorf("%v, %v", keys, err)
	}
	devices, err := admin.ListMFADevices(ctx, &iam.ListMFADevicesInput{UserName: ann})
	if err != nil || len(devices.MFADevices) != 0 {
		t.Errorf("%v, %v", devices, err)
	}
	_, err = admin.DeleteLoginProfile(ctx, &iam.DeleteLoginProfileInput{UserName: ann})
	wantError(t, err, "NoSuchEntity", "Login Profile for User ann cannot be found.")
}

func TestUpdateRoleDescription(t *testing.T) {
	b, ctx := newBench(t), t.Context()
	admin, name := iam.NewFromConfig(b.config("ANY")), aws.String("r")
	if _, err := admin.CreateRole(ctx, &iam.CreateRoleInput{RoleName: name, AssumeRolePolicyDocument: aws.String(anyone), MaxSessionDuration: aws.Int32(7200)}); err != nil {
		t.Fatal(err)
	}
	out, err := admin.UpdateRoleDescription(ctx, &iam.UpdateRoleDescriptionInput{RoleName: name, Description: aws.String("for reads")})
	if err != nil || *out.Role.Description != "for reads" || *out.Role.MaxSessionDuration != 7200 {
		t.Errorf("%v, %v", out, err)
	}
	_, err = admin.UpdateRoleDescription(ctx, &iam.UpdateRoleDescriptionInput{RoleName: aws.String("none"), Description: aws.String("x")})
	wantError(t, err, "NoSuchEntity", "The role with name none cannot be found.")
}
