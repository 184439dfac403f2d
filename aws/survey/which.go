package survey

import (
	"slices"
	"strings"

	"secretwatch/aws/filter"
	"secretwatch/aws/monitor"
	"secretwatch/aws/record"
)

const secretSelector = "$.requestParameters.secretId"

// whichSecret is the secret that a chain of other hands is about: the one that
// its pattern speaks of, else one that its names hold, else the one whose reads
// it counts or that alone was read, else the only one there is; "" where that
// leaves several.
func (v *inventory) whichSecret(c chain) string {
	if c.filter != nil {
		if name := v.pinned(*c.filter); name != "" {
			return name
		}
	}
	if name := v.inNames(c); name != "" {
		return name
	}
	if c.filter != nil {
		if p := v.parsed[c.filter.Pattern.Raw()]; p != nil {
			for _, r := range v.reads.all {
				if name := v.secretOf(r); name != "" && p.Match(r.Raw.Raw()) {
					return name
				}
			}
		}
	}
	read := map[string]bool{}
	last := ""
	for _, r := range v.reads.all {
		if name := v.secretOf(r); name != "" {
			read[name], last = true, name
		}
	}
	if len(read) == 1 {
		return last
	}
	if v.secrets.whole && len(v.secrets.all) == 1 {
		return v.secrets.all[0].Name.Raw()
	}
	return v.onlyRead()
}

// onlyRead is the one secret that was read, there or not any more.
func (v *inventory) onlyRead() string {
	found := ""
	for _, r := range v.reads.all {
		if _, ok := r.Read(); !ok {
			continue
		}
		name := secretIn(r.SecretID.Raw())
		if found != "" && name != found {
			return ""
		}
		found = name
	}
	return found
}

// pinned is the secret to which a filter's pattern keeps, "" where it takes the
// reads of all. It may be one that is not there.
func (v *inventory) pinned(f monitor.MetricFilter) string {
	p := v.parsed[f.Pattern.Raw()]
	if p == nil {
		return ""
	}
	if p.Kind() == filter.Text {
		return v.inTerms(p.Terms())
	}
	meant := ""
	var like []string
	for _, c := range p.comparisons {
		if c.Selector != secretSelector || c.Op != "=" {
			continue
		}
		name := secretIn(c.Value)
		for _, s := range v.secrets.all {
			known := s.Name.Raw()
			if known == c.Value || known == name || s.ARN == c.Value {
				return known
			}
			if (oneClause(c, known) || oneClause(c, s.ARN)) && !slices.Contains(like, known) {
				like = append(like, known)
			}
		}
		if meant == "" && !strings.ContainsAny(name, "*%") {
			meant = name
		}
	}
	if len(like) > 0 {
		if len(like) == 1 {
			return like[0]
		}
		return "" // of several
	}
	return meant
}

// inTerms is the one secret that a text pattern names, by its name or its ARN.
func (v *inventory) inTerms(terms []string) string {
	found := ""
	for _, s := range v.secrets.all {
		name := s.Name.Raw()
		if slices.ContainsFunc(terms, func(t string) bool {
			return t == name || strings.Contains(t, ":secret:"+name) || strings.HasPrefix(t, "arn:") && strings.HasPrefix(s.ARN, t)
		}) && len(name) > len(found) {
			found = name
		}
	}
	return found
}

// inNames is the secret whose name stands in the chain's names, the longest
// where there are several.
func (v *inventory) inNames(c chain) string {
	names := []string{c.group, c.topic}
	if c.trail != nil {
		names = append(names, c.trail.Name)
	}
	if c.filter != nil {
		names = append(names, c.filter.Name, c.filter.Metric)
	}
	if c.alarm != nil {
		names = append(names, c.alarm.Name, c.alarm.Metric)
	}
	found := ""
	for _, s := range v.secrets.all {
		name := s.Name.Raw()
		plain := bare(name)
		// Short names stand in all kinds of words.
		if len(plain) < 5 || len(name) <= len(found) || plain == "secret" {
			continue
		}
		if slices.ContainsFunc(names, func(n string) bool { return strings.Contains(bare(n), plain) }) {
			found = name
		}
	}
	return found
}

// secretOf is the secret that a record's reader asked for, where it is one of
// this account or nobody can say.
func (v *inventory) secretOf(r record.Record) string {
	read, ok := r.Read()
	if !ok {
		return ""
	}
	for _, s := range v.secrets.all {
		if read.Of(s.Name.Raw(), s.ARN) {
			return s.Name.Raw()
		}
	}
	if v.secrets.whole {
		return ""
	}
	return secretIn(r.SecretID.Raw())
}

// secretIn is the name in a secret's ARN, or in a pattern for one; anything else
// is a name itself. The hyphen and six characters at an ARN's end are Secrets
// Manager's.
func secretIn(id string) string {
	_, name, isARN := strings.Cut(id, ":secret:")
	if !isARN {
		return strings.Trim(id, "*%")
	}
	if rest, wild := strings.CutSuffix(name, "*"); wild {
		return strings.TrimSuffix(strings.TrimRight(rest, "?"), "-")
	}
	const suffix = len("-a1B2c3")
	if i := len(name) - suffix; i > 0 && name[i] == '-' {
		return name[:i]
	}
	return name
}
