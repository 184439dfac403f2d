package doctor

import (
	"time"

	"secretwatch/aws/monitor"
	"secretwatch/aws/record"
)

// A chain that is well now may not have been when its newest read passed it.
// No mail is promised for such a read: another one tests the chain.

// testRead reads the secret and shows its ARN instead of its value.
func (j *judge) testRead() string {
	return j.cli("secretsmanager", "get-secret-value").with("--secret-id", j.s.Names.Secret).
		with("--query", "ARN").with("--output", "text").String()
}

// again is the remedy where nothing but the memory of the last attempt is
// wrong: repeating the repair would change nothing.
func (f *Finding) again(j *judge, clears string) {
	f.Remedy = &Remedy{
		Kind:     Person,
		Summary:  "nothing to change: read the secret once more, and " + clears + " clears this; if it comes back then, its error says what is left",
		Commands: []string{j.testRead()},
	}
}

// mended passes the mail's hop where a part was changed after the read r, and
// reports whether one was.
func (j *judge) mended(r record.Read) bool {
	a, st := j.s.Alarm.Value, j.s.Status.Value
	if c, fired := j.past.firedSince(r.Time); fired {
		if j.s.At.Sub(c.at) < j.settled() && !c.at.Before(a.Updated) {
			return false // its action may only be on the way
		}
		j.untested(r, "the alarm went off for the newest read and told nobody; all is well now, and the next mail goes%s", to(j.recipients())).
			seen("ALARM", "%s", j.when(c.at)).seen("alarm last changed", "%s", j.when(a.Updated))
		return true
	}
	switch {
	case before(r, a.Updated):
		j.untested(r, "the alarm was changed after the newest read, so a mail for that read is not certain; the next one goes%s", to(j.recipients())).
			seen("alarm last changed", "%s", j.when(a.Updated))
	case st != nil && st.LogsDelivered.IsZero() && r.Time.Sub(st.Started) > j.late():
		j.untested(r, "nothing has reached the log group yet although the trail was logging long before the newest read, so a mail for that read is not certain; the next one goes%s", to(j.recipients())).
			seen("logging since", "%s", j.when(st.Started)).seen("newest delivery", "none yet")
	default:
		return false
	}
	return true
}

// untested passes the mail's hop without a promise for the newest read.
func (j *judge) untested(r record.Read, format string, args ...any) *Finding {
	f := j.passing(monitor.HopMail, format, args...)
	return f.seen("read", "%s", j.when(r.Time)).seen("to test the chain", "read the secret once more: %s", j.testRead())
}

// passed reports that CloudTrail was still delivering when the mail of the read
// r should have been out: what is late is not the delivery as a whole.
func (j *judge) passed(r record.Read) bool {
	st := j.s.Status.Value
	if st == nil {
		return false
	}
	return st.LogsDelivered.Sub(r.Time) >= j.usual()
}

// settled is within what an alarm's action is in its history.
func (j *judge) settled() time.Duration {
	if j.o.Fast {
		return usualFast
	}
	return time.Minute
}
