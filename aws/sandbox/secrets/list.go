package secrets

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager/types"

	"secretwatch/aws/sandbox/wire"
)

func (s *State) listSecrets(c *wire.Call, in *secretsmanager.ListSecretsInput) (*secretsmanager.ListSecretsOutput, error) {
	found, err := s.filtered(c, in.Filters, aws.ToBool(in.IncludePlannedDeletion))
	if err != nil {
		return nil, err
	}
	if in.SortBy == types.SortByTypeName {
		slices.SortFunc(found, func(a, b *secret) int { return strings.Compare(a.name, b.name) })
	}
	if in.SortOrder == types.SortOrderTypeDesc || in.SortOrder == "" && in.SortBy == "" {
		slices.Reverse(found)
	}
	shown, next, err := page(found, in.NextToken, in.MaxResults)
	if err != nil {
		return nil, err
	}
	out := &secretsmanager.ListSecretsOutput{SecretList: []types.SecretListEntry{}, NextToken: next}
	for _, one := range shown {
		out.SecretList = append(out.SecretList, one.entry())
	}
	return out, nil
}

// filtered gives the secrets that pass every filter, oldest first.
func (s *State) filtered(c *wire.Call, filters []types.Filter, withDeleted bool) ([]*secret, *wire.Error) {
	s.purge(c)
	for _, f := range filters {
		if !slices.Contains(f.Key.Values(), f.Key) {
			return nil, wire.Errorf("ValidationException", "1 validation error detected: Value '%s' at 'filters.1.member.key' failed to satisfy constraint: Member must satisfy enum value set: [all, name, tag-key, description, tag-value]", f.Key)
		}
		if len(f.Values) == 0 {
			return nil, invalidParameter("Invalid filter values for key: " + string(f.Key))
		}
	}
	var found []*secret
	for _, one := range s.regions[c.Region] {
		if !one.deletion.IsZero() && !withDeleted {
			continue
		}
		if !slices.ContainsFunc(filters, func(f types.Filter) bool { return !one.passes(f) }) {
			found = append(found, one)
		}
	}
	slices.SortFunc(found, func(a, b *secret) int {
		return cmp.Or(a.created.Compare(b.created), strings.Compare(a.name, b.name))
	})
	return found, nil
}

// passes: one value is enough, by its beginning; a ! before it turns it round.
// https://docs.aws.amazon.com/secretsmanager/latest/userguide/manage_search-secret.html
func (one *secret) passes(f types.Filter) bool {
	return slices.ContainsFunc(f.Values, func(value string) bool {
		wanted, not := strings.CutPrefix(value, "!")
		return one.matches(f.Key, wanted) != not
	})
}

func (one *secret) matches(key types.FilterNameStringType, wanted string) bool {
	anyTag := func(of func(tag) string) bool {
		return slices.ContainsFunc(one.tags, func(t tag) bool { return strings.HasPrefix(of(t), wanted) })
	}
	switch key {
	case types.FilterNameStringTypeName:
		return strings.HasPrefix(one.name, wanted)
	case types.FilterNameStringTypeDescription:
		return hasPrefixFold(one.description, wanted)
	case types.FilterNameStringTypeTagKey:
		return anyTag(func(t tag) string { return t.key })
	case types.FilterNameStringTypeTagValue:
		return anyTag(func(t tag) string { return t.value })
	case types.FilterNameStringTypeAll:
		return one.mentions(wanted)
	default: // primary-region, owning-service: nothing here has either
		return wanted == ""
	}
}

// mentions: each word begins a word of some attribute, in any case.
func (one *secret) mentions(words string) bool {
	var have []string
	add := func(text string) {
		have = append(have, strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return strings.ContainsRune(" /_-.+=@!", r) })...)
		have = append(have, strings.ToLower(text))
	}
	add(one.name)
	add(one.description)
	for _, t := range one.tags {
		add(t.key)
		add(t.value)
	}
	for word := range strings.FieldsSeq(strings.ToLower(words)) {
		if !slices.ContainsFunc(have, func(h string) bool { return strings.HasPrefix(h, word) }) {
			return false
		}
	}
	return true
}

func hasPrefixFold(text, prefix string) bool {
	return len(text) >= len(prefix) && strings.EqualFold(text[:len(prefix)], prefix)
}

// page cuts a list: 1 to 100 items, 100 by default. The token is where the next
// page starts.
func page(items []*secret, token *string, limit *int32) (shown []*secret, next *string, err *wire.Error) {
	from := 0
	if token != nil {
		n, bad := strconv.Atoi(*token)
		if bad != nil || n < 0 || n > len(items) {
			return nil, nil, wire.Errorf("InvalidNextTokenException", "Invalid NextToken.")
		}
		from = n
	}
	size := 100
	if limit != nil {
		if *limit < 1 || *limit > 100 {
			return nil, nil, wire.Errorf("ValidationException", "1 validation error detected: Value '%d' at 'maxResults' failed to satisfy constraint: Member must have value between 1 and 100", *limit)
		}
		size = int(*limit)
	}
	to := min(from+size, len(items))
	if to < len(items) {
		next = aws.String(strconv.Itoa(to))
	}
	return items[from:to], next, nil
}
