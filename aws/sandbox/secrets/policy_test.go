package secrets_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
)

func TestResourcePolicy(t *testing.T) {
	const (
		deny     = `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":{"AWS":"arn:aws:iam::111122223333:user/ann"},"Action":"secretsmanager:*","Resource":"*"}]}`
		everyone = `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"secretsmanager:GetSecretValue","Resource":"*"}}`
	)
	b, ctx := newBench(t), t.Context()
	b.create(t, "a")
	client, id := b.client("us-east-1"), aws.String("a")
	get := func() string {
		out, err := client.GetResourcePolicy(ctx, &secretsmanager.GetResourcePolicyInput{SecretId: id})
		if err != nil || *out.Name != "a" {
			t.Fatalf("%+v, %v", out, err)
		}
		return aws.ToString(out.ResourcePolicy)
	}
	put := func(policy string, block bool) error {
		_, err := client.PutResourcePolicy(ctx, &secretsmanager.PutResourcePolicyInput{SecretId: id, ResourcePolicy: aws.String(policy), BlockPublicPolicy: aws.Bool(block)})
		return err
	}
	if got := get(); got != "" {
		t.Errorf("a new secret has the policy %s", got)
	}
	if err := put(deny, true); err != nil || get() != deny {
		t.Errorf("%v, policy %s", err, get())
	}
	wantError(t, put("{", false), "MalformedPolicyDocumentException", "This resource policy contains invalid Json")
	wantError(t, put(strings.Replace(deny, "Principal", "Nobody", 1), false), "MalformedPolicyDocumentException", "This resource policy contains a statement without a principal.")
	wantError(t, put(everyone, true), "PublicPolicyException", "This resource policy grants broad access to your secret.")
	if get() != deny {
		t.Errorf("a refused policy replaced the old one: %s", get())
	}
	checked, err := client.ValidateResourcePolicy(ctx, &secretsmanager.ValidateResourcePolicyInput{ResourcePolicy: aws.String(everyone)})
	if err != nil || checked.PolicyValidationPassed || len(checked.ValidationErrors) != 1 {
		t.Errorf("checking a public policy: %+v, %v", checked, err)
	}
	if _, err := client.DeleteResourcePolicy(ctx, &secretsmanager.DeleteResourcePolicyInput{SecretId: id}); err != nil || get() != "" {
		t.Errorf("%v, policy %s", err, get())
	}
}

func TestMoveStage(t *testing.T) {
	b, ctx := newBench(t), t.Context()
	first := *b.create(t, "a").VersionId
	client, id := b.client("us-east-1"), aws.String("a")
	second, err := client.PutSecretValue(ctx, &secretsmanager.PutSecretValueInput{SecretId: id, SecretString: aws.String("two")})
	if err != nil {
		t.Fatal(err)
	}
	move := func(stage, from, to string) error {
		in := &secretsmanager.UpdateSecretVersionStageInput{SecretId: id, VersionStage: aws.String(stage)}
		if from != "" {
			in.RemoveFromVersionId = aws.String(from)
		}
		if to != "" {
			in.MoveToVersionId = aws.String(to)
		}
		_, err := client.UpdateSecretVersionStage(ctx, in)
		return err
	}
	wantError(t, move("AWSCURRENT", "", first), "InvalidParameterException", "The parameter RemoveFromVersionId can't be empty. Staging label AWSCURRENT is currently attached to version "+
		*second.VersionId+", so you must explicitly reference that version in RemoveFromVersionId.")
	wantError(t, move("AWSCURRENT", *second.VersionId, ""), "InvalidParameterException",
		"You can only move staging label AWSCURRENT to a different secret version. It can't be completely removed.")
	for _, err := range []error{move("AWSCURRENT", *second.VersionId, first), move("blue", "", *second.VersionId)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	out, err := client.DescribeSecret(ctx, &secretsmanager.DescribeSecretInput{SecretId: id})
	if err != nil {
		t.Fatal(err)
	}
	if old, now := strings.Join(out.VersionIdsToStages[first], " "), strings.Join(out.VersionIdsToStages[*second.VersionId], " "); old != "AWSCURRENT" || now != "AWSPREVIOUS blue" {
		t.Errorf("the stages are %v", out.VersionIdsToStages)
	}
	if err := move("blue", *second.VersionId, ""); err != nil {
		t.Error(err)
	}
	_, err = client.GetSecretValue(ctx, &secretsmanager.GetSecretValueInput{SecretId: id, VersionStage: aws.String("blue")})
	wantError(t, err, "ResourceNotFoundException", "Secrets Manager can't find the specified secret value for staging label: blue")
}

func TestRandomPassword(t *testing.T) {
	b, ctx := newBench(t), t.Context()
	client := b.client("us-east-1")
	out, err := client.GetRandomPassword(ctx, &secretsmanager.GetRandomPasswordInput{
		PasswordLength: aws.Int64(40), ExcludePunctuation: aws.Bool(true), ExcludeCharacters: aws.String("abc0"),
	})
	if err != nil {
		t.Fatal(err)
	}
	password := *out.RandomPassword
	if len(password) != 40 || strings.ContainsAny(password, "abc0!-_ ") || !strings.ContainsAny(password, "123456789") || !strings.ContainsAny(password, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") {
		t.Errorf("the password is %s", password)
	}
	_, err = client.GetRandomPassword(ctx, &secretsmanager.GetRandomPasswordInput{PasswordLength: aws.Int64(2)})
	wantError(t, err, "InvalidParameterException", "The password length or the excluded characters leave no password to choose from.")
}
