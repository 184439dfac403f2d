package doctor

import (
	"slices"
	"strings"

	"secretwatch/aws/filter"
	"secretwatch/aws/monitor"
)

// filter asks whether a metric filter counts the read.
func (j *judge) filter() {
	s := j.s
	group := j.group()
	if unseen(j, monitor.HopFilter, "the metric filters of log group "+group, orList(s.Filter, s.Filters)) {
		return
	}
	f := s.Filter.Value
	if f == nil && (s.LogGroup.Unseen != nil || s.Trail.Unseen != nil && s.LogGroup.Absent() && !j.ours()) {
		j.skip(monitor.HopFilter, codeCannotSee, "the metric filters are not known, because the log group cannot be seen")
		return
	}
	if f == nil && j.away() != "" && s.Alarm.There() {
		j.skip(monitor.HopFilter, codeAlarmAway, "log group %s is in %s, where the metric filter has to be", group, j.away())
		return
	}
	if f == nil || !j.related(*f) {
		j.noFilter(group)
		return
	}
	if f.LogGroup != "" && f.LogGroup != group {
		j.broken(codeFilterElse, "metric filter %s is on log group %s, but the trail delivers to %s", f.Name, f.LogGroup, group).
			because(j.has(codeGroupMissing)).
			seen("filter's log group", "%s", f.LogGroup).seen("trail's log group", "%s", group).
			mend("put the filter on "+group, j.putFilter(*f, group, j.patternNow()))
		return
	}
	p, err := filter.Parse(f.Pattern.Raw())
	if err != nil {
		j.unreadable(*f, err)
		return
	}
	j.untestable()
	x := j.matches(*f, p)
	j.onRecords(*f, p, x)
	if x != nil {
		return
	}
	j.breadth(*f, p)
	if f.OnTransformed {
		j.warn("filter-on-transformed-events", "metric filter %s runs on transformed events, and its pattern is written for records as they come", f.Name).
			seen("applyOnTransformedLogs", "true").
			mend("let the filter run on the records as they come", j.putFilter(*f, group, f.Pattern.Raw())+" --no-apply-on-transformed-logs")
	}
	j.newerThanRead(*f)
	j.excluded(*f)
	passing := j.passing(monitor.HopFilter, "metric filter %s matches a read of %s, by name and by ARN", f.Name, s.Names.Secret).
		seen("pattern", "%s", f.Pattern.Safe()).seen("log group", "%s", f.LogGroup)
	if filter.LooksForText(f.Pattern.Raw()) {
		passing.seen("note", "a pattern for text also counts records that only mention it, such as of somebody, or of secretwatch, looking for reads")
	}
}

// related reports whether a filter serves this monitor. Where there is none of
// the monitor's name, the survey offers any filter of the log group.
func (j *judge) related(f monitor.MetricFilter) bool {
	if a := j.s.Alarm.Value; a != nil && a.Namespace == f.Namespace && a.Metric == f.Metric {
		return true
	}
	return f.Name == monitor.NamesFor(j.s.Names.Secret, j.s.Place).Filter || j.looksLikeReads(f.Pattern.Raw())
}

func (j *judge) noFilter(group string) {
	var others []string
	if j.s.Filters.There() {
		for _, f := range *j.s.Filters.Value {
			others = append(others, f.Name)
		}
	}
	good := j.goodFilter()
	j.broken(codeNoFilter, "no metric filter on log group %s counts reads of %s", group, j.s.Names.Secret).
		because(j.has(codeGroupMissing, codeGroupClass)).
		seen("metric filters on "+group, "%s", list(others)).
		mend("put metric filter "+good.Name+" on the log group", j.putFilter(good, group, j.pattern()))
}

func (j *judge) unreadable(f monitor.MetricFilter, err error) {
	x := j.note(codeCannotSee, Unknown, "cannot judge the pattern of metric filter %s: it is not understood here", f.Name)
	x.Hop = monitor.HopFilter
	x.seen("pattern", "%s", f.Pattern.Safe()).seen("error", "%s", err).
		mend("let AWS test the pattern", j.cli("logs", "test-metric-filter").with("--filter-pattern", f.Pattern.Raw()).
			with("--log-event-messages", j.byARN()[0]).String())
}

// patternNow is the pattern that is there if it finds reads, else a good one.
func (j *judge) patternNow() string {
	f := j.s.Filter.Value
	if f == nil {
		return j.pattern()
	}
	p, err := filter.Parse(f.Pattern.Raw())
	if err != nil || !matchesAny(p, j.byName()) || !matchesAny(p, j.byARN()) {
		return j.pattern()
	}
	return f.Pattern.Raw()
}

// matches tries the pattern on reads that name the secret by name and by ARN,
// and is nil where it finds both.
func (j *judge) matches(f monitor.MetricFilter, p *filter.Pattern) *Finding {
	byName, byARN := j.byName(), j.byARN()
	named, arned := matchesAny(p, byName), matchesAny(p, byARN)
	var x *Finding
	switch {
	case named && arned:
		return nil
	case named:
		x = j.broken(codeFilterByName, "the pattern matches reads that name %s, but not those that give its ARN, as the console does", j.s.Names.Secret)
	case arned:
		x = j.broken(codeFilterByARN, "the pattern matches reads that give the ARN of %s, but not those that name it, as the AWS CLI may", j.s.Names.Secret)
	default:
		x = j.whyNot(f, p, slices.Concat(byName, byARN))
	}
	x.seen("pattern", "%s", f.Pattern.Safe()).
		seen("a read by name", "%s", verb(named)).seen("a read by ARN", "%s", verb(arned))
	if x.Code == codePinned {
		x.mend("drop the condition from the pattern, if everybody's reads are meant", j.putFilter(f, j.group(), j.pattern()))
	} else {
		x.mend("give the filter a pattern that finds reads by name and by ARN", j.putFilter(f, j.group(), j.pattern()))
	}
	return x
}

func verb(matches bool) string {
	if matches {
		return "matches"
	}
	return "does not match"
}

// newerThanRead explains a read that was delivered before the filter was there:
// filters look at new events only.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/MonitoringLogData.html
func (j *judge) newerThanRead(f monitor.MetricFilter) {
	if len(j.reads) == 0 || f.Created.IsZero() || !j.past.seen {
		return
	}
	newest := j.reads[0]
	if !before(newest, f.Created) {
		return
	}
	if st := j.s.Status.Value; st == nil || before(newest, st.Started) {
		return // the whole monitor is newer than the read, and nobody expects a mail for it
	}
	if j.past.alarmSince(newest.Time) {
		return
	}
	j.warn(codeNewer, "the newest read of %s was before its metric filter, which counts new records only: no mail comes for that read", j.s.Names.Secret).
		seen("newest read", "%s", j.when(newest.Time)).seen("filter made", "%s", j.when(f.Created)).
		mend("read the secret again", j.testRead())
}

// secretSelector is where a record has what the reader called the secret.
const secretSelector = "$.requestParameters.secretId"

func isIdentity(selector string) bool {
	return strings.HasPrefix(selector, "$.userIdentity") || selector == "$.sourceIPAddress" || selector == "$.userAgent" ||
		selector == "$.sessionCredentialFromConsole"
}
