// Package keys is the sandbox's Key Management Service: symmetric encryption
// keys with their policies, states and aliases, as far as the chain needs them.
//
// It has no lock of its own: the sandbox's is held whenever its code runs. It
// may import wire, iampolicy and the SDK's types.
package keys

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kms/types"

	"secretwatch/aws/iampolicy"
	"secretwatch/aws/sandbox/wire"
)

// Limits.
// https://docs.aws.amazon.com/kms/latest/developerguide/resource-limits.html
const (
	maxKeys    = 1000 // per region; AWS allows 100,000
	maxAliases = 50   // per key
	maxTags    = 50
)

// State is all keys of the account.
type State struct {
	account string
	now     func() time.Time
	regions map[string]*region
}

// region is what one region has.
type region struct {
	keys    map[string]*key   // by id
	aliases map[string]*alias // by name, alias/ included
}

type key struct {
	id, arn, region string
	description     string
	managed         bool // AWS's own: its policy is not the account's to change
	multiRegion     bool
	state           types.KeyState
	created         time.Time
	deletion        time.Time // zero where it is not scheduled
	rotation        int32     // days; 0 means that it does not rotate
	rotationFrom    time.Time
	document        string
	policy          iampolicy.Policy
	tags            map[string]string
	material        [32]byte
	materialID      string
}

type alias struct {
	name             string
	target           string // key id; "" for one of AWS's that was never used
	created, updated time.Time
}

// New is an account without keys. Now is the sandbox's time.
func New(account string, now func() time.Time) *State {
	return &State{account: account, now: now, regions: map[string]*region{}}
}

// region gives a region's keys, less those whose waiting period is over.
func (s *State) region(name string) *region {
	r := s.regions[name]
	if r == nil {
		r = &region{keys: map[string]*key{}, aliases: map[string]*alias{}}
		for _, service := range slices.Sorted(maps.Keys(managedPolicies)) {
			r.aliases[managedPrefix+service] = &alias{name: managedPrefix + service}
		}
		s.regions[name] = r
	}
	now := s.now()
	for id, k := range r.keys {
		if !k.deletion.IsZero() && !now.Before(k.deletion) {
			delete(r.keys, id)
			maps.DeleteFunc(r.aliases, func(_ string, a *alias) bool { return a.target == id })
		}
	}
	return r
}

func (s *State) arn(region, resource string) string {
	return "arn:" + wire.Partition(region) + ":kms:" + region + ":" + s.account + ":" + resource
}

var keyID = regexp.MustCompile(`^(mrk-[0-9a-f]{32}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$`)

// find gives a key by id or ARN.
func (s *State) find(c *wire.Call, id *string) (*key, error) {
	if strings.HasPrefix(aws.ToString(id), "alias/") || strings.Contains(aws.ToString(id), ":alias/") {
		return nil, notFound("Invalid keyId '%s'", *id)
	}
	return s.findAny(c.Region, id)
}

// findAny is find for the operations that take an alias too, by name or ARN.
func (s *State) findAny(region string, id *string) (*key, error) {
	if aws.ToString(id) == "" {
		return nil, validation("1 validation error detected: Value null at 'keyId' failed to satisfy constraint: Member must not be null")
	}
	wanted := *id
	if strings.HasPrefix(wanted, "arn:") {
		parts := strings.SplitN(wanted, ":", 6)
		switch {
		case len(parts) < 6 || parts[2] != "kms":
			return nil, notFound("Invalid arn %s", wanted)
		case parts[3] != region:
			return nil, notFound("Invalid arn %s", parts[3])
		case parts[4] != s.account:
			return nil, notFound("Key '%s' does not exist", wanted)
		}
		wanted = strings.TrimPrefix(parts[5], "key/")
	}
	r := s.region(region)
	if strings.HasPrefix(wanted, "alias/") {
		return s.behind(region, wanted)
	}
	if !keyID.MatchString(wanted) {
		return nil, notFound("Invalid keyId '%s'", wanted)
	}
	if k := r.keys[wanted]; k != nil {
		return k, nil
	}
	return nil, notFound("Key '%s' does not exist", s.arn(region, "key/"+wanted))
}

// findFor is find for an operation that the key's policy must allow.
func (s *State) findFor(c *wire.Call, id *string) (*key, error) {
	k, err := s.find(c, id)
	if err != nil {
		return nil, err
	}
	return k, s.permit(c, k)
}

// findLive is findFor for operations that a key on its way out refuses.
func (s *State) findLive(c *wire.Call, id *string) (*key, error) {
	k, err := s.findFor(c, id)
	if err != nil {
		return nil, err
	}
	if k.state == types.KeyStatePendingDeletion {
		return nil, invalidState("%s is pending deletion.", k.arn)
	}
	return k, nil
}

// sorted lists the keys of a region by id.
func (r *region) sorted() []*key {
	return slices.SortedFunc(maps.Values(r.keys), func(a, b *key) int { return strings.Compare(a.id, b.id) })
}

func notFound(format string, args ...any) *wire.Error {
	return wire.Errorf("NotFoundException", format, args...)
}

func validation(format string, args ...any) *wire.Error {
	return wire.Errorf("ValidationException", format, args...)
}

// The answers that a key's state gives are AWS's own.
// https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html
func invalidState(format string, args ...any) *wire.Error {
	return wire.Errorf("KMSInvalidStateException", format, args...)
}
