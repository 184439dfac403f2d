// Package secrets is the sandbox's Secrets Manager. It may import wire,
// iampolicy and the SDK's types.
//
// A value lives in this package's memory alone: no record, no error and no
// answer but those of GetSecretValue and BatchGetSecretValue carries it.
// State is a plain struct: the dispatcher's lock guards it.
package secrets

import (
	"crypto/rand"
	"strings"
	"time"

	"secretwatch/aws/sandbox/wire"
)

// Limits. AWS allows 500,000 secrets; memory does not.
// https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html
const (
	maxSecrets  = 2000
	maxVersions = 100
	maxValue    = 65_536 // bytes
)

// State is the secrets of an account, by region.
type State struct {
	account string
	regions map[string]map[string]*secret // region, name
	guard   func(c *wire.Call, secretID string) *wire.Error
}

type secret struct {
	name, arn   string
	description string
	kmsKeyID    string
	created     time.Time
	changed     time.Time
	accessed    time.Time // the day, UTC
	deletion    time.Time // when it goes; zero where it is not scheduled
	tags        []tag
	versions    []*version // oldest first
	policy      string     // the resource policy, "" for none
}

type tag struct{ key, value string }

type version struct {
	id       string
	created  time.Time
	accessed time.Time
	text     *string
	binary   []byte
	stages   []string
}

// The labels that Secrets Manager moves itself.
const (
	current  = "AWSCURRENT"
	previous = "AWSPREVIOUS"
)

// New is an account without secrets.
func New(account string) *State {
	return &State{account: account, regions: map[string]map[string]*secret{}}
}

// Service is Secrets Manager on the wire.
// https://docs.aws.amazon.com/secretsmanager/latest/apireference/Welcome.html
func (s *State) Service() wire.Service {
	return wire.Service{
		SigningName: "secretsmanager",
		EventSource: "secretsmanager.amazonaws.com",
		Targets:     []string{"secretsmanager"},
		Operations: []wire.Operation{
			wire.Op("CreateSecret", s.createSecret),
			wire.Op("GetSecretValue", s.getSecretValue),
			wire.Op("BatchGetSecretValue", s.batchGetSecretValue),
			wire.Op("DescribeSecret", s.describeSecret),
			wire.Op("ListSecrets", s.listSecrets),
			wire.Op("ListSecretVersionIds", s.listSecretVersionIDs),
			wire.Op("PutSecretValue", s.putSecretValue),
			wire.Op("UpdateSecret", s.updateSecret),
			wire.Op("DeleteSecret", s.deleteSecret),
			wire.Op("RestoreSecret", s.restoreSecret),
			wire.Op("TagResource", s.tagResource),
			wire.Op("UntagResource", s.untagResource),
			wire.Op("GetResourcePolicy", s.getResourcePolicy),
			wire.Op("PutResourcePolicy", s.putResourcePolicy),
			wire.Op("DeleteResourcePolicy", s.deleteResourcePolicy),
			wire.Op("ValidateResourcePolicy", s.validateResourcePolicy),
			wire.Op("UpdateSecretVersionStage", s.updateSecretVersionStage),
			wire.Op("GetRandomPassword", s.getRandomPassword),
		},
		ReadOnly: func(operation string) bool {
			for _, verb := range []string{"Get", "BatchGet", "List", "Describe", "Validate"} {
				if strings.HasPrefix(operation, verb) {
					return true
				}
			}
			return false
		},
	}
}

// ARN is that of the secret called by name, ARN or partial ARN in a region; ""
// where there is none.
func (s *State) ARN(region, id string) string {
	if found := s.lookup(region, id); found != nil {
		return found.arn
	}
	return ""
}

// lookup finds a secret by name, ARN, or ARN without the six characters at its
// end.
func (s *State) lookup(region, id string) *secret {
	name, isARN := strings.CutPrefix(id, s.prefix(region))
	if !isARN {
		return s.regions[region][id]
	}
	if found := s.regions[region][name]; found != nil {
		return found
	}
	if cut := len(name) - suffixLength - 1; cut > 0 && name[cut] == '-' {
		if found := s.regions[region][name[:cut]]; found != nil && found.arn == id {
			return found
		}
	}
	return nil
}

// find is lookup with AWS's error. What was to go by now is gone.
func (s *State) find(c *wire.Call, id *string) (*secret, *wire.Error) {
	if id == nil || *id == "" {
		return nil, wire.Errorf("InvalidParameterException", "You must provide a value for the SecretId parameter.")
	}
	if err := checkLength("secretId", *id, 2048); err != nil {
		return nil, err
	}
	s.purge(c)
	found := s.lookup(c.Region, *id)
	if found == nil {
		return nil, notFound()
	}
	return found, nil
}

// findLive is find for operations that a secret on its way out refuses.
func (s *State) findLive(c *wire.Call, id *string) (*secret, *wire.Error) {
	found, err := s.find(c, id)
	if err == nil && !found.deletion.IsZero() {
		return nil, markedForDeletion()
	}
	return found, err
}

// purge removes the secrets whose recovery window is over.
func (s *State) purge(c *wire.Call) {
	for name, one := range s.regions[c.Region] {
		if !one.deletion.IsZero() && !c.At.Before(one.deletion) {
			delete(s.regions[c.Region], name)
		}
	}
}

func (s *State) prefix(region string) string {
	return "arn:aws:secretsmanager:" + region + ":" + s.account + ":secret:"
}

const suffixLength = 6

// newSuffix is the hyphen and six characters that end a secret's ARN, so that
// a policy for a deleted secret does not fit its successor.
func newSuffix() string {
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
	b := make([]byte, suffixLength)
	_, _ = rand.Read(b) // never fails: the documentation of crypto/rand.Read
	for i := range b {
		b[i] = letters[int(b[i])%len(letters)]
	}
	return "-" + string(b)
}
