package wizard

import (
	"slices"
	"strconv"

	"secretwatch/aws/build"
	"secretwatch/aws/monitor"
)

// Learn takes over the choices that an earlier run made and that change nothing
// about the mail, where nobody has answered otherwise: how long logs and files
// are kept, which events the trail has, whether failed attempts count, and the
// ways to be told. The address that gets the mail already is filled in. What else
// differs is brought back to the answers.
func (w *Wizard) Learn(s monitor.Snapshot) {
	d := w.Draft()
	w.made = ""
	if madeSecret(s) {
		w.made = d.Secret
	}
	set := func(q Q, answer string) {
		if !w.Changed(q) && w.right(q, answer) {
			w.Set(q, answer)
		}
	}
	if g := s.LogGroup.Value; g != nil && d.Ours(g.Tags) {
		set(QRetention, strconv.Itoa(int(g.RetentionDays)))
	}
	if b := s.Bucket.Value; b != nil && b.Tags.There() && d.Ours(*b.Tags.Value) && b.ExpireDays.There() {
		set(QExpire, strconv.Itoa(int(*b.ExpireDays.Value)))
	}
	if t := s.Trail.Value; t != nil && d.Ours(t.Tags) {
		if x := s.Selectors.Value; x != nil && len(x.Basic) == 1 && x.Basic[0].Management {
			set(QEvents, x.Basic[0].ReadWriteType)
		}
	}
	if s.ByRule() && w.start.Flags.Notify == "" {
		set(QNotify, ByBoth)
	}
	if f := s.Filter.Value; f != nil && f.Name == d.Filter && f.Pattern.Raw() == monitor.PatternFor(d.Secret, true) {
		set(QAttempts, Yes)
	}
	w.learnAddress(s)
}

// Chosen is the monitor that is wanted where nobody answers, with the choices that
// an earlier run made and that Learn would take over: a run without questions
// changes none of them.
func Chosen(d monitor.Desired, s monitor.Snapshot) monitor.Desired {
	w := New(Start{Place: d.Place, Flags: Flags{
		Secret: d.Secret, Trail: d.Names.Trail, LogGroup: d.Names.LogGroup, Filter: d.Names.Filter, Alarm: d.Names.Alarm, Topic: d.Names.Topic,
	}})
	w.Learn(s)
	learned := w.Draft()
	d.RetentionDays, d.ExpireDays, d.ReadWriteType, d.AllAttempts = learned.RetentionDays, learned.ExpireDays, learned.ReadWriteType, learned.AllAttempts
	return d
}

// right reports that an answer could stand.
func (w *Wizard) right(id Q, answer string) bool {
	for _, q := range w.all {
		if q.ID == id {
			return (q.check == nil || q.check(answer) == "") &&
				(q.Kind != Choice || slices.ContainsFunc(q.Options, func(o Option) bool { return o.Value == answer }))
		}
	}
	return false
}

// Found tells under which name a part of ours is that was asked for under
// another: the answer follows, unless it was changed meanwhile.
func (w *Wizard) Found(k monitor.Kind, asked, name string) {
	for _, q := range w.all {
		if nameOf(q.ID) == k && w.Answer(q.ID) == asked {
			w.Set(q.ID, name)
		}
	}
}

// address is one that AWS told, of a secret's monitor.
type address struct{ secret, email string }

// learnAddress fills the address in that gets this secret's mail already. What
// the person has typed, or is about to, stays; what another secret's monitor told
// before goes.
func (w *Wizard) learnAddress(s monitor.Snapshot) {
	now := address{w.Answer(QSecret), build.KnownAddress(s)}
	answer := w.Answer(QEmail)
	switch {
	case w.Step().ID == StepTopic, answer != "" && answer != w.told.email, now.email == "" && now.secret == w.told.secret:
		return
	}
	w.told = now
	w.Set(QEmail, now.email)
}
