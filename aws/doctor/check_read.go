package doctor

import (
	"slices"
	"strconv"
	"time"

	"secretwatch/aws/monitor"
	"secretwatch/aws/record"
)

// read asks whether the secret can be read, and when it was.
func (j *judge) read() {
	s := j.s
	if unseen(j, monitor.HopRead, "the secret "+s.Names.Secret, s.Secret) {
		return
	}
	if s.Secret.Absent() {
		j.broken(codeSecretMissing, "the secret %s is not in account %s and region %s, so nobody can read it there",
			s.Names.Secret, s.Account, s.Region).
			seen("secret looked for", "%s", s.Names.Secret).
			mend("name the secret that is meant with --secret, or make it again", j.cli("secretsmanager", "list-secrets").String())
		return
	}
	secret := *s.Secret.Value
	if !secret.DeleteAt.IsZero() {
		j.broken(codeSecretMissing, "the secret %s is scheduled for deletion, so every read of it fails", s.Names.Secret).
			seen("gone on", "%s", j.when(secret.DeleteAt)).
			mend("restore the secret", j.cli("secretsmanager", "restore-secret").with("--secret-id", s.Names.Secret).String())
		return
	}
	j.passing(monitor.HopRead, "the secret %s is there and can be read", s.Names.Secret).seen("arn", "%s", secret.ARN)
}

// lookedAt is how many reads a snapshot has of Event history at most, one page of
// LookupEvents; what came to the log group since may be beside them.
const lookedAt = 50

// history asks what reads CloudTrail knows of.
func (j *judge) history() {
	s := j.s
	reads, failed, others := j.sortReads()
	if unseen(j, monitor.HopHistory, "the reads in the Event history", s.Reads) {
		return
	}
	newest := j.newest
	if newest == nil {
		f := j.passing(monitor.HopHistory, "the Event history has no read of %s yet", s.Names.Secret)
		if others > 0 {
			f.seen("reads of other secrets", "%d", others)
		}
		return
	}
	refused := ""
	if failed > 0 {
		refused = " (" + strconv.Itoa(failed) + " failed)"
	}
	known := plural(reads, "read")
	if len(*s.Reads.Value) >= lookedAt {
		known = "at least " + known
	}
	f := j.passing(monitor.HopHistory, "the Event history has %s of %s%s, the newest %s", known, s.Names.Secret, refused, j.at(newest.Time))
	f.seen("newest read", "%s", j.when(newest.Time)).seen("by", "%s %s", newest.Who.Kind, newest.Who.Name.Safe()).
		seen("result", "%s", newest.Result).seen("request id", "%s", newest.RequestID)
	if failed > 0 {
		f.seen("failed reads", "%s", strconv.Itoa(failed))
	}
}

// sortReads puts the reads of this secret in order, newest first: those of the
// Event history, and those that lie in the log group and not there yet.
func (j *judge) sortReads() (reads, failed, others int) {
	var all []record.Read
	if j.s.Reads.There() {
		all = append(all, *j.s.Reads.Value...)
	}
	all = append(all, j.fromLog(all)...)
	slices.SortStableFunc(all, func(a, b record.Read) int { return b.Time.Compare(a.Time) })
	for i, r := range all {
		switch {
		case !r.Of(j.s.Names.Secret, j.arnOrEmpty()):
			others++
			continue
		case r.Result != record.ResultOK:
			failed++
		default:
			j.reads = append(j.reads, r)
		}
		reads++
		if j.newest == nil {
			j.newest = &all[i]
		}
	}
	return reads, failed, others
}

// fromLog are the reads in the log group that are not among known, and keeps
// the records of all of them.
func (j *judge) fromLog(known []record.Read) []record.Read {
	if !j.s.Logged.There() {
		return nil
	}
	j.logged = map[string]monitor.LoggedRead{}
	var more []record.Read
	for _, l := range *j.s.Logged.Value {
		j.logged[l.EventID] = l
		if slices.ContainsFunc(known, func(r record.Read) bool { return r.EventID == l.EventID }) {
			continue
		}
		if parsed, err := record.Parse(l.Message.Raw()); err == nil {
			if r, ok := parsed.Read(); ok {
				more = append(more, r)
			}
		}
	}
	return more
}

func (j *judge) arnOrEmpty() string {
	if s := j.s.Secret.Value; s != nil {
		return s.ARN
	}
	return ""
}

// usualDelivery is within what a mail usually comes after a read, and
// lateDelivery when it is lost. AWS promises neither: it says "about five
// minutes on average" of the delivery alone.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/how-cloudtrail-works.html
const (
	usualDelivery = 15 * time.Minute
	lateDelivery  = 30 * time.Minute

	// The same on a sandbox at the fast pace.
	usualFast = 5 * time.Second
	lateFast  = time.Minute
)

// usual is within what a mail usually comes here, late when it is lost.
func (j *judge) usual() time.Duration {
	if j.o.Fast {
		return usualFast
	}
	return usualDelivery
}

func (j *judge) late() time.Duration {
	if j.o.Fast {
		return lateFast
	}
	return lateDelivery
}

// before reports that a read was before t. CloudTrail gives whole seconds.
func before(r record.Read, t time.Time) bool { return r.Time.Before(t.Truncate(time.Second)) }

// due is the newest read whose mail the monitor owes: it worked, the pattern
// matches it, and trail and filter were there before it.
func (j *judge) due() (record.Read, bool) {
	for _, r := range j.reads {
		if f := j.s.Filter.Value; f == nil || before(r, f.Created) {
			return record.Read{}, false
		}
		if st := j.s.Status.Value; st != nil && before(r, st.Started) {
			return record.Read{}, false
		}
		if j.counts(r) {
			return r, true
		}
	}
	return record.Read{}, false
}
