package doctor

import (
	"time"

	"secretwatch/aws/monitor"
	"secretwatch/aws/record"
)

// mail asks whether the newest read's mail is out. SNS does not tell what
// becomes of a mail once another server took it.
func (j *judge) mail() {
	j.mailCounts()
	if worst := j.worst(); worst == Broken || worst == Waiting || worst == Unknown {
		because := j.firstOf(worst)
		j.skip(monitor.HopMail, because, "whether mail comes is decided by what stands above")
		return
	}
	topic := j.topicARN()
	r, due := j.due()
	if !due {
		text := "no mail is due: " + j.s.Names.Secret + " has not been read since the monitor is there"
		if len(j.reads) > 0 && j.has(codeNewer) != "" {
			text = "no mail is due: the newest read of " + j.s.Names.Secret + ", " + j.at(j.reads[0].Time) + ", was before its metric filter"
		} else if len(j.reads) > 0 {
			text = "no mail is due: no read of " + j.s.Names.Secret + " since the monitor is there is one that it counts"
		}
		f := j.passing(monitor.HopMail, "%s", text)
		if o, ok := j.past.last(topic); ok {
			f.seen("last mail handed to SNS", "%s", j.when(o.at))
		}
		return
	}
	reached := j.reached(r)
	if o, ok := j.past.mailedSince(topic, reached); ok {
		j.mailed(r, o)
		return
	}
	if c, ok := j.past.inAlarmAt(reached); ok {
		o, mailed := j.past.mailedSince(topic, c.at)
		if !mailed || j.s.At.Sub(reached) > recent {
			j.passing(monitor.HopMail, "the newest read fell into the ALARM of an earlier one, whose mail covers it").
				seen("read", "%s", j.when(r.Time)).seen("ALARM since", "%s", j.when(c.at))
			return
		}
		f := j.earlier("the newest read fell into the ALARM of an earlier one, whose message was handed to SNS %s", j.at(o.at))
		j.whose(f, j.credited(j.before(c), c))
		f.seen("newest read", "%s", j.when(r.Time))
		if l, ok := j.logged[r.EventID]; ok && r.Time.Before(c.at) {
			f.seen("its record came", "%s", j.when(l.Delivered))
		}
		f.seen("ALARM since", "%s", j.when(c.at)).seen("mail", "%s", j.when(o.at)).
			seen(noOwnMail, "%s", j.dates(j.uncovered()))
		j.whereToLook(f)
		return
	}
	j.unmailed(r)
}

// mailed judges a read after which the mail o was sent.
func (j *judge) mailed(r record.Read, o outcome) {
	all, fired := j.sharing(r, o)
	if len(all) == 0 {
		f := j.passing(monitor.HopMail, "the mail for the newest read was handed to SNS %s after it", span(o.at.Sub(r.Time)))
		j.whereToLook(f.seen("read", "%s", j.when(r.Time)).seen("mail", "%s", j.when(o.at)))
		return
	}
	own := j.credited(all, fired)
	f := j.earlier("one mail was sent for %s: the alarm went off once for all of them", plural(len(all), "read"))
	if len(own) == 1 {
		f.seen(noOwnMail, "%s", j.dates(notAmong(all, own)))
	} else {
		f.seen(noOwnMail, "%d of %s", len(all)-1, j.dates(all))
	}
	j.whose(f, own)
	j.whereToLook(f.seen("mail", "%s", j.when(o.at)))
}

// unmailed judges a read that has neither a mail nor an ALARM to its name.
func (j *judge) unmailed(r record.Read) {
	f, a := j.s.Filter.Value, j.s.Alarm.Value
	changed := j.past.alarmSince(j.reached(r))
	switch age := j.s.At.Sub(r.Time); {
	case age < j.late() && j.calm():
		if j.mended(r) {
			return
		}
		if j.unevaluated(r) {
			j.skip(monitor.HopMail, CodeNotEvaluated, "the mail for the newest read is not due yet")
			return
		}
		if !changed && j.past.seen && j.passed(r) {
			j.lost(r, *f, *a)
			j.passing(monitor.HopMail, "the next mail goes%s; the newest read has had none", to(j.recipients()))
			return
		}
		j.tooSoon(r, age)
	case changed, age < j.late(), age > keepHistory, !j.past.seen, f == nil, a == nil, r.Time.Before(a.Updated):
		j.passing(monitor.HopMail, "the alarm's mail goes%s", to(j.recipients())).seen("newest read", "%s", j.when(r.Time))
	default:
		j.lost(r, *f, *a)
		j.passing(monitor.HopMail, "the next mail goes%s; the newest read has had none", to(j.recipients()))
	}
}

func (j *judge) tooSoon(r record.Read, age time.Duration) {
	takes := "on AWS a mail usually takes 6 to 8 minutes"
	if j.o.Fast {
		takes = "a mail usually takes 3 s here"
	}
	f := j.note(CodeTooSoon, Waiting, "the newest read was %s, and %s: it is too soon to judge", j.at(r.Time), takes)
	left := j.usual() - age
	if left <= 0 {
		f.Summary = "the newest read was " + j.at(r.Time) + ", and its mail is late, but too soon to call it lost"
		left = j.late() - age
	}
	f.seen("read", "%s", j.when(r.Time)).seen("by", "%s %s", r.Who.Kind, r.Who.Name.Safe()).seen("look again in", "%s", span(left)).
		mend("wait for " + span(left) + ", then look again; if something was mended after that read, read the secret once more instead")
}

// firstOf is the code of the first finding with this status.
func (j *judge) firstOf(s Status) string {
	for _, f := range j.findings {
		if f.Status == s {
			return f.Code
		}
	}
	return ""
}
