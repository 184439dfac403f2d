package keys

import (
	"errors"

	"github.com/aws/aws-sdk-go-v2/service/kms/types"

	"secretwatch/aws/iampolicy"
)

// Why a service could not use a key.
var (
	ErrNoKey    = errors.New("the key does not exist")
	ErrDenied   = errors.New("the key's policy does not allow it")
	ErrDisabled = errors.New("the key is disabled")
	ErrDeletion = errors.New("the key is pending deletion")
)

// Use is what an AWS service wants of a key.
type Use struct {
	Service string   // such as cloudwatch.amazonaws.com
	Actions []string // all of them are needed: kms:Decrypt and the like
	// Context are condition keys: aws:SourceArn, kms:ViaService,
	// kms:EncryptionContext:NAME.
	Context map[string]string
}

// ARN is that of the key called by id, ARN or alias in a region; "" where there
// is none.
func (s *State) ARN(region, id string) string {
	k, err := s.findAny(region, &id)
	if err != nil {
		return ""
	}
	return k.arn
}

// Policy is that of the key called by id, ARN or alias; an empty one where there
// is none.
func (s *State) Policy(region, id string) iampolicy.Policy {
	k, err := s.findAny(region, &id)
	if err != nil {
		return iampolicy.Policy{}
	}
	return k.policy
}

// MayUse is nil where the key's state and policy let a service use it. The
// account's own statement in the policy does not cover services. The error is
// one of this package's.
func (s *State) MayUse(region, id string, u Use) error {
	k, err := s.findAny(region, &id)
	if err != nil {
		return ErrNoKey
	}
	for _, action := range u.Actions {
		if !allows(k.policy, iampolicy.Principal{Service: u.Service}, action, k.arn, u.Context) {
			return ErrDenied
		}
	}
	return k.stateError()
}

// Usable is MayUse for an identity whose own policies gave it the key: only the
// key's state is asked.
func (s *State) Usable(region, id string) error {
	k, err := s.findAny(region, &id)
	if err != nil {
		return ErrNoKey
	}
	return k.stateError()
}

func (k *key) stateError() error {
	switch k.state {
	case types.KeyStateEnabled:
		return nil
	case types.KeyStatePendingDeletion:
		return ErrDeletion
	default:
		return ErrDisabled
	}
}
