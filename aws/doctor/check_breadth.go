package doctor

import (
	"regexp"
	"strings"

	"secretwatch/aws/filter"
	"secretwatch/aws/monitor"
)

// breadth looks for what a pattern that finds reads does beside that.
func (j *judge) breadth(f monitor.MetricFilter, p *filter.Pattern) {
	j.tooWide(f, p)
	j.duplicated(f)
	if optional.MatchString(f.Pattern.Raw()) && p.Kind() == filter.Text && len(p.Terms())+len(p.Excluded()) > 0 && !j.optionalCounts(p) {
		j.warn("filter-optional-terms-ignored", "metric filter %s mixes terms that begin with ? with others, so that those with ? count for nothing", f.Name).
			seen("pattern", "%s", f.Pattern.Safe()).
			mend("use only terms with ?, or a JSON pattern", j.putFilter(f, j.group(), j.pattern()))
	}
	if f.Selection != "" {
		j.warn("filter-field-selection", "metric filter %s takes the records of some accounts or regions only", f.Name).
			seen("field selection criteria", "%s", f.Selection).
			mend("look whether the reads are among them", j.cli("logs", "describe-metric-filters").with("--log-group-name", j.group()).
				with("--filter-name-prefix", f.Name).String())
	}
}

var optional = regexp.MustCompile(`(^|\s)\?["\w]`)

// optionalCounts reports that the pattern consists of ?terms alone.
func (j *judge) optionalCounts(p *filter.Pattern) bool {
	for _, c := range p.Explain(j.byARN()[0]) {
		if !strings.HasPrefix(c.Text, "?") {
			return false
		}
	}
	return true
}

// tooWide finds that the pattern also matches what happens all day: then the
// metric does not come back to zero, and the alarm not to OK.
func (j *judge) tooWide(f monitor.MetricFilter, p *filter.Pattern) {
	user := j.callers()[0]
	var hits []string
	for _, other := range []struct{ source, event string }{
		{"secretsmanager.amazonaws.com", "DescribeSecret"},
		{"sts.amazonaws.com", "GetCallerIdentity"},
		{"ec2.amazonaws.com", "DescribeInstances"},
	} {
		if p.Match(j.unlike(user, other.source, other.event)) {
			hits = append(hits, other.event)
		}
	}
	if len(hits) == 0 {
		return
	}
	x := j.warn(codeTooWide, "metric filter %s also counts what is no read: %s, so that the alarm may stay in ALARM", f.Name, list(hits))
	x.seen("pattern", "%s", f.Pattern.Safe()).seen("matches too", "%s", list(hits))
	if j.s.Points.There() {
		var minutes, counted int
		for _, p := range *j.s.Points.Value {
			minutes++
			if p.Sum > 0 {
				counted++
			}
		}
		x.seen("minutes with a count", "%d of %d", counted, minutes)
	}
	x.mend("give the filter a pattern that finds reads of this secret only", j.putFilter(f, j.group(), j.pattern()))
}

// duplicated finds a second filter that counts the same read into the same
// metric.
func (j *judge) duplicated(f monitor.MetricFilter) {
	if !j.s.Filters.There() {
		return
	}
	for _, other := range *j.s.Filters.Value {
		if other.Name == f.Name || other.LogGroup != f.LogGroup || other.Namespace != f.Namespace || other.Metric != f.Metric {
			continue
		}
		p, err := filter.Parse(other.Pattern.Raw())
		if err != nil || !matchesAny(p, j.byName()) && !matchesAny(p, j.byARN()) {
			continue
		}
		j.warn("filter-duplicated", "metric filters %s and %s both count a read into metric %s, so that one read makes two", f.Name, other.Name, f.Metric).
			seen(f.Name, "%s", f.Pattern.Safe()).seen(other.Name, "%s", other.Pattern.Safe()).
			mend("remove one of them", j.cli("logs", "delete-metric-filter").with("--log-group-name", j.group()).with("--filter-name", other.Name).String())
		return
	}
}
