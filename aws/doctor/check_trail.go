package doctor

import (
	"slices"
	"strings"

	"secretwatch/aws/arnpart"
	"secretwatch/aws/monitor"
)

// trail asks whether a trail records the read.
func (j *judge) trail() {
	s := j.s
	if unseen(j, monitor.HopTrail, "the trails", orList(s.Trail, s.Trails)) {
		return
	}
	if !s.Trail.There() || j.bare() && !j.ours() {
		j.noTrail()
		return
	}
	t := *s.Trail.Value
	if j.wrongTrail(t) {
		return
	}
	j.trailPlace(t)
	j.logging(t)
	if !unseen(j, monitor.HopTrail, "the event selectors of trail "+t.Name, s.Selectors) && s.Selectors.There() {
		j.selectors(t, *s.Selectors.Value)
	}
	if t.LogGroupARN == "" {
		j.noTarget(t)
	}
	j.trailBucket(t)
	f := j.passing(monitor.HopTrail, "trail %s is logging, and reads are among what it takes", t.Name)
	f.seen("arn", "%s", t.ARN)
	if st := s.Status.Value; st != nil {
		f.seen("logging since", "%s", j.when(st.Started)).seen("newest file in the bucket", "%s", j.when(st.Delivered))
	}
}

func (j *judge) noTrail() {
	s := j.s
	var names []string
	if s.Trails.There() {
		for _, t := range *s.Trails.Value {
			names = append(names, t.Name)
		}
	}
	if len(names) > 0 && !j.ours() && !j.bare() && !slices.ContainsFunc(*s.Trails.Value, hasGroup) {
		// A chain built by other hands, and its only trails lack a group.
		t := (*s.Trails.Value)[0]
		j.s.Trail = monitor.Found(t)
		j.noTarget(t)
		return
	}
	if j.bare() {
		f := j.broken(codeNoTrail, "there is no monitor for %s: no trail delivers its reads to a log group, and metric filter, alarm and topic are missing too", s.Names.Secret)
		f.seen("trails in "+s.Region, "%s", list(names))
		f.mend("build the monitor", j.own("setup").String())
		j.nothing = f.Code
		j.s.Trail = monitor.Seen[monitor.Trail]{} // somebody else's, if there is one
		return
	}
	if j.elsewhere() {
		return
	}
	f := j.broken(codeNoTrail, "no trail delivers to log group %s, so nothing that the metric filter could count is recorded", s.Names.LogGroup)
	f.seen("trail looked for", "%s", s.Names.Trail).seen("trails in "+s.Region, "%s", list(names))
	if _, deleted := j.changed(callDeleteTrail); deleted {
		f.seen("code", "trail-deleted")
	}
	f.mend("create the trail "+s.Names.Trail+" for all regions, with management events read and write, and start it", j.makeTrail()...)
}

func hasGroup(t monitor.Trail) bool { return t.LogGroupARN != "" }

// wrongTrail finds that the trail that was looked at delivers to no log group
// while another one does.
func (j *judge) wrongTrail(t monitor.Trail) bool {
	if hasGroup(t) || j.s.Ours(t.Tags) || !j.s.Trails.There() {
		return false
	}
	trails := *j.s.Trails.Value
	delivers := func(x monitor.Trail) bool {
		return hasGroup(x) && arnpart.LogGroup(x.LogGroupARN) == j.s.Names.LogGroup
	}
	i, status := slices.IndexFunc(trails, delivers), Warning // the mail may well come
	if i < 0 {
		i, status = slices.IndexFunc(trails, hasGroup), Broken
	}
	if i < 0 {
		return false
	}
	other := trails[i]
	j.note(codeWrongTrail, status, "trail %s delivers to no log group, but trail %s does: that is the one that counts", t.Name, other.Name).
		seen(t.Name, "no log group").seen(other.Name, "%s", arnpart.LogGroup(other.LogGroupARN)).
		mend("look at the trail that delivers",
			j.own("doctor").with("--trail", other.Name).String())
	return true
}

func (j *judge) trailPlace(t monitor.Trail) {
	switch owner := arnpart.Account(t.ARN); {
	case t.Organization && owner != "" && owner != j.s.Account:
		j.broken("organization-trail", "trail %s belongs to account %s, the organization's: log group, filter and alarm have to be there", t.Name, owner).
			seen("arn", "%s", t.ARN).
			mend("build the monitor in account " + owner + ", or a trail of your own with setup (a second copy of management events costs)")
	case !t.MultiRegion && t.HomeRegion != "" && t.HomeRegion != j.s.Region:
		j.broken(codeElsewhere, "trail %s records %s only, and the secret is in %s", t.Name, t.HomeRegion, j.s.Region).
			seen("home region", "%s", t.HomeRegion).
			mend("let the trail record all regions",
				j.allRegions())
	}
}

func (j *judge) logging(t monitor.Trail) {
	if unseen(j, monitor.HopTrail, "whether trail "+t.Name+" is logging", j.s.Status) || !j.s.Status.There() {
		return
	}
	st := *j.s.Status.Value
	if st.Logging {
		return
	}
	f := j.broken(codeNotLogging, "trail %s is switched off, so it records nothing", t.Name)
	if st.Stopped.IsZero() {
		f.seen("switched on", "never: a trail made by an API call starts switched off")
	} else {
		f.seen("switched off at", "%s", j.when(st.Stopped))
	}
	f.mend("start logging", j.startLogging())
}

// noTarget finds that the trail has no log group.
func (j *judge) noTarget(t monitor.Trail) {
	f := j.broken(codeNoLogGroup, "trail %s delivers to its bucket only, to no log group, so the metric filter sees nothing", t.Name)
	f.seen("log group of the trail", "none").seen("log group of the monitor", "%s", j.s.Names.LogGroup)
	if !hasGroup(t) && strings.TrimSpace(t.RoleARN) != "" {
		f.seen("role", "%s", t.RoleARN)
	}
	f.mend("let the trail deliver to log group "+j.s.Names.LogGroup, j.pointTrail()...)
}
