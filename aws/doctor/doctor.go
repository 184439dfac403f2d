package doctor

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/aws/record"
)

// Options narrow what is asked of a monitor.
type Options struct {
	// Email is the address whose mail matters; "" means any.
	Email string
	// Endpoint and Profile are those with which the snapshot was taken: the
	// remedies' commands name them. "" is AWS itself and the default profile.
	Endpoint, Profile string
	// Fast says that the endpoint is a sandbox on which a mail takes seconds.
	Fast bool
	// Skew is how far AWS's clock is ahead of the local one.
	Skew time.Duration
}

// Check judges a snapshot: what it says of every hop, in the order in which a
// read passes them, and the one finding that explains the rest.
func Check(s monitor.Snapshot, o Options) Report {
	j := &judge{s: s, o: o, past: pastOf(s.AlarmHistory)}
	for _, check := range []func(){
		j.account, j.read, j.history, j.trail, j.comparison, j.delivery, j.filter,
		j.metric, j.alarm, j.expected, j.action, j.topic, j.flood, j.subscription, j.readers, j.mail, j.byRule, j.changedBy,
	} {
		check()
	}
	// What only the mail's check can tell belongs to an earlier hop; what the rule
	// lacks stands behind what the alarm lacks.
	slices.SortStableFunc(j.findings, func(a, b *Finding) int { return place(a.Hop) - place(b.Hop) })
	r := Report{Monitor: s.Names, Place: s.Place, wants: j.closer()}
	for _, f := range j.findings {
		r.Findings = append(r.Findings, safe(*f))
	}
	r.Verdict = j.verdict(r.Findings)
	return r
}

func place(h monitor.Hop) int { return slices.Index(monitor.Hops(), h) }

// judge collects findings hop by hop; later checks see what earlier ones found.
type judge struct {
	s monitor.Snapshot
	o Options

	findings []*Finding
	// nothing is the code of the finding that says that there is no monitor at
	// all; everything that is missing follows from it.
	nothing        string
	reads          []record.Read                 // successful ones of this secret, newest first
	newest         *record.Read                  // of this secret, whatever came of it
	logged         map[string]monitor.LoggedRead // by event id
	past           past                          // the alarm's history
	unreadPolicies bool                          // managed policies of the role that decide and were not read
	ruleFrom       int                           // where the rule's findings begin
}

// note adds a finding; its hop and the kind of its remedy stand in the
// catalogue.
func (j *judge) note(code string, status Status, format string, args ...any) *Finding {
	f := &Finding{Code: code, Hop: entryOf(code).Hop, Status: status, Summary: fmt.Sprintf(format, args...)}
	if j.nothing != "" && status == Broken {
		f.BecauseOf = j.nothing
	}
	j.findings = append(j.findings, f)
	return f
}

func (j *judge) broken(code, format string, args ...any) *Finding {
	return j.note(code, Broken, format, args...)
}

func (j *judge) warn(code, format string, args ...any) *Finding {
	return j.note(code, Warning, format, args...)
}

// passing adds what is well about a hop, unless something about it is not.
func (j *judge) passing(hop monitor.Hop, format string, args ...any) *Finding {
	f := &Finding{Code: string(hop), Hop: hop, Status: OK, Summary: fmt.Sprintf(format, args...)}
	for _, have := range j.findings {
		if have.Hop == hop && have.Status != Warning && have.Status != OK {
			return f // not added: the hop does not pass
		}
	}
	j.findings = append(j.findings, f)
	return f
}

// skip says that a hop cannot be judged because of another finding.
func (j *judge) skip(hop monitor.Hop, because, format string, args ...any) {
	j.findings = append(j.findings, &Finding{
		Code: string(hop), Hop: hop, Status: Skipped, Summary: fmt.Sprintf(format, args...), BecauseOf: because,
	})
}

// has is the first of these codes that was found, "" where none was.
func (j *judge) has(codes ...string) string {
	for _, code := range codes {
		if slices.ContainsFunc(j.findings, func(f *Finding) bool { return f.Code == code }) {
			return code
		}
	}
	return ""
}

// worst is the worst status so far.
func (j *judge) worst() Status {
	worst := OK
	for _, f := range j.findings {
		if rank(f.Status) > rank(worst) {
			worst = f.Status
		}
	}
	return worst
}

// seen adds a fact. Empty values are left out.
func (f *Finding) seen(name, format string, args ...any) *Finding {
	if value := fmt.Sprintf(format, args...); value != "" {
		f.Evidence = append(f.Evidence, Evidence{name, value})
	}
	return f
}

// mend sets the remedy; its kind is the catalogue's.
func (f *Finding) mend(summary string, commands ...string) {
	if slices.ContainsFunc(commands, func(c string) bool { return strings.Contains(c, " "+noAddress) }) {
		summary += "; put the address in place of " + noAddress + " first"
	}
	f.Remedy = &Remedy{Kind: entryOf(f.Code).Remedy, Summary: summary, Commands: commands}
}

// because says what this follows from; "" changes nothing.
func (f *Finding) because(code string) *Finding {
	if code != "" && code != f.Code {
		f.BecauseOf = code
	}
	return f
}

// safe makes every text of a finding fit for a terminal: names, patterns and
// messages in it were written by others.
func safe(f Finding) Finding {
	f.Summary = foreign.Safe(f.Summary)
	for i, e := range f.Evidence {
		f.Evidence[i] = Evidence{foreign.Safe(e.Name), foreign.Safe(e.Value)}
	}
	if f.Remedy != nil {
		f.Remedy.Summary = foreign.Safe(f.Remedy.Summary)
		f.Remedy.Lines = slices.Clone(f.Remedy.Commands)
		for i, c := range f.Remedy.Commands {
			f.Remedy.Commands[i] = foreign.Safe(c)
		}
	}
	return f
}
