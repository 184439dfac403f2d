package doctor

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"secretwatch/aws/arnpart"
	"secretwatch/aws/filter"
	"secretwatch/aws/monitor"
	"secretwatch/aws/record"
)

// recent is for how long somebody wonders about a read.
const recent = lateDelivery

// readers look for a read that somebody may wonder about although the monitor
// owes no mail for it.
func (j *judge) readers() {
	if j.nothing != "" || !j.s.Secret.There() {
		return
	}
	j.failedRead()
	j.delayed()
	var own time.Time // of the newest read that the monitor has to do with
	if j.newest != nil {
		own = j.newest.Time
	}
	if j.s.At.Sub(own) > recent {
		j.otherSecret()
		j.otherRegion(own)
		j.notRetrieved(own)
	}
}

// otherSecret finds that a secret was read that could be taken for this one:
// by its name, or because whoever looks has just read it.
func (j *judge) otherSecret() {
	if !j.s.Reads.There() {
		return
	}
	for _, r := range *j.s.Reads.Value {
		if j.s.At.Sub(r.Time) > recent || r.Result != record.ResultOK || r.Secret.Empty() ||
			r.Of(j.s.Names.Secret, j.arnOrEmpty()) || j.builtSince(r.Time) {
			continue
		}
		if !j.mistaken(r) || j.countedByAny(r) || j.hasMonitor(secretName(r.Secret.Raw())) {
			continue
		}
		j.warn(codeOtherSecret, "%s was read %s, which is another secret than %s: this monitor sends no mail for it", r.Secret.Safe(), j.ago(r.Time), j.s.Names.Secret).
			seen("read", "%s", j.when(r.Time)).seen("the read names", "%s", r.Secret.Safe()).
			seen("the monitor watches", "%s", j.secretARN()).
			seen("by", "%s %s", r.Who.Kind, r.Who.Name.Safe()).seen("request id", "%s", r.RequestID).
			mend("read "+j.s.Names.Secret+" to test this monitor, or build a monitor for the other secret",
				j.testRead(), j.own("setup").String())
		return
	}
}

// mistaken reports that a read of another secret may have been meant for this
// one. What a program reads all day is not.
func (j *judge) mistaken(r record.Read) bool {
	own := !r.Who.ARN.Empty() && r.Who.ARN.Raw() == j.s.Caller.Raw()
	like := alike(secretName(r.Secret.Raw()), j.s.Names.Secret)
	switch r.How {
	case record.HowConsole, record.HowCLI:
		return own || like
	case record.HowTerraform, record.HowLambda, record.HowService:
		return false
	default:
		return own
	}
}

// countedByAny reports that some metric filter of the log group counts a read:
// whoever made it may expect that filter's mail.
func (j *judge) countedByAny(r record.Read) bool {
	if j.counts(r) {
		return true
	}
	if !j.s.Filters.There() {
		return false
	}
	text := j.recordOf(r)
	for _, f := range *j.s.Filters.Value {
		if p, err := filter.Parse(f.Pattern.Raw()); err == nil && p.Match(text) {
			return true
		}
	}
	return false
}

// hasMonitor reports that setup has made a monitor of that secret too, by the
// trail's usual name: whoever reads it may expect that one's mail.
func (j *judge) hasMonitor(secret string) bool {
	if !j.s.Trails.There() {
		return false
	}
	names := monitor.NamesFor(secret, monitor.Place{})
	return slices.ContainsFunc(*j.s.Trails.Value, func(t monitor.Trail) bool {
		return t.Name == names.Trail && arnpart.LogGroup(t.LogGroupARN) == names.LogGroup
	})
}

// builtSince reports that the monitor was not there yet at t.
func (j *judge) builtSince(t time.Time) bool {
	f, st := j.s.Filter.Value, j.s.Status.Value
	return f != nil && t.Before(f.Created.Truncate(time.Second)) || st != nil && t.Before(st.Started.Truncate(time.Second))
}

// secretName is the name in whatever a reader called a secret.
func secretName(id string) string {
	if !strings.HasPrefix(id, "arn:") {
		return id
	}
	_, name, _ := strings.Cut(id, ":secret:")
	if i := strings.LastIndexByte(name, '-'); i > 0 && len(name)-i == 7 {
		name = name[:i]
	}
	return name
}

// alike reports that two names are easily taken for one another.
func alike(a, b string) bool {
	plain := func(s string) string {
		return strings.NewReplacer("-", "", "_", "", ".", "", "/", "", " ", "").Replace(strings.ToLower(s))
	}
	a, b = plain(a), plain(b)
	if a == "" || b == "" {
		return false
	}
	return strings.HasPrefix(a, b) || strings.HasPrefix(b, a)
}

// otherRegion finds a read in a region that a trail of one region does not see.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-concepts.html
func (j *judge) otherRegion(own time.Time) {
	t := j.s.Trail.Value
	if t == nil || t.MultiRegion {
		return
	}
	missing(j, monitor.HopRead, "the reads in other regions", j.s.AwayReads)
	if !j.s.AwayReads.There() {
		return
	}
	for _, r := range *j.s.AwayReads.Value {
		// The region's copy has an ARN of its own.
		if r.Region == j.s.Region || !r.Of(j.s.Names.Secret, "") || !r.Time.After(own) || j.builtSince(r.Time) {
			continue
		}
		f := j.warn(codeOtherRegion, "%s was read in %s %s, and trail %s records %s only: no mail comes for that read",
			j.s.Names.Secret, r.Region, j.ago(r.Time), t.Name, t.HomeRegion)
		f.seen("read", "%s", j.when(r.Time)).seen("region of the read", "%s", r.Region).
			seen("by", "%s %s", r.Who.Kind, r.Who.Name.Safe()).seen("request id", "%s", r.RequestID)
		if s := j.s.Secret.Value; s != nil && len(s.Replicas) > 0 {
			f.seen("the secret is copied to", "%s", list(s.Replicas))
		}
		f.mend("read the secret in "+j.s.Region+", or let the trail record every region", j.testRead(), j.allRegions())
		return
	}
}

// notRetrieved finds that somebody opened the secret's page in the console,
// which asks for its versions, and left the value alone.
func (j *judge) notRetrieved(own time.Time) {
	c, ok := j.changed(callListVersions)
	if !ok || !c.At.After(own) || j.s.At.Sub(c.At) > recent {
		return
	}
	j.warn(codeNotRetrieved, "%s looked at %s %s and did not retrieve its value, which is no read", c.Who.Safe(), j.s.Names.Secret, j.ago(c.At)).
		seen("at", "%s", j.when(c.At)).seen("event", "%s", c.Event).
		mend("press \"Retrieve secret value\" in the console, or read the secret", j.testRead())
}

// failedRead finds that the newest read failed, and that the filter counts only
// those that work.
func (j *judge) failedRead() {
	r := j.newest
	f := j.s.Filter.Value
	if r == nil || r.Result == record.ResultOK || j.s.At.Sub(r.Time) > recent || f == nil || j.builtSince(r.Time) || j.has(codeNoFilter, codeFilterElse) != "" {
		return
	}
	p, err := filter.Parse(f.Pattern.Raw())
	if err != nil || p.Match(j.recordOf(*r)) {
		return
	}
	code, why := codeReadFailed, "the filter counts only reads that work"
	if r.Secret.Empty() && !asksForSuccess(p) && asksForSecret(p) {
		code, why = codeNoParameters, "its record does not say which secret it was after, which the filter asks for"
	}
	x := j.warn(code, "the newest read of %s failed (%s), and %s: no mail comes for it", j.s.Names.Secret, r.Result, why)
	x.seen("read", "%s", j.when(r.Time)).seen("error", "%s", r.Error.Safe()).
		seen("by", "%s %s", r.Who.Kind, r.Who.Name.Safe()).seen("pattern", "%s", f.Pattern.Safe())
	if code == codeNoParameters {
		x.seen("note", "that denied reads lack their parameters is not verified for Secrets Manager").
			mend("count reads as well that do not say which secret they were after",
				j.putFilter(*f, j.group(), fmt.Sprintf(`{ ($.eventSource = "secretsmanager.amazonaws.com") && ($.eventName = "GetSecretValue") && ((%[1]s NOT EXISTS) || (%[1]s = "*%[2]s*")) }`,
					secretSelector, j.s.Names.Secret)))
		return
	}
	x.mend("give the reader access if it should have it; to be told of failed reads too, take a pattern that counts them",
		j.putFilter(*f, j.group(), monitor.PatternFor(j.s.Names.Secret, true)))
}

func asksForSuccess(p *filter.Pattern) bool { return asksFor(p, "$.errorCode") }
func asksForSecret(p *filter.Pattern) bool  { return asksFor(p, secretSelector) }

func asksFor(p *filter.Pattern, selector string) bool {
	for _, c := range p.Comparisons() {
		if c.Selector == selector {
			return true
		}
	}
	return false
}

// delayed finds that CloudTrail was late with a read's record.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
func (j *judge) delayed() {
	for _, r := range j.reads {
		l, ok := j.logged[r.EventID]
		if !ok || l.Delivered.Sub(r.Time) <= lateDelivery || j.s.At.Sub(l.Delivered) > recent {
			continue
		}
		f := j.warn("event-delayed", "CloudTrail delivered the record of the read of %s %s after it, so its mail is as late", j.clock(r.Time), span(l.Delivered.Sub(r.Time)))
		f.seen("read", "%s", j.when(r.Time)).seen("delivered", "%s", j.when(l.Delivered)).seen("addendum", "%s", addendum(l))
		f.mend("nothing to change: CloudTrail delivers within five minutes on average and promises no time")
		return
	}
}
