package keys

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/kms/types"

	"secretwatch/aws/sandbox/wire"
)

const (
	day             = 24 * time.Hour
	leastWindow     = 7 // days until a key is gone
	mostWindow      = 30
	leastRotation   = 90 // days
	mostRotation    = 2560
	defaultRotation = 365
)

func (s *State) stateOperations() []wire.Operation {
	return []wire.Operation{
		wire.Op("EnableKey", s.enableKey),
		wire.Op("DisableKey", s.disableKey),
		wire.Op("ScheduleKeyDeletion", s.scheduleKeyDeletion),
		wire.Op("CancelKeyDeletion", s.cancelKeyDeletion),
		wire.Op("GetKeyRotationStatus", s.getKeyRotationStatus),
		wire.Op("EnableKeyRotation", s.enableKeyRotation),
		wire.Op("DisableKeyRotation", s.disableKeyRotation),
	}
}

func (s *State) enableKey(c *wire.Call, in *kms.EnableKeyInput) (*kms.EnableKeyOutput, error) {
	k, err := s.findLive(c, in.KeyId)
	if err != nil {
		return nil, err
	}
	k.state = types.KeyStateEnabled
	return &kms.EnableKeyOutput{}, nil
}

func (s *State) disableKey(c *wire.Call, in *kms.DisableKeyInput) (*kms.DisableKeyOutput, error) {
	k, err := s.findLive(c, in.KeyId)
	if err != nil {
		return nil, err
	}
	k.state = types.KeyStateDisabled
	return &kms.DisableKeyOutput{}, nil
}

func (s *State) scheduleKeyDeletion(c *wire.Call, in *kms.ScheduleKeyDeletionInput) (*kms.ScheduleKeyDeletionOutput, error) {
	k, err := s.findLive(c, in.KeyId)
	if err != nil {
		return nil, err
	}
	days := int32(mostWindow)
	if in.PendingWindowInDays != nil {
		days = *in.PendingWindowInDays
	}
	if err := between("pendingWindowInDays", days, leastWindow, mostWindow); err != nil {
		return nil, err
	}
	k.state, k.deletion = types.KeyStatePendingDeletion, c.At.Add(time.Duration(days)*day)
	c.Response = map[string]any{
		"keyId": k.arn, "keyState": string(k.state), "pendingWindowInDays": days,
		"deletionDate": k.deletion.UTC().Format("Jan 2, 2006, 3:04:05 PM"),
	}
	return &kms.ScheduleKeyDeletionOutput{
		KeyId: aws.String(k.arn), KeyState: k.state, DeletionDate: aws.Time(k.deletion), PendingWindowInDays: aws.Int32(days),
	}, nil
}

func between(member string, value, least, most int32) error {
	switch {
	case value < least:
		return validation("1 validation error detected: Value '%d' at '%s' failed to satisfy constraint: Member must have value greater than or equal to %d", value, member, least)
	case value > most:
		return validation("1 validation error detected: Value '%d' at '%s' failed to satisfy constraint: Member must have value less than or equal to %d", value, member, most)
	}
	return nil
}

// cancelKeyDeletion leaves the key disabled, as AWS does.
func (s *State) cancelKeyDeletion(c *wire.Call, in *kms.CancelKeyDeletionInput) (*kms.CancelKeyDeletionOutput, error) {
	k, err := s.findFor(c, in.KeyId)
	if err != nil {
		return nil, err
	}
	if k.state != types.KeyStatePendingDeletion {
		return nil, invalidState("%s is not pending deletion.", k.arn)
	}
	k.state, k.deletion = types.KeyStateDisabled, time.Time{}
	c.Response = map[string]any{"keyId": k.arn}
	return &kms.CancelKeyDeletionOutput{KeyId: aws.String(k.arn)}, nil
}

func (s *State) getKeyRotationStatus(c *wire.Call, in *kms.GetKeyRotationStatusInput) (*kms.GetKeyRotationStatusOutput, error) {
	k, err := s.findFor(c, in.KeyId)
	if err != nil {
		return nil, err
	}
	out := &kms.GetKeyRotationStatusOutput{KeyId: aws.String(k.id), KeyRotationEnabled: k.rotation > 0 && k.deletion.IsZero()}
	if out.KeyRotationEnabled {
		out.RotationPeriodInDays = aws.Int32(k.rotation)
		period, passed := time.Duration(k.rotation)*day, c.At.Sub(k.rotationFrom)
		out.NextRotationDate = aws.Time(k.rotationFrom.Add((passed/period + 1) * period))
	}
	return out, nil
}

func (s *State) enableKeyRotation(c *wire.Call, in *kms.EnableKeyRotationInput) (*kms.EnableKeyRotationOutput, error) {
	k, err := s.findEnabled(c, in.KeyId)
	if err != nil {
		return nil, err
	}
	days := int32(defaultRotation)
	if in.RotationPeriodInDays != nil {
		days = *in.RotationPeriodInDays
	}
	if err := between("rotationPeriodInDays", days, leastRotation, mostRotation); err != nil {
		return nil, err
	}
	k.rotation, k.rotationFrom = days, c.At
	return &kms.EnableKeyRotationOutput{}, nil
}

func (s *State) disableKeyRotation(c *wire.Call, in *kms.DisableKeyRotationInput) (*kms.DisableKeyRotationOutput, error) {
	k, err := s.findEnabled(c, in.KeyId)
	if err != nil {
		return nil, err
	}
	k.rotation = 0
	return &kms.DisableKeyRotationOutput{}, nil
}

// findEnabled is findLive for operations that a disabled key refuses too.
func (s *State) findEnabled(c *wire.Call, id *string) (*key, error) {
	k, err := s.findLive(c, id)
	if err != nil {
		return nil, err
	}
	return k, k.usable()
}

// usable is nil where the key's state lets its material be used.
func (k *key) usable() error {
	switch k.state {
	case types.KeyStateEnabled:
		return nil
	case types.KeyStatePendingDeletion:
		return invalidState("%s is pending deletion.", k.arn)
	default:
		return wire.Errorf("DisabledException", "%s is disabled.", k.arn)
	}
}
