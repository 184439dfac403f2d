package doctor

import (
	"slices"
	"strings"

	"secretwatch/aws/filter"
	"secretwatch/aws/monitor"
	"secretwatch/aws/record"
)

// excluded finds that the pattern leaves out the newest read, though it finds
// others. A clause that names whom it leaves out does so on purpose.
func (j *judge) excluded(f monitor.MetricFilter) {
	if len(j.reads) == 0 || before(j.reads[0], f.Created) || j.counts(j.reads[0]) {
		return
	}
	r := j.reads[0]
	p, err := filter.Parse(f.Pattern.Raw())
	if err != nil {
		return
	}
	_, known := j.logged[r.EventID]
	text := j.recordOf(r)
	if !known && !blames(p, text, r) || expected(p, text) {
		return
	}
	code, summary := codeExcludes, "the pattern leaves out the newest read of %s, so no mail comes for it"
	switch {
	case r.How == record.HowService || r.Who.Kind == record.WhoService:
		code, summary = codeReadByService, "a service made the newest read of %s, and the pattern leaves it out, so no mail comes for it"
	case pins(p, text):
		code, summary = codePinned, "the pattern counts the reads of certain callers only, and not the newest read of %s"
	}
	x := j.warn(code, summary, j.s.Names.Secret).
		seen("newest read", "%s", j.when(r.Time)).seen("by", "%s %s", r.Who.Kind, r.Who.Name.Safe()).
		seen("from", "%s", r.From.Safe()).seen("user agent", "%s", r.Agent.Safe()).seen("pattern", "%s", f.Pattern.Safe())
	j.failedClause(x, p, r)
	x.mend("widen the pattern, if this read should count", j.putFilter(f, j.group(), j.pattern()))
}

// blames reports that what the pattern says of the caller or the secret is what
// leaves a read out: only that of a read's record is known here for certain.
func blames(p *filter.Pattern, text string, r record.Read) bool {
	secret, asked := false, false
	for _, x := range partsOf(p, []string{text}) {
		switch {
		case !x.held && isIdentity(x.Selector):
			return true
		case x.Selector == secretSelector:
			asked, secret = true, secret || x.held
		}
	}
	if asked && !secret {
		return true
	}
	known := r.Agent.Raw() + "\n" + r.From.Raw() + "\n" + r.Who.ARN.Raw()
	return slices.ContainsFunc(p.Excluded(), func(term string) bool { return strings.Contains(known, term) })
}

// expected reports that the pattern leaves this very reader out by name.
func expected(p *filter.Pattern, text string) bool {
	if p.Kind() != filter.JSON {
		return false
	}
	return slices.ContainsFunc(partsOf(p, []string{text}), func(x part) bool {
		return !x.held && x.Op == "!=" && isIdentity(x.Selector) && x.Selector != "$.userIdentity.type" && x.got != ""
	})
}

// pins reports that the pattern asks for another caller.
func pins(p *filter.Pattern, text string) bool {
	return slices.ContainsFunc(failing(p, text), func(x part) bool { return x.Op == "=" && isIdentity(x.Selector) })
}

// failing are the clauses of a JSON pattern that keep a record from matching.
func failing(p *filter.Pattern, text string) []part {
	if p.Kind() != filter.JSON {
		return nil
	}
	why := p.WhyNot(text)
	return slices.DeleteFunc(partsOf(p, []string{text}), func(x part) bool {
		return x.held || !slices.ContainsFunc(why, func(c filter.Clause) bool { return c.Text == x.text })
	})
}
