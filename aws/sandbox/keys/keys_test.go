package keys_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/kms/types"
	"github.com/aws/smithy-go"

	"secretwatch/aws/sandbox"
	"secretwatch/aws/sandbox/keys"
)

// client runs a test in a bubble of fake time, on an account without keys.
func client(t *testing.T, run func(t *testing.T, box *sandbox.Sandbox, c *kms.Client)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		box, err := sandbox.New(sandbox.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer box.Close()
		run(t, box, kms.NewFromConfig(box.Config("")))
	})
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func refused(t *testing.T, err error, code, text string) {
	t.Helper()
	var e smithy.APIError
	if !errors.As(err, &e) || e.ErrorCode() != code || e.ErrorMessage() != text {
		t.Errorf("got %v\nwant %s: %s", err, code, text)
	}
}

func made(t *testing.T, c *kms.Client, in *kms.CreateKeyInput) *types.KeyMetadata {
	t.Helper()
	out, err := c.CreateKey(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	return out.KeyMetadata
}

func TestNewKey(t *testing.T) {
	client(t, func(t *testing.T, box *sandbox.Sandbox, c *kms.Client) {
		ctx := context.Background()
		k := made(t, c, &kms.CreateKeyInput{Description: aws.String("for the topic"), Tags: []types.Tag{{TagKey: aws.String("a"), TagValue: aws.String("1")}}})
		if *k.Arn != "arn:aws:kms:us-east-1:123456789012:key/"+*k.KeyId || k.KeyManager != types.KeyManagerTypeCustomer || k.KeyState != types.KeyStateEnabled ||
			!k.Enabled || *k.Description != "for the topic" || *k.MultiRegion || k.Origin != types.OriginTypeAwsKms || k.KeySpec != types.KeySpecSymmetricDefault {
			t.Errorf("metadata %+v", k)
		}
		policy := must(c.GetKeyPolicy(ctx, &kms.GetKeyPolicyInput{KeyId: k.KeyId, PolicyName: aws.String("default")}))
		want := "{\n  \"Version\" : \"2012-10-17\",\n  \"Id\" : \"key-default-1\",\n  \"Statement\" : [ {\n    \"Sid\" : \"Enable IAM User Permissions\",\n    \"Effect\" : \"Allow\",\n" +
			"    \"Principal\" : {\n      \"AWS\" : \"arn:aws:iam::123456789012:root\"\n    },\n    \"Action\" : \"kms:*\",\n    \"Resource\" : \"*\"\n  } ]\n}"
		if *policy.Policy != want {
			t.Errorf("the default policy reads\n%s", *policy.Policy)
		}
		if names := must(c.ListKeyPolicies(ctx, &kms.ListKeyPoliciesInput{KeyId: k.Arn})).PolicyNames; !slices.Equal(names, []string{"default"}) {
			t.Errorf("policies %v", names)
		}
		tags := must(c.ListResourceTags(ctx, &kms.ListResourceTagsInput{KeyId: k.KeyId}))
		if len(tags.Tags) != 1 || *tags.Tags[0].TagKey != "a" || *tags.Tags[0].TagValue != "1" || tags.Truncated {
			t.Errorf("tags %+v", tags)
		}
		if status := must(c.GetKeyRotationStatus(ctx, &kms.GetKeyRotationStatusInput{KeyId: k.KeyId})); status.KeyRotationEnabled || status.NextRotationDate != nil {
			t.Errorf("a new key rotates: %+v", status)
		}
		must(c.EnableKeyRotation(ctx, &kms.EnableKeyRotationInput{KeyId: k.KeyId, RotationPeriodInDays: aws.Int32(90)}))
		box.Advance(100 * 24 * time.Hour)
		status := must(c.GetKeyRotationStatus(ctx, &kms.GetKeyRotationStatusInput{KeyId: k.KeyId}))
		if left := status.NextRotationDate.Sub(box.Now()); !status.KeyRotationEnabled || left < 79*24*time.Hour || left > 80*24*time.Hour {
			t.Errorf("the next rotation is in %v, want 80 days", left)
		}
	})
}

func TestKeyStates(t *testing.T) {
	client(t, func(t *testing.T, box *sandbox.Sandbox, c *kms.Client) {
		ctx := context.Background()
		k := made(t, c, &kms.CreateKeyInput{})
		encrypt := func() error {
			_, err := c.Encrypt(ctx, &kms.EncryptInput{KeyId: k.KeyId, Plaintext: []byte("x")})
			return err
		}
		must(c.DisableKey(ctx, &kms.DisableKeyInput{KeyId: k.KeyId}))
		refused(t, encrypt(), "DisabledException", *k.Arn+" is disabled.")
		must(c.EnableKey(ctx, &kms.EnableKeyInput{KeyId: k.KeyId}))
		if err := encrypt(); err != nil {
			t.Error(err)
		}
		_, err := c.CancelKeyDeletion(ctx, &kms.CancelKeyDeletionInput{KeyId: k.KeyId})
		refused(t, err, "KMSInvalidStateException", *k.Arn+" is not pending deletion.")
		_, err = c.ScheduleKeyDeletion(ctx, &kms.ScheduleKeyDeletionInput{KeyId: k.KeyId, PendingWindowInDays: aws.Int32(3)})
		refused(t, err, "ValidationException", "1 validation error detected: Value '3' at 'pendingWindowInDays' failed to satisfy constraint: Member must have value greater than or equal to 7")
		out := must(c.ScheduleKeyDeletion(ctx, &kms.ScheduleKeyDeletionInput{KeyId: k.KeyId, PendingWindowInDays: aws.Int32(7)}))
		if *out.KeyId != *k.Arn || out.KeyState != types.KeyStatePendingDeletion || !out.DeletionDate.Equal(box.Now().Add(7*24*time.Hour).Truncate(time.Microsecond)) {
			t.Errorf("scheduled: %+v", out)
		}
		refused(t, encrypt(), "KMSInvalidStateException", *k.Arn+" is pending deletion.")
		_, err = c.EnableKey(ctx, &kms.EnableKeyInput{KeyId: k.KeyId})
		refused(t, err, "KMSInvalidStateException", *k.Arn+" is pending deletion.")
		must(c.CancelKeyDeletion(ctx, &kms.CancelKeyDeletionInput{KeyId: k.KeyId}))
		if state := must(c.DescribeKey(ctx, &kms.DescribeKeyInput{KeyId: k.KeyId})).KeyMetadata; state.KeyState != types.KeyStateDisabled || state.DeletionDate != nil {
			t.Errorf("after cancelling: %+v", state)
		}
		must(c.ScheduleKeyDeletion(ctx, &kms.ScheduleKeyDeletionInput{KeyId: k.KeyId, PendingWindowInDays: aws.Int32(7)}))
		box.Advance(7*24*time.Hour + time.Second)
		_, err = c.DescribeKey(ctx, &kms.DescribeKeyInput{KeyId: k.KeyId})
		refused(t, err, "NotFoundException", "Key '"+*k.Arn+"' does not exist")
	})
}

func TestKeysAreNamed(t *testing.T) {
	client(t, func(t *testing.T, box *sandbox.Sandbox, c *kms.Client) {
		ctx := context.Background()
		k := made(t, c, &kms.CreateKeyInput{})
		_, err := c.CreateAlias(ctx, &kms.CreateAliasInput{AliasName: aws.String("topic"), TargetKeyId: k.KeyId})
		refused(t, err, "ValidationException", `Alias must start with the prefix "alias/". Please see https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html`)
		_, err = c.CreateAlias(ctx, &kms.CreateAliasInput{AliasName: aws.String("alias/aws/mine"), TargetKeyId: k.KeyId})
		refused(t, err, "NotAuthorizedException", "UnknownError") // the SDK's word for an empty text
		must(c.CreateAlias(ctx, &kms.CreateAliasInput{AliasName: aws.String("alias/topic"), TargetKeyId: k.KeyId}))
		for _, id := range []string{*k.KeyId, *k.Arn, "alias/topic", "arn:aws:kms:us-east-1:123456789012:alias/topic"} {
			if got := must(c.DescribeKey(ctx, &kms.DescribeKeyInput{KeyId: aws.String(id)})); *got.KeyMetadata.Arn != *k.Arn {
				t.Errorf("%s is %s", id, *got.KeyMetadata.Arn)
			}
		}
		for id, text := range map[string]string{
			"fake-key-id":                                        "Invalid keyId 'fake-key-id'",
			"134f2428cec14b25a1ae9048164dba47":                   "Invalid keyId '134f2428cec14b25a1ae9048164dba47'",
			"134f2428-cec1-4b25-a1ae-9048164dba47":               "Key 'arn:aws:kms:us-east-1:123456789012:key/134f2428-cec1-4b25-a1ae-9048164dba47' does not exist",
			"alias/missing":                                      "Alias arn:aws:kms:us-east-1:123456789012:alias/missing is not found.",
			strings.Replace(*k.Arn, "us-east-1", "eu-west-1", 1): "Invalid arn eu-west-1",
		} {
			_, err := c.DescribeKey(ctx, &kms.DescribeKeyInput{KeyId: aws.String(id)})
			refused(t, err, "NotFoundException", text)
		}
		if own := must(c.ListAliases(ctx, &kms.ListAliasesInput{KeyId: k.KeyId})).Aliases; len(own) != 1 || *own[0].AliasName != "alias/topic" || *own[0].TargetKeyId != *k.KeyId {
			t.Errorf("aliases of the key: %+v", own)
		}
		must(c.DeleteAlias(ctx, &kms.DeleteAliasInput{AliasName: aws.String("alias/topic")}))
		_, err = c.DeleteAlias(ctx, &kms.DeleteAliasInput{AliasName: aws.String("alias/topic")})
		refused(t, err, "NotFoundException", "Alias arn:aws:kms:us-east-1:123456789012:alias/topic is not found.")
	})
}

// AWS's own keys are made when they are first asked for, and the account can
// neither change nor use them.
func TestManagedKeys(t *testing.T) {
	client(t, func(t *testing.T, _ *sandbox.Sandbox, c *kms.Client) {
		ctx := context.Background()
		var names []string
		for _, a := range must(c.ListAliases(ctx, &kms.ListAliasesInput{})).Aliases {
			names = append(names, *a.AliasName)
			if a.TargetKeyId != nil {
				t.Errorf("%s has a key before it was used", *a.AliasName)
			}
		}
		if !slices.Equal(names, []string{"alias/aws/secretsmanager", "alias/aws/sns"}) {
			t.Errorf("aliases %v", names)
		}
		k := must(c.DescribeKey(ctx, &kms.DescribeKeyInput{KeyId: aws.String("alias/aws/sns")})).KeyMetadata
		if k.KeyManager != types.KeyManagerTypeAws || *k.Description != "Default key that protects my SNS data when no other key is defined" {
			t.Errorf("metadata %+v", k)
		}
		if policy := must(c.GetKeyPolicy(ctx, &kms.GetKeyPolicyInput{KeyId: k.KeyId})); !strings.Contains(*policy.Policy, `"kms:ViaService":"sns.us-east-1.amazonaws.com"`) {
			t.Errorf("policy %s", *policy.Policy)
		}
		if all := must(c.ListKeys(ctx, &kms.ListKeysInput{})).Keys; len(all) != 1 || *all[0].KeyArn != *k.Arn {
			t.Errorf("keys %+v", all)
		}
		denied := func(action string) string {
			return "User: arn:aws:iam::123456789012:user/admin is not authorized to perform: kms:" + action + " on resource: " + *k.Arn +
				" because no resource-based policy allows the kms:" + action + " action"
		}
		_, err := c.PutKeyPolicy(ctx, &kms.PutKeyPolicyInput{KeyId: k.KeyId, Policy: aws.String(open)})
		refused(t, err, "AccessDeniedException", denied("PutKeyPolicy"))
		_, err = c.DisableKey(ctx, &kms.DisableKeyInput{KeyId: k.KeyId})
		refused(t, err, "AccessDeniedException", denied("DisableKey"))
		_, err = c.ScheduleKeyDeletion(ctx, &kms.ScheduleKeyDeletionInput{KeyId: k.KeyId})
		refused(t, err, "AccessDeniedException", denied("ScheduleKeyDeletion"))
		_, err = c.Encrypt(ctx, &kms.EncryptInput{KeyId: aws.String("alias/aws/sns"), Plaintext: []byte("x")})
		refused(t, err, "AccessDeniedException", denied("Encrypt"))
	})
}

const open = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:root"},"Action":"kms:*","Resource":"*"}]}`

func TestPolicies(t *testing.T) {
	client(t, func(t *testing.T, _ *sandbox.Sandbox, c *kms.Client) {
		ctx := context.Background()
		k := made(t, c, &kms.CreateKeyInput{})
		service := `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"cloudwatch.amazonaws.com"},"Action":"kms:*","Resource":"*"}]}`
		_, err := c.PutKeyPolicy(ctx, &kms.PutKeyPolicyInput{KeyId: k.KeyId, Policy: aws.String(service)})
		refused(t, err, "MalformedPolicyDocumentException", "The new key policy will not allow you to update the key policy in the future.")
		if _, err := c.PutKeyPolicy(ctx, &kms.PutKeyPolicyInput{KeyId: k.KeyId, Policy: aws.String("{")}); err == nil {
			t.Error("half a document was taken for a policy")
		}
		must(c.PutKeyPolicy(ctx, &kms.PutKeyPolicyInput{KeyId: k.KeyId, Policy: aws.String(open), PolicyName: aws.String("default")}))
		if got := must(c.GetKeyPolicy(ctx, &kms.GetKeyPolicyInput{KeyId: k.KeyId})); *got.Policy != open {
			t.Errorf("policy %s", *got.Policy)
		}
		// Whoever wants to can lock the account out, and then is.
		must(c.PutKeyPolicy(ctx, &kms.PutKeyPolicyInput{KeyId: k.KeyId, Policy: aws.String(service), BypassPolicyLockoutSafetyCheck: true}))
		_, err = c.GetKeyPolicy(ctx, &kms.GetKeyPolicyInput{KeyId: k.KeyId})
		refused(t, err, "AccessDeniedException", "User: arn:aws:iam::123456789012:user/admin is not authorized to perform: kms:GetKeyPolicy on resource: "+*k.Arn+
			" because no resource-based policy allows the kms:GetKeyPolicy action")
	})
}

func TestEnvelope(t *testing.T) {
	client(t, func(t *testing.T, _ *sandbox.Sandbox, c *kms.Client) {
		ctx := context.Background()
		k, other := made(t, c, &kms.CreateKeyInput{}), made(t, c, &kms.CreateKeyInput{})
		bound := map[string]string{"a": "1", "b": "2"}
		data := must(c.GenerateDataKey(ctx, &kms.GenerateDataKeyInput{KeyId: k.KeyId, KeySpec: types.DataKeySpecAes256, EncryptionContext: bound}))
		opened := must(c.Decrypt(ctx, &kms.DecryptInput{CiphertextBlob: data.CiphertextBlob, EncryptionContext: map[string]string{"b": "2", "a": "1"}}))
		if len(data.Plaintext) != 32 || !slices.Equal(opened.Plaintext, data.Plaintext) || *opened.KeyId != *k.Arn {
			t.Errorf("%d bytes, opened %v", len(data.Plaintext), slices.Equal(opened.Plaintext, data.Plaintext))
		}
		_, err := c.Decrypt(ctx, &kms.DecryptInput{CiphertextBlob: data.CiphertextBlob})
		refused(t, err, "InvalidCiphertextException", "")
		_, err = c.Decrypt(ctx, &kms.DecryptInput{CiphertextBlob: []byte("nothing of ours")})
		refused(t, err, "InvalidCiphertextException", "")
		_, err = c.Decrypt(ctx, &kms.DecryptInput{CiphertextBlob: data.CiphertextBlob, EncryptionContext: bound, KeyId: other.KeyId})
		refused(t, err, "IncorrectKeyException", "The key ID in the request does not identify a CMK that can perform this operation.")
		_, err = c.Encrypt(ctx, &kms.EncryptInput{KeyId: k.KeyId, Plaintext: make([]byte, 4097)})
		refused(t, err, "ValidationException", "1 validation error detected: Value at 'plaintext' failed to satisfy constraint: Member must have length less than or equal to 4096")
	})
}

func TestTagsAndPages(t *testing.T) {
	client(t, func(t *testing.T, _ *sandbox.Sandbox, c *kms.Client) {
		ctx := context.Background()
		tag := func(name string) types.Tag { return types.Tag{TagKey: aws.String(name), TagValue: aws.String("v")} }
		k := made(t, c, &kms.CreateKeyInput{Tags: []types.Tag{tag("one"), tag("two"), tag("three")}})
		_, err := c.TagResource(ctx, &kms.TagResourceInput{KeyId: k.KeyId, Tags: []types.Tag{tag("four"), tag("four")}})
		refused(t, err, "TagException", "Duplicate tag keys")
		_, err = c.TagResource(ctx, &kms.TagResourceInput{KeyId: k.KeyId, Tags: []types.Tag{tag("aws:four")}})
		refused(t, err, "TagException", "Tags beginning with aws: are reserved")
		must(c.TagResource(ctx, &kms.TagResourceInput{KeyId: k.KeyId, Tags: []types.Tag{tag("four")}}))
		must(c.UntagResource(ctx, &kms.UntagResourceInput{KeyId: k.KeyId, TagKeys: []string{"two"}}))
		var names []string
		for pages := kms.NewListResourceTagsPaginator(c, &kms.ListResourceTagsInput{KeyId: k.KeyId, Limit: aws.Int32(2)}); pages.HasMorePages(); {
			for _, have := range must(pages.NextPage(ctx)).Tags {
				names = append(names, *have.TagKey)
			}
		}
		if !slices.Equal(names, []string{"four", "one", "three"}) {
			t.Errorf("tags %v", names)
		}
		made(t, c, &kms.CreateKeyInput{})
		made(t, c, &kms.CreateKeyInput{})
		count := 0
		for pages := kms.NewListKeysPaginator(c, &kms.ListKeysInput{Limit: aws.Int32(1)}); pages.HasMorePages(); count++ {
			if got := must(pages.NextPage(ctx)).Keys; len(got) != 1 {
				t.Fatalf("%d keys on a page of 1", len(got))
			}
		}
		if count != 3 {
			t.Errorf("%d pages, want 3", count)
		}
	})
}

func TestMayUse(t *testing.T) {
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	s := keys.New("123456789012", func() time.Time { return now })
	use := keys.Use{Service: "cloudwatch.amazonaws.com", Actions: []string{"kms:Decrypt"}}
	if err := s.MayUse("us-east-1", "alias/aws/sns", use); !errors.Is(err, keys.ErrDenied) {
		t.Errorf("AWS's own key: %v, want ErrDenied", err)
	}
	if err := s.MayUse("us-east-1", "alias/missing", use); !errors.Is(err, keys.ErrNoKey) {
		t.Errorf("no key: %v, want ErrNoKey", err)
	}
	if err := s.Usable("us-east-1", "alias/aws/sns"); err != nil {
		t.Errorf("AWS's own key for a person: %v", err)
	}
}
