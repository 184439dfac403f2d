package topics

import (
	"errors"

	"secretwatch/aws/sandbox/keys"
	"secretwatch/aws/sandbox/wire"
)

const keyAttribute = "KmsMasterKeyId"

// publishing is what SNS needs of a topic's key on behalf of who publishes.
// https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#sns-what-permissions-for-sse
var publishing = []string{"kms:Decrypt", "kms:GenerateDataKey"}

// keyAllows reports whether the topic has no key, or one that lets the service
// publish. Nobody can edit the policy of AWS's own key, alias/aws/sns.
func (s *State) keyAllows(t *topic, p Publication) bool {
	id := t.attributes[keyAttribute]
	if id == "" {
		return true
	}
	return s.deps.Keys != nil && s.deps.Keys.MayUse(t.region, id, keys.Use{
		Service: p.Principal, Actions: publishing,
		Context: map[string]string{
			"aws:SourceArn": p.SourceARN, "aws:SourceAccount": s.deps.Account,
			"kms:ViaService": "sns." + t.region + ".amazonaws.com", "kms:EncryptionContext:aws:sns:topicArn": t.arn,
		},
	}) == nil
}

// checkKey is the same for a person who publishes: their own policies gave them
// the key, so a test of theirs works where an alarm's action fails.
// https://docs.aws.amazon.com/sns/latest/api/API_Publish.html#API_Publish_Errors
func (s *State) checkKey(t *topic) error {
	id := t.attributes[keyAttribute]
	if id == "" || s.deps.Keys == nil {
		return nil
	}
	switch err := s.deps.Keys.Usable(t.region, id); {
	case err == nil:
		return nil
	case errors.Is(err, keys.ErrNoKey):
		return wire.Errorf("KMSNotFound", "The key %s of the topic does not exist.", id)
	case errors.Is(err, keys.ErrDisabled):
		return wire.Errorf("KMSDisabled", "The key %s of the topic is disabled.", id)
	default:
		return wire.Errorf("KMSInvalidState", "The key %s of the topic is pending deletion.", id)
	}
}
