package keys

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/kms/types"

	"secretwatch/aws/sandbox/wire"
)

var aliasName = regexp.MustCompile(`^[a-zA-Z0-9:/_-]+$`)

const maxAlias = 256

func checkAlias(name string) error {
	switch {
	case !strings.HasPrefix(name, "alias/") || name == "alias/":
		return validation(`Alias must start with the prefix "alias/". Please see https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html`)
	case isManagedAlias(name):
		return wire.Errorf("NotAuthorizedException", "")
	case len(name) > maxAlias || !aliasName.MatchString(name):
		return validation("1 validation error detected: Value '%s' at 'aliasName' failed to satisfy constraint: Member must satisfy regular expression pattern: ^[a-zA-Z0-9:/_-]+$", name)
	}
	return nil
}

func (s *State) createAlias(c *wire.Call, in *kms.CreateAliasInput) (*kms.CreateAliasOutput, error) {
	name := aws.ToString(in.AliasName)
	if err := checkAlias(name); err != nil {
		return nil, err
	}
	k, err := s.findLive(c, in.TargetKeyId)
	if err != nil {
		return nil, err
	}
	r := s.region(c.Region)
	if r.aliases[name] != nil {
		return nil, wire.Errorf("AlreadyExistsException", "An alias with the name %s already exists", s.arn(c.Region, name))
	}
	if len(r.aliasesOf(k.id)) >= maxAliases {
		return nil, wire.Errorf("LimitExceededException", "Alias limit exceeded.")
	}
	r.aliases[name] = &alias{name: name, target: k.id, created: c.At, updated: c.At}
	return &kms.CreateAliasOutput{}, nil
}

// aliasOf gives an alias of the account's own.
func (s *State) aliasOf(c *wire.Call, name *string) (*alias, error) {
	if err := checkAlias(aws.ToString(name)); err != nil {
		return nil, err
	}
	if a := s.region(c.Region).aliases[*name]; a != nil {
		return a, nil
	}
	return nil, notFound("Alias %s is not found.", s.arn(c.Region, *name))
}

func (s *State) updateAlias(c *wire.Call, in *kms.UpdateAliasInput) (*kms.UpdateAliasOutput, error) {
	a, err := s.aliasOf(c, in.AliasName)
	if err != nil {
		return nil, err
	}
	k, err := s.findLive(c, in.TargetKeyId)
	if err != nil {
		return nil, err
	}
	a.target, a.updated = k.id, c.At
	return &kms.UpdateAliasOutput{}, nil
}

func (s *State) deleteAlias(c *wire.Call, in *kms.DeleteAliasInput) (*kms.DeleteAliasOutput, error) {
	a, err := s.aliasOf(c, in.AliasName)
	if err != nil {
		return nil, err
	}
	delete(s.region(c.Region).aliases, a.name)
	return &kms.DeleteAliasOutput{}, nil
}

func (s *State) listAliases(c *wire.Call, in *kms.ListAliasesInput) (*kms.ListAliasesOutput, error) {
	r := s.region(c.Region)
	all := slices.SortedFunc(maps.Values(r.aliases), byName)
	if in.KeyId != nil {
		k, err := s.find(c, in.KeyId)
		if err != nil {
			return nil, err
		}
		all = r.aliasesOf(k.id)
	}
	all, next, err := page(all, in.Marker, in.Limit, 50, 100)
	if err != nil {
		return nil, err
	}
	out := &kms.ListAliasesOutput{Aliases: []types.AliasListEntry{}, NextMarker: next, Truncated: next != nil}
	for _, a := range all {
		entry := types.AliasListEntry{AliasName: aws.String(a.name), AliasArn: aws.String(s.arn(c.Region, a.name))}
		if a.target != "" {
			entry.TargetKeyId, entry.CreationDate, entry.LastUpdatedDate = aws.String(a.target), aws.Time(a.created), aws.Time(a.updated)
		}
		out.Aliases = append(out.Aliases, entry)
	}
	return out, nil
}

func byName(a, b *alias) int { return strings.Compare(a.name, b.name) }

func (r *region) aliasesOf(id string) []*alias {
	var found []*alias
	for _, a := range r.aliases {
		if a.target == id {
			found = append(found, a)
		}
	}
	slices.SortFunc(found, byName)
	return found
}

// page cuts a list where the marker says; the marker is where the page starts.
func page[T any](all []T, marker *string, limit *int32, usual, most int) ([]T, *string, error) {
	size := usual
	if limit != nil {
		size = int(*limit)
		if size < 1 {
			return nil, nil, validation("1 validation error detected: Value '%d' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1", size)
		}
		if size > most {
			return nil, nil, validation("1 validation error detected: Value '%d' at 'limit' failed to satisfy constraint: Member must have value less than or equal to %d", size, most)
		}
	}
	start := 0
	if marker != nil {
		n, err := strconv.Atoi(*marker)
		if err != nil || n < 0 || n > len(all) {
			return nil, nil, wire.Errorf("InvalidMarkerException", "Could not deserialize marker '%s'", *marker)
		}
		start = n
	}
	end := min(start+size, len(all))
	if end < len(all) {
		return all[start:end], aws.String(strconv.Itoa(end)), nil
	}
	return all[start:], nil, nil
}
