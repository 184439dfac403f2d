package sandbox_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	kmstypes "github.com/aws/aws-sdk-go-v2/service/kms/types"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/smithy-go"

	"secretwatch/aws/sandbox"
)

// ownStatement is the one that every key starts with. It covers the account's
// identities and no service.
const ownStatement = `{"Sid":"Enable IAM User Permissions","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:root"},"Action":"kms:*","Resource":"*"}`

// keyPolicy is the account's own statement and one for a service.
func keyPolicy(service, actions string) string {
	return `{"Version":"2012-10-17","Statement":[` + ownStatement +
		`,{"Effect":"Allow","Principal":{"Service":"` + service + `"},"Action":` + actions + `,"Resource":"*"}]}`
}

const forPublishing = `["kms:Decrypt","kms:GenerateDataKey*"]`

// newKey makes a key and gives its ARN.
func (c *chain) newKey(policy string) (*kms.Client, string) {
	c.t.Helper()
	client := kms.NewFromConfig(c.box.Config(""))
	in := &kms.CreateKeyInput{}
	if policy != "" {
		in.Policy = aws.String(policy)
	}
	return client, *must[*kms.CreateKeyOutput](c)(client.CreateKey(c.ctx, in)).KeyMetadata.Arn
}

const keyRefused = `Failed to execute action arn:aws:sns:us-east-1:123456789012:stories. Received error: "CloudWatch Alarms does not have authorization to access the SNS topic encryption key."`

// An alarm's mail through an encrypted topic needs a key whose policy names
// CloudWatch, with both actions, and that is enabled.
func TestEncryptedTopic(t *testing.T) {
	cases := []struct {
		name    string
		encrypt func(*chain)
		mail    bool
	}{
		{"AWS's own key", func(c *chain) { c.topic("KmsMasterKeyId", "alias/aws/sns") }, false},
		{"AWS's own key by its id", func(c *chain) {
			client := kms.NewFromConfig(c.box.Config(""))
			own := must[*kms.DescribeKeyOutput](c)(client.DescribeKey(c.ctx, &kms.DescribeKeyInput{KeyId: aws.String("alias/aws/sns")}))
			c.topic("KmsMasterKeyId", *own.KeyMetadata.KeyId)
		}, false},
		{"a key with the default policy", func(c *chain) {
			_, key := c.newKey("")
			c.topic("KmsMasterKeyId", key)
		}, false},
		{"a key that lets CloudWatch generate only", func(c *chain) {
			_, key := c.newKey(keyPolicy("cloudwatch.amazonaws.com", `"kms:GenerateDataKey*"`))
			c.topic("KmsMasterKeyId", key)
		}, false},
		{"a key for another service", func(c *chain) {
			_, key := c.newKey(keyPolicy("events.amazonaws.com", forPublishing))
			c.topic("KmsMasterKeyId", key)
		}, false},
		{"a key for CloudWatch", func(c *chain) {
			_, key := c.newKey(keyPolicy("cloudwatch.amazonaws.com", forPublishing))
			c.topic("KmsMasterKeyId", key)
		}, true},
		{"a key for CloudWatch by its alias", func(c *chain) {
			client, key := c.newKey(keyPolicy("cloudwatch.amazonaws.com", forPublishing))
			c.do(client.CreateAlias(c.ctx, &kms.CreateAliasInput{AliasName: aws.String("alias/stories"), TargetKeyId: aws.String(key[strings.LastIndexByte(key, '/')+1:])}))
			c.topic("KmsMasterKeyId", "alias/stories")
		}, true},
		{"a policy that was mended", func(c *chain) {
			client, key := c.newKey("")
			c.topic("KmsMasterKeyId", key)
			c.do(client.PutKeyPolicy(c.ctx, &kms.PutKeyPolicyInput{KeyId: aws.String(key), Policy: aws.String(keyPolicy("cloudwatch.amazonaws.com", forPublishing))}))
		}, true},
		{"a disabled key", func(c *chain) {
			client, key := c.newKey(keyPolicy("cloudwatch.amazonaws.com", forPublishing))
			c.topic("KmsMasterKeyId", key)
			c.do(client.DisableKey(c.ctx, &kms.DisableKeyInput{KeyId: aws.String(key)}))
		}, false},
		{"a key on its way out", func(c *chain) {
			client, key := c.newKey(keyPolicy("cloudwatch.amazonaws.com", forPublishing))
			c.topic("KmsMasterKeyId", key)
			c.do(client.ScheduleKeyDeletion(c.ctx, &kms.ScheduleKeyDeletionInput{KeyId: aws.String(key), PendingWindowInDays: aws.Int32(7)}))
		}, false},
		{"a key that is not there", func(c *chain) {
			c.topic("KmsMasterKeyId", "arn:aws:kms:us-east-1:123456789012:key/00000000-0000-0000-0000-000000000000")
		}, false},
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			story(t, sandbox.Options{}, func(c *chain) {
				c.build()
				c.wait(70 * time.Second)
				tc.encrypt(c)
				since, before := c.box.Now(), len(c.alarmMails())
				c.read()
				c.wait(8 * time.Second)
				if got := len(c.alarmMails()) > before; got != tc.mail {
					t.Errorf("a mail came: %v, want %v", got, tc.mail)
				}
				if !tc.mail {
					actionFailed(keyRefused)(c, since)
				}
			})
		})
	}
}

// A person's own test works where the alarm's action fails; a disabled key
// stops both.
func TestPublishToAnEncryptedTopic(t *testing.T) {
	story(t, sandbox.Options{}, func(c *chain) {
		c.build()
		client, key := c.newKey("")
		c.topic("KmsMasterKeyId", key)
		publish := func() error {
			_, err := c.topics.Publish(c.ctx, &sns.PublishInput{TopicArn: aws.String(topicARN), Message: aws.String("a test")})
			return err
		}
		before := len(c.mails())
		if err := publish(); err != nil || len(c.mails()) != before+1 {
			t.Errorf("error %v, %d further mails, want 1", err, len(c.mails())-before)
		}
		c.do(client.DisableKey(c.ctx, &kms.DisableKeyInput{KeyId: aws.String(key)}))
		wantCode(t, publish(), "KMSDisabled")
		c.do(client.ScheduleKeyDeletion(c.ctx, &kms.ScheduleKeyDeletionInput{KeyId: aws.String(key), PendingWindowInDays: aws.Int32(7)}))
		wantCode(t, publish(), "KMSInvalidState")
		c.box.Advance(8 * 24 * time.Hour)
		wantCode(t, publish(), "KMSNotFound")
	})
}

func wantCode(t *testing.T, err error, code string) string {
	t.Helper()
	var e smithy.APIError
	if !errors.As(err, &e) || e.ErrorCode() != code {
		t.Errorf("got %v, want %s", err, code)
		return ""
	}
	return e.ErrorMessage()
}

func TestEncryptedTrail(t *testing.T) {
	story(t, sandbox.Options{}, func(c *chain) {
		c.build()
		client, key := c.newKey("")
		encrypt := func(id string) error {
			_, err := c.trail.UpdateTrail(c.ctx, &cloudtrail.UpdateTrailInput{Name: aws.String(trailName), KmsKeyId: aws.String(id)})
			return err
		}
		text := wantCode(t, encrypt(key), "InsufficientEncryptionPolicyException")
		if want := "Insufficient permissions to access S3 bucket stories-trail-bucket or KMS key " + key + "."; text != want {
			t.Errorf("got %q, want %q", text, want)
		}
		wantCode(t, encrypt("alias/missing"), "KmsKeyNotFoundException")
		c.do(client.PutKeyPolicy(c.ctx, &kms.PutKeyPolicyInput{KeyId: aws.String(key), Policy: aws.String(`{"Version":"2012-10-17","Statement":[` + ownStatement +
			`,{"Effect":"Allow","Principal":{"Service":"cloudtrail.amazonaws.com"},"Action":"kms:GenerateDataKey*","Resource":"*","Condition":{` +
			`"StringLike":{"kms:EncryptionContext:aws:cloudtrail:arn":"arn:aws:cloudtrail:*:123456789012:trail/*"},` +
			`"StringEquals":{"aws:SourceArn":"` + trailARN + `"}}}]}`)}))
		c.do(client.CreateAlias(c.ctx, &kms.CreateAliasInput{AliasName: aws.String("alias/files"), TargetKeyId: aws.String(key)}))
		if err := encrypt("alias/files"); err != nil {
			t.Fatal(err)
		}
		got := must[*cloudtrail.GetTrailOutput](c)(c.trail.GetTrail(c.ctx, &cloudtrail.GetTrailInput{Name: aws.String(trailName)})).Trail
		if aws.ToString(got.KmsKeyId) != key {
			t.Errorf("the trail's key is %s, want its ARN %s", aws.ToString(got.KmsKeyId), key)
		}
		files := func() int {
			return len(must[*s3.ListObjectsV2Output](c)(c.s3.ListObjectsV2(c.ctx, &s3.ListObjectsV2Input{Bucket: aws.String(bucket)})).Contents)
		}
		c.read()
		c.wait(5 * time.Second)
		before := files()
		if before == 0 || aws.ToString(c.status().LatestDeliveryError) != "" {
			t.Errorf("%d files, error %q", before, aws.ToString(c.status().LatestDeliveryError))
		}
		c.do(client.DisableKey(c.ctx, &kms.DisableKeyInput{KeyId: aws.String(key)}))
		c.wait(5 * time.Second)
		before = files()
		c.read()
		c.wait(5 * time.Second)
		if got := aws.ToString(c.status().LatestDeliveryError); got != "KMS.DisabledException" || files() != before {
			t.Errorf("error %q and %d further files; want KMS.DisabledException and none", got, files()-before)
		}
	})
}

func TestEncryptedLogGroup(t *testing.T) {
	story(t, sandbox.Options{}, func(c *chain) {
		client, key := c.newKey("")
		create := func(key string) error {
			_, err := c.logs.CreateLogGroup(c.ctx, &cloudwatchlogs.CreateLogGroupInput{LogGroupName: aws.String(group), KmsKeyId: aws.String(key)})
			return err
		}
		text := wantCode(t, create(key), "AccessDeniedException")
		if want := "The specified KMS key does not exist or is not allowed to be used with Arn 'arn:aws:logs:us-east-1:123456789012:log-group:/stories/reads'"; text != want {
			t.Errorf("got %q, want %q", text, want)
		}
		c.do(client.PutKeyPolicy(c.ctx, &kms.PutKeyPolicyInput{KeyId: aws.String(key), Policy: aws.String(
			keyPolicy("logs.us-east-1.amazonaws.com", `["kms:Encrypt*","kms:Decrypt*","kms:ReEncrypt*","kms:GenerateDataKey*","kms:Describe*"]`))}))
		if err := create(key); err != nil {
			t.Fatal(err)
		}
		c.do(c.logs.DeleteLogGroup(c.ctx, &cloudwatchlogs.DeleteLogGroupInput{LogGroupName: aws.String(group)}))
		c.build()
		c.do(c.logs.DeleteLogGroup(c.ctx, &cloudwatchlogs.DeleteLogGroupInput{LogGroupName: aws.String(group)}))
		if err := create(key); err != nil {
			t.Fatal(err)
		}
		c.read()
		c.wait(5 * time.Second)
		if got := aws.ToString(c.status().LatestCloudWatchLogsDeliveryError); got != "" {
			t.Errorf("delivery error %q while the key works", got)
		}
		c.do(client.DisableKey(c.ctx, &kms.DisableKeyInput{KeyId: aws.String(key)}))
		c.read()
		c.wait(5 * time.Second)
		if got := aws.ToString(c.status().LatestCloudWatchLogsDeliveryError); got == "" {
			t.Error("no delivery error with a disabled key")
		}
	})
}

// Plaintexts never enter a record.
func TestKeysInRecords(t *testing.T) {
	story(t, sandbox.Options{}, func(c *chain) {
		client, key := c.newKey("")
		out := must[*kms.EncryptOutput](c)(client.Encrypt(c.ctx, &kms.EncryptInput{KeyId: aws.String(key), Plaintext: []byte("very secret words")}))
		c.do(client.Decrypt(c.ctx, &kms.DecryptInput{CiphertextBlob: out.CiphertextBlob}))
		c.do(client.DisableKey(c.ctx, &kms.DisableKeyInput{KeyId: aws.String(key)}))
		c.wait(2 * time.Second)
		events := must[*cloudtrail.LookupEventsOutput](c)(c.trail.LookupEvents(c.ctx, &cloudtrail.LookupEventsInput{})).Events
		seen := map[string]string{}
		for _, e := range events {
			seen[*e.EventName] = *e.EventSource + " " + *e.ReadOnly
			if text := *e.CloudTrailEvent; strings.Contains(text, "dmVyeSBzZWNyZXQgd29yZHM") || strings.Contains(text, "very secret") || strings.Contains(text, "ciphertextBlob") {
				t.Errorf("the record of %s holds what was encrypted: %s", *e.EventName, text)
			}
		}
		want := map[string]string{
			"CreateKey": "kms.amazonaws.com false", "Encrypt": "kms.amazonaws.com true", "Decrypt": "kms.amazonaws.com true", "DisableKey": "kms.amazonaws.com false",
		}
		if fmt.Sprint(seen) != fmt.Sprint(want) {
			t.Errorf("records %v, want %v", seen, want)
		}
		state := must[*kms.DescribeKeyOutput](c)(client.DescribeKey(c.ctx, &kms.DescribeKeyInput{KeyId: aws.String(key)})).KeyMetadata
		if state.KeyState != kmstypes.KeyStateDisabled || state.Enabled {
			t.Errorf("state %s, enabled %v", state.KeyState, state.Enabled)
		}
	})
}
