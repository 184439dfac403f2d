package mend

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"secretwatch/aws/account"
	"secretwatch/aws/build"
	"secretwatch/aws/command"
	"secretwatch/aws/doctor"
	"secretwatch/aws/expected"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
)

// Look is what one look at the monitor says of it.
type Look struct {
	Snapshot monitor.Snapshot
	Report   doctor.Report
}

// Ask is what is asked before a remedy is applied.
type Ask struct {
	Finding doctor.Finding // with its remedy, safe for a terminal
	// Others are what the remedy changes although setup did not make it: each
	// of them takes a yes of its own.
	Others []Resource
	// Remembers are the expected readers who are written on the alarm that the
	// remedy makes; empty where it makes none.
	Remembers expected.Set
}

// Progress is one step of Fix. Texts are safe for a terminal.
type Progress struct {
	Finding doctor.Finding
	Command string        // that is being run; "" when the remedy is applied
	Note    string        // what AWS is waited for, "" where nothing is
	Until   time.Time     // how long at most, with Note
	Took    time.Duration // for the whole remedy, where it is applied
}

// Options say how remedies are applied.
type Options struct {
	// Names are those that the monitor was looked at with. A remedy may move a
	// part, and the monitor then has another name in them.
	Names monitor.Names
	// Expected are the readers who were expected by the tags of the monitor's
	// alarm, as far as the caller saw them before the alarm was deleted. They are
	// written on a new one, since AWS keeps no tags of what is deleted.
	Expected expected.Set
	// Again takes a new snapshot and judges it.
	Again func(context.Context, monitor.Names) (Look, error)
	// Consent gives the yes, as nil, or says why there is none.
	Consent func(context.Context, Ask) error
	// Progress hears of every step; it may be nil.
	Progress func(Progress)
	// Build has the patience with which calls are repeated.
	Build build.Options
}

// Stop says why no further remedy was applied.
type Stop string

// The reasons to stop.
const (
	// StopDone: the verdict is none that commands could mend.
	StopDone Stop = "done"
	// StopRepeated: the same finding is the verdict again after its remedy.
	StopRepeated Stop = "repeated"
	// StopOwn: the remedy is another command of this program.
	StopOwn Stop = "own command"
	// StopUnseen: the remedy would replace what could not be looked at.
	StopUnseen Stop = "unseen"
	// StopFailed: there was no consent, or an error came.
	StopFailed Stop = "failed"
)

// Result is what Fix did.
type Result struct {
	Applied []doctor.Finding // whose remedies were applied, in their order
	// Remembered are the expected readers who were written on a new alarm, and
	// Forgot is why they could not be: the remedy itself is applied.
	Remembered expected.Set
	Forgot     error
	Last       Look
	Stop       Stop
}

// stale is after how long a snapshot is taken again before anything is changed
// by it: most calls replace a whole, and others may have changed it meanwhile.
const stale = 20 * time.Second

// lookAgain are the pauses after which a finding that outlived its remedy is
// looked for again: IAM's answers trail behind its changes.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency
func lookAgain() []time.Duration {
	return []time.Duration{time.Second, 2 * time.Second, 4 * time.Second}
}

// Fix applies the verdict's remedy where it is of kind auto, looks again, and
// goes on with the next verdict until there is none that commands mend. What
// it did before an error or a refusal stands in the result.
func Fix(ctx context.Context, a *account.Account, first Look, o Options) (Result, error) {
	r := Result{Last: first, Stop: StopFailed}
	tried := map[string]bool{}
	for {
		v := r.Last.Report.Verdict
		if v.Remedy == nil || v.Remedy.Kind != doctor.Auto || len(v.Remedy.Lines) == 0 {
			r.Stop = StopDone
			return r, nil
		}
		if tried[v.Code] {
			r.Stop = StopRepeated
			return r, nil
		}
		tried[v.Code] = true
		commands, err := parse(v)
		if errors.Is(err, errOwn) {
			r.Stop = StopOwn
			return r, nil
		}
		if err != nil {
			return r, err
		}
		if len(Touched(r.Last.Snapshot, commands)) == 0 {
			r.Stop = StopDone // the commands only look: they are for a person
			return r, nil
		}
		if blind(r.Last.Snapshot, commands) {
			r.Stop = StopUnseen
			return r, nil
		}
		asked := time.Now()
		alarm, isNew := newAlarm(r.Last.Snapshot, commands)
		if err := o.Consent(ctx, o.ask(r.Last.Snapshot, v, commands, isNew)); err != nil {
			return r, err
		}
		if time.Since(asked) > stale {
			if r.Last, err = o.Again(ctx, o.Names); err != nil {
				return r, fmt.Errorf("look again: %w", err)
			}
			if now := r.Last.Report.Verdict; now.Code != v.Code || now.Remedy == nil || !slices.Equal(now.Remedy.Lines, v.Remedy.Lines) {
				delete(tried, v.Code)
				continue // the yes was to something else
			}
		}
		if err := o.apply(ctx, a, v, commands); err != nil {
			return r, err
		}
		r.Applied = append(r.Applied, v)
		if isNew {
			r.Remembered, r.Forgot = o.remember(ctx, a, alarm)
		}
		o.Names = moved(o.Names, commands)
		if r.Last, err = o.after(ctx, v.Code); err != nil {
			return r, err
		}
	}
}

// ask is the question that a remedy takes. What is written beside it is asked
// for with it.
func (o Options) ask(s monitor.Snapshot, v doctor.Finding, commands []command.Command, newAlarm bool) Ask {
	ask := Ask{Finding: v, Others: others(s, commands)}
	if newAlarm {
		ask.Remembers = maps.Clone(o.Expected)
		maps.DeleteFunc(ask.Remembers, func(_ expected.Reader, is bool) bool { return !is })
	}
	return ask
}

// errOwn marks a remedy that is a command of this program and not of the AWS
// CLI.
var errOwn = errors.New("the remedy is another command of this program")

// parse reads the remedy's commands, and refuses what would take something
// away: no remedy of kind auto does.
func parse(v doctor.Finding) ([]command.Command, error) {
	var commands []command.Command
	for _, line := range v.Remedy.Lines {
		c, err := command.Parse(line)
		if err != nil {
			return nil, fmt.Errorf("the remedy of %s: %w", v.Code, err)
		}
		if c.Program != command.AWS {
			return nil, errOwn
		}
		if operations()[c.Call()].removes {
			return nil, fmt.Errorf("the remedy of %s would take something away with %s: run it by hand if that is meant", v.Code, c.Call())
		}
		commands = append(commands, c)
	}
	return commands, nil
}

func others(s monitor.Snapshot, commands []command.Command) []Resource {
	var list []Resource
	for _, r := range Touched(s, commands) {
		if !r.New && !r.Ours {
			list = append(list, r)
		}
	}
	return list
}

func (o Options) apply(ctx context.Context, a *account.Account, v doctor.Finding, commands []command.Command) error {
	began := time.Now()
	for i, c := range commands {
		shown := foreign.Safe(c.String())
		o.report(Progress{Finding: v, Command: shown})
		waiting := func(note string, until time.Time) {
			o.report(Progress{Finding: v, Command: shown, Note: note, Until: until})
		}
		// What the commands before made may not be known everywhere yet.
		err := ctx.Err()
		if err == nil {
			err = o.Build.Patiently(ctx, i > 0, waiting, func(ctx context.Context) error { return Run(ctx, a, c) })
		}
		if err != nil {
			return fmt.Errorf("apply the remedy of %s: %w", v.Code, err)
		}
	}
	o.report(Progress{Finding: v, Took: time.Since(began)})
	return nil
}

// moved are the names once the commands are run: what the trail was pointed to
// belongs to the monitor.
func moved(n monitor.Names, commands []command.Command) monitor.Names {
	for _, c := range commands {
		if c.Call() != "cloudtrail update-trail" && c.Call() != "cloudtrail create-trail" {
			continue
		}
		n = n.With(monitor.KindLogGroup, lastPart(c.Value("--cloud-watch-logs-log-group-arn"))).
			With(monitor.KindRole, roleOf(c.Value("--cloud-watch-logs-role-arn"))).
			With(monitor.KindBucket, c.Value("--s3-bucket-name"))
		if c.Operation == "create-trail" {
			n = n.With(monitor.KindTrail, c.Value("--name"))
		}
	}
	return n
}

// roleOf is the name in a role's ARN, without its path.
func roleOf(arn string) string {
	name := lastPart(arn)
	return name[strings.LastIndexByte(name, '/')+1:]
}

// after looks again, a few times where AWS still shows the same.
func (o Options) after(ctx context.Context, code string) (Look, error) {
	look, err := o.Again(ctx, o.Names)
	for _, pause := range lookAgain() {
		v := look.Report.Verdict
		if err != nil || v.Code != code || v.Remedy == nil || v.Remedy.Kind != doctor.Auto {
			break
		}
		select {
		case <-ctx.Done():
			return look, ctx.Err()
		case <-time.After(pause):
		}
		look, err = o.Again(ctx, o.Names)
	}
	if err != nil {
		return look, fmt.Errorf("look again: %w", err)
	}
	return look, nil
}

func (o Options) report(p Progress) {
	if o.Progress != nil {
		o.Progress(p)
	}
}
