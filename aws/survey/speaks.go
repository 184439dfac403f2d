package survey

import (
	"regexp"
	"slices"
	"strings"

	"secretwatch/aws/filter"
	"secretwatch/aws/monitor"
)

// parsedPattern is a filter's pattern, nil where AWS's language is not ours.
type parsedPattern struct {
	*filter.Pattern
	comparisons []filter.Comparison
}

func (v *inventory) parse() {
	v.parsed = map[string]*parsedPattern{}
	for _, f := range v.filters.all {
		text := f.Pattern.Raw()
		if v.parsed[text] != nil {
			continue
		}
		if p, err := filter.Parse(text); err == nil {
			v.parsed[text] = &parsedPattern{p, p.Comparisons()}
		}
	}
}

// speaks reports whether names are about secrets, or about a secret of this
// account, by what people call things.
func (v *inventory) speaks(names ...string) bool {
	for _, name := range names {
		plain := bare(name)
		if strings.Contains(plain, "secret") {
			return true
		}
		for _, s := range v.secrets.all {
			// Short names stand in all kinds of words.
			if known := bare(s.Name.Raw()); len(known) >= 5 && strings.Contains(plain, known) {
				return true
			}
		}
	}
	return false
}

const readEvent = "GetSecretValue"

// aboutReads reports whether a filter was meant to find reads of secrets,
// whatever is wrong with it: a misspelt event is meant so, another event is not.
func (v *inventory) aboutReads(f monitor.MetricFilter) bool {
	p := v.parsed[f.Pattern.Raw()]
	if p != nil && p.Kind() == filter.JSON {
		named, meant := false, false
		for _, c := range p.comparisons {
			if c.Selector == "$.eventName" && c.Op == "=" {
				named = true
				meant = meant || near(c.Value, readEvent) || oneClause(c, readEvent)
			}
		}
		if named && !meant {
			return false
		}
	}
	if p != nil && p.Kind() == filter.Text && len(p.Terms()) > 0 && !slices.ContainsFunc(p.Terms(), v.meansReads) {
		return false
	}
	return v.speaks(f.Pattern.Raw(), f.Name, f.Metric)
}

// otherCall is the name of one of Secrets Manager's operations that are no reads.
var otherCall = regexp.MustCompile(`^(Cancel|Create|Delete|Describe|List|Put|Remove|Replicate|Restore|Rotate|Stop|Tag|Untag|Update|Validate)[A-Za-z]*Secret`)

// meansReads is about one term of a text pattern, which may be a part of what
// it is to find, or a regular expression.
func (v *inventory) meansReads(term string) bool {
	term = strings.Trim(term, "%")
	if strings.Contains(strings.ToLower(term), "secret") {
		return !otherCall.MatchString(term)
	}
	return slices.ContainsFunc(v.secrets.all, func(s monitor.Secret) bool { return strings.Contains(term, s.Name.Raw()) })
}

// oneClause reports whether a single comparison holds for a text, wildcards and
// regular expressions included.
func oneClause(c filter.Comparison, text string) bool {
	value := `"` + c.Value + `"`
	if strings.HasPrefix(c.Value, "%") {
		value = c.Value
	}
	p, err := filter.Parse(`{ $.x = ` + value + ` }`)
	return err == nil && p.Match(`{"x":"`+text+`"}`)
}

// near reports whether two names are the same but for case, blanks, marks and
// one letter.
func near(a, b string) bool {
	a, b = bare(a), bare(b)
	if a == b {
		return true
	}
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 || len(b) < 4 {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) < len(b) {
		return a[i:] == b[i+1:] // one letter more
	}
	swapped := i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
	return swapped || a[i+1:] == b[i+1:]
}
