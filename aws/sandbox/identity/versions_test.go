package identity_test

import (
	"errors"
	"net/url"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"
	"github.com/aws/smithy-go"
)

// The default version counts, and is the last to go.
func TestPolicyVersions(t *testing.T) {
	b, ctx := newBench(t), t.Context()
	client := iam.NewFromConfig(b.config("ANY"))
	document := func(action string) *string {
		return aws.String(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"` + action + `","Resource":"*"}]}`)
	}
	made, err := client.CreatePolicy(ctx, &iam.CreatePolicyInput{PolicyName: aws.String("p"), PolicyDocument: document("sns:Publish")})
	if err != nil {
		t.Fatal(err)
	}
	arn := made.Policy.Arn
	second, err := client.CreatePolicyVersion(ctx, &iam.CreatePolicyVersionInput{PolicyArn: arn, PolicyDocument: document("sns:Subscribe"), SetAsDefault: true})
	if err != nil || *second.PolicyVersion.VersionId != "v2" || !second.PolicyVersion.IsDefaultVersion {
		t.Fatalf("%+v, %v", second, err)
	}
	got, err := client.GetPolicy(ctx, &iam.GetPolicyInput{PolicyArn: arn})
	if err != nil || *got.Policy.DefaultVersionId != "v2" {
		t.Errorf("%+v, %v", got, err)
	}
	first, err := client.GetPolicyVersion(ctx, &iam.GetPolicyVersionInput{PolicyArn: arn, VersionId: aws.String("v1")})
	if err != nil {
		t.Fatal(err)
	}
	if text, err := url.PathUnescape(*first.PolicyVersion.Document); err != nil || text != *document("sns:Publish") || first.PolicyVersion.IsDefaultVersion {
		t.Errorf("version 1 is %s, %v", text, err)
	}
	remove := func(version string) error {
		_, err := client.DeletePolicyVersion(ctx, &iam.DeletePolicyVersionInput{PolicyArn: arn, VersionId: aws.String(version)})
		return err
	}
	wantError(t, remove("v2"), "DeleteConflict", "Cannot delete the default version of a policy.")
	wantError(t, remove("v9"), "NoSuchEntity", "Policy "+*arn+" version v9 does not exist or is not attachable.")
	_, err = client.DeletePolicy(ctx, &iam.DeletePolicyInput{PolicyArn: arn})
	wantError(t, err, "DeleteConflict", "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.")
	if err := remove("v1"); err != nil {
		t.Error(err)
	}
	if _, err := client.DeletePolicy(ctx, &iam.DeletePolicyInput{PolicyArn: arn}); err != nil {
		t.Error(err)
	}
}

// An inactive key is refused until it is active again.
func TestInactiveKey(t *testing.T) {
	b, ctx := newBench(t), t.Context()
	admin := iam.NewFromConfig(b.config("ANY"))
	if _, err := admin.CreateUser(ctx, &iam.CreateUserInput{UserName: aws.String("ann")}); err != nil {
		t.Fatal(err)
	}
	made, err := admin.CreateAccessKey(ctx, &iam.CreateAccessKeyInput{UserName: aws.String("ann")})
	if err != nil {
		t.Fatal(err)
	}
	id := made.AccessKey.AccessKeyId
	for _, status := range []string{"Inactive", "Active"} {
		if _, err := admin.UpdateAccessKey(ctx, &iam.UpdateAccessKeyInput{UserName: aws.String("ann"), AccessKeyId: id, Status: types.StatusType(status)}); err != nil {
			t.Fatal(err)
		}
		_, err := iam.NewFromConfig(b.config(*id)).ListUsers(ctx, &iam.ListUsersInput{})
		want := "InvalidClientTokenId"
		if status == "Active" {
			want = "AccessDenied" // known again, and without permissions
		}
		var api smithy.APIError
		if !errors.As(err, &api) || api.ErrorCode() != want {
			t.Errorf("%s: %v, want %s", status, err, want)
		}
		listed, err := admin.ListAccessKeys(ctx, &iam.ListAccessKeysInput{UserName: aws.String("ann")})
		if err != nil || string(listed.AccessKeyMetadata[0].Status) != status {
			t.Errorf("%+v, %v", listed, err)
		}
	}
}
