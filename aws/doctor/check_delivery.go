package doctor

import (
	"slices"
	"strings"

	"secretwatch/aws/arnpart"
	"secretwatch/aws/monitor"
	"secretwatch/aws/record"
)

// delivery asks whether records arrive in the log group.
func (j *judge) delivery() {
	t := j.s.Trail.Value
	if j.s.Trail.Unseen != nil && !j.ours() && (j.s.LogGroup.Absent() || j.s.Role.Absent()) {
		// Only the trail knows which log group and role these are.
		j.skip(monitor.HopDelivery, codeCannotSee, "the log group and the role are not known, because the trail cannot be seen")
		return
	}
	cause := "" // why nothing is wired to a log group
	if t == nil || !hasGroup(*t) {
		cause = j.has(codeNoTrail, codeElsewhere, codeNoLogGroup, codeWrongTrail)
	}
	j.logGroup(cause)
	j.role(cause)
	if t != nil && j.s.Status.There() {
		j.deliveryError(*t, *j.s.Status.Value)
	}
	if j.has(codeWrongTrail) != "" && !j.failing(monitor.HopDelivery) {
		j.skip(monitor.HopDelivery, codeWrongTrail, "the delivery is the other trail's, which was not looked at")
		return
	}
	stopped := j.has(codeNoTrail, codeElsewhere, codeNotLogging, codeNoLogGroup)
	if stopped != "" && !j.failing(monitor.HopDelivery) {
		j.skip(monitor.HopDelivery, stopped, "nothing is delivered to log group %s", j.group())
		return
	}
	f := j.passing(monitor.HopDelivery, "CloudTrail may write to log group %s", j.group())
	if st := j.s.Status.Value; st != nil && !st.LogsDelivered.IsZero() {
		f.Summary = "CloudTrail delivered to log group " + j.group() + " " + j.at(st.LogsDelivered)
		f.seen("newest delivery", "%s", j.when(st.LogsDelivered))
	} else if st != nil {
		f.seen("newest delivery", "none yet; on a new trail the first one takes 15 minutes and more")
	}
	f.seen("role", "%s", arnpart.Role(j.roleARN()))
}

// failing reports that a hop is broken or could not be looked at.
func (j *judge) failing(hop monitor.Hop) bool {
	for _, f := range j.findings {
		if f.Hop == hop && (f.Status == Broken || f.Status == Unknown) {
			return true
		}
	}
	return false
}

func (j *judge) logGroup(cause string) {
	s := j.s
	name := j.group()
	if unseen(j, monitor.HopDelivery, "the log group "+name, s.LogGroup) {
		return
	}
	if s.LogGroup.Absent() || s.LogGroup.Value.Name != name {
		if j.away() != "" {
			return // it is in another region, which was not looked at
		}
		if s.LogGroup.There() && s.Names.LogGroup != name {
			return // the monitor's is another one: the filter's check says so
		}
		f := j.broken(codeGroupMissing, "log group %s is not there, and with it went its metric filters", name).because(cause)
		if j.nothing != "" {
			f.Summary = "log group " + name + " is not there"
		}
		f.seen("log group", "%s", strings.TrimSuffix(j.groupARN(), ":*"))
		commands := append(j.makeGroup(name), j.putFilter(j.goodFilter(), name, j.pattern()))
		f.mend("create the log group and its metric filter again; CloudTrail makes its stream itself", commands...)
		return
	}
	if class := s.LogGroup.Value.Class; class != "" && class != "STANDARD" {
		standard := name + "-standard"
		j.broken(codeGroupClass, "log group %s is of class %s, which has no metric filters", name, class).
			seen("class", "%s", class).seen("note", "a log group's class cannot be changed").
			mend("create log group "+standard+" of class STANDARD and move trail and filter there; the old one stays", j.moveGroup(standard)...)
	}
}

// deliveryError judges CloudTrail's own word for its last attempt.
func (j *judge) deliveryError(t monitor.Trail, st monitor.TrailStatus) {
	if st.LogsError.Empty() {
		j.stale(t, st)
		return
	}
	if j.failing(monitor.HopDelivery) {
		for _, f := range j.findings {
			if f.Hop == monitor.HopDelivery && f.Status == Broken {
				f.seen("CloudTrail's last error", "%s", st.LogsError.Safe())
				return
			}
		}
	}
	status := Warning
	if !j.s.Role.There() || !j.s.LogGroup.There() {
		status = Broken // CloudTrail sees what we cannot
	}
	code := codeRoleRights
	if g := j.s.LogGroup.Value; g != nil && (strings.Contains(strings.ToUpper(st.LogsError.Raw()), "KMS") || status == Warning && g.KeyID != "") {
		j.groupKey(*g, st)
		return
	}
	if strings.Contains(st.LogsError.Raw(), "trust") {
		code = codeRoleTrust
	}
	f := j.note(code, status, "CloudTrail's last delivery to log group %s failed", j.group())
	f.seen("CloudTrail's last error", "%s", st.LogsError.Safe()).seen("newest delivery", "%s", j.when(st.LogsDelivered))
	if status == Warning {
		f.seen("note", "log group and role as they are now look well: if this was just mended, the next delivery clears it")
		f.again(j, "the next delivery")
		return
	}
	if code == codeRoleTrust {
		f.mend("let CloudTrail take the role", j.putTrust(""))
		return
	}
	f.mend("let the role write to the log group", j.putRolePolicy())
}

// groupKey finds that CloudWatch Logs may not use the key that encrypts the log
// group, as everything else lets the records in.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
func (j *judge) groupKey(g monitor.LogGroup, st monitor.TrailStatus) {
	service := "logs." + j.s.Region + ".amazonaws.com"
	f := j.broken(codeGroupKey, "log group %s is encrypted with a key that lets no records in, as far as can be told", g.Name)
	f.seen("key", "%s", g.KeyID).seen("CloudTrail's last error", "%s", st.LogsError.Safe()).
		seen("note", "which words AWS has for this is not verified; role and log group look well otherwise")
	f.mend("let "+service+" use the key in its policy, or enable the key again; or take the key off the log group, which leaves what is in it as it is",
		j.cli("logs", "disassociate-kms-key").with("--log-group-name", g.Name).String())
}

// stale finds a delivery that has stopped without a word.
func (j *judge) stale(t monitor.Trail, st monitor.TrailStatus) {
	// A read of just now is no evidence yet.
	i := slices.IndexFunc(j.reads, func(r record.Read) bool { return j.s.At.Sub(r.Time) >= j.late() })
	if !st.Logging || !hasGroup(t) || i < 0 || j.worst() == Broken {
		return
	}
	newest := j.reads[i].Time
	if _, logged := j.logged[j.reads[i].EventID]; logged || newest.Before(st.Started) || !st.LogsDelivered.Before(newest) {
		return
	}
	j.broken(codeDeliveryStale, "CloudTrail has delivered nothing to log group %s since before the read %s", j.group(), j.ago(newest)).
		seen("newest read", "%s", j.when(newest)).seen("newest delivery", "%s", j.ago(st.LogsDelivered)).
		mend("read the secret again; if nothing arrives within half an hour, ask AWS support",
			j.cliIn(j.home(), "cloudtrail", "get-trail-status").with("--name", j.trailID()).String())
}
