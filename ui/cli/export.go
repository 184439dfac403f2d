package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"secretwatch/aws/account"
	"secretwatch/aws/doctor"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	writeup "secretwatch/aws/report"
	"secretwatch/aws/report/gather"
	"secretwatch/aws/survey"
)

// exportFlags are export's own.
type exportFlags struct {
	output   string // "" for the standard output
	unmasked bool
	read     bool
	compared string        // a file with the answer of compare --json, "" for none
	timeout  time.Duration // of following the read
	replace  bool          // the file is there, and may be overwritten
}

// formatReport is what export makes.
const formatReport = "report"

func (p *program) exportCommand(failed *error) *cobra.Command {
	var f exportFlags
	cmd := &cobra.Command{
		Use:   "export report",
		Short: "Write the exercise's write-up from what AWS still tells",
		Long: "export report writes Markdown in the exercise's own headings, from the facts of this account: what was built and when,\n" +
			"how the secret was read, what the checks find, what was wrong and what mended it, and the measured way of the newest\n" +
			"read. What is not known stays a question to you. Ids of accounts, addresses and names of people are masked. It takes\n" +
			"half a minute, since Event history answers one question a second, and changes nothing.",
		Example: "  secretwatch export report > report.md\n" +
			"  secretwatch export report --output report.md --secret TopSecretInfo\n" +
			"  secretwatch export report --read   # make one test read and measure its way\n" +
			"  secretwatch compare --json > compared.json && secretwatch export report --comparison compared.json",
		Args: onlyReport,
		RunE: p.run(failed, func(ctx context.Context, _ []string) error { return p.exportReport(ctx, f) }),
	}
	cmd.Flags().StringVar(&f.output, "output", "", "write to this file instead of the standard output")
	cmd.Flags().BoolVar(&f.unmasked, "unmasked", false, "leave ids of accounts, addresses and names of people as they are")
	cmd.Flags().BoolVar(&f.read, "read", false, "make one test read, and measure its way")
	cmd.Flags().StringVar(&f.compared, "comparison", "", "put in what secretwatch compare --json wrote to this file")
	f.timeout = 20 * time.Minute
	cmd.Flags().Var((*days)(&f.timeout), "timeout", "with --read: follow it no longer than this")
	return cmd
}

func onlyReport(_ *cobra.Command, args []string) error {
	const hint = "use secretwatch export report"
	switch {
	case len(args) == 0:
		return usage(errors.New("export needs to be told what to write"), hint)
	case len(args) > 1:
		return usage(fmt.Errorf("export writes one thing at a time, not %d", len(args)), hint)
	case args[0] != formatReport:
		return usage(fmt.Errorf("export does not write %q: it writes a report", foreign.Safe(args[0])), hint)
	default:
		return nil
	}
}

// check refuses what cannot be done, before anything is asked of AWS.
func (f *exportFlags) check(ctx context.Context, p *program) error {
	switch {
	case p.flags.json:
		return usage(errors.New("the report is Markdown and no JSON"), "leave --json out; every other command has JSON")
	case f.read && p.flags.readOnly:
		return usage(errors.New("--read reads the secret once, which --read-only forbids"), "leave one of them out")
	case f.timeout <= 0:
		return usage(errors.New("--timeout must be longer than nothing"), "such as --timeout 20m")
	case f.output == "":
		return nil
	}
	info, err := os.Stat(f.output)
	name := foreign.Safe(f.output)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return nil
	case err != nil:
		return usage(fmt.Errorf("cannot write to %s: %w", name, err), "name another file with --output")
	case info.IsDir():
		return usage(fmt.Errorf("%s is a directory", name), "name a file in it with --output")
	}
	f.replace = true
	switch {
	case p.flags.yes, !info.Mode().IsRegular():
		return nil
	case !p.canAsk():
		return usage(fmt.Errorf("%s is there already", name), "add --yes to overwrite it, or name another file")
	default:
		return p.yes(ctx, bufio.NewReader(p.streams.In), name+" is there already. Overwrite it?", fmt.Errorf("not confirmed: %s stays as it is", name))
	}
}

func (p *program) exportReport(ctx context.Context, f exportFlags) error {
	if err := f.check(ctx, p); err != nil {
		return err
	}
	zone, err := p.flags.location()
	if err != nil {
		return err
	}
	a, err := p.open(ctx)
	if err != nil {
		return err
	}
	n, err := p.chain(ctx, a)
	if err != nil {
		return err
	}
	comparison, err := comparisonFrom(f.compared, n.Secret)
	if err != nil {
		return err
	}
	facts, err := p.reportFacts(ctx, a, n, f)
	if err != nil {
		return err
	}
	facts.Zone, facts.Unmasked, facts.Comparison = zone, f.unmasked, comparison
	return p.writeReport(writeup.Markdown(facts), f)
}

func (p *program) writeReport(text string, f exportFlags) error {
	if f.output == "" {
		p.printf("%s", text)
		return nil
	}
	mode := os.O_WRONLY | os.O_CREATE | os.O_EXCL
	if f.replace {
		mode = os.O_WRONLY | os.O_CREATE | os.O_TRUNC
	}
	file, err := os.OpenFile(f.output, mode, 0o600)
	if err != nil {
		return fmt.Errorf("write the report: %w", err)
	}
	if _, err := file.WriteString(text); err != nil {
		_ = file.Close()
		return fmt.Errorf("write the report: %w", err)
	}
	if err := file.Close(); err != nil {
		return fmt.Errorf("write the report: %w", err)
	}
	p.errorf("wrote %s; what is left to you begins with \"> To fill in:\" (%d times)\n", foreign.Safe(f.output), strings.Count(text, "\n> To fill in:"))
	return nil
}

// reportFacts looks at the monitor, at who changed it, and at the way of a read.
func (p *program) reportFacts(ctx context.Context, a *account.Account, n monitor.Names, f exportFlags) (writeup.Facts, error) {
	facts := writeup.Facts{Judging: p.judging(ctx, a)}
	s, err := p.takeForReport(ctx, a, n)
	if err != nil {
		return facts, err
	}
	if f.read {
		if facts.Trace, err = p.readForReport(ctx, a, s, f.timeout); err != nil {
			return facts, err
		}
		if s, err = p.takeForReport(ctx, a, n); err != nil { // what came of it stands in the histories now
			return facts, err
		}
	}
	if s, err = p.changesForReport(ctx, a, s, doctor.Check(s, facts.Judging).Wants()); err != nil {
		return facts, err
	}
	facts.Snapshot, facts.Report = s, doctor.Check(s, facts.Judging)
	if facts.Notices, err = gather.Notices(ctx, a, s); err != nil {
		return facts, err
	}
	if facts.Trace == nil {
		facts.Trace, facts.Untraced = p.newestForReport(ctx, a, s, facts.Report)
	}
	return facts, ctx.Err()
}

func (p *program) takeForReport(ctx context.Context, a *account.Account, n monitor.Names) (monitor.Snapshot, error) {
	s, err := survey.Take(ctx, a, n, survey.Options{For: survey.Doctor, Email: p.flags.email})
	if err != nil {
		return s, fmt.Errorf("looking at the monitor: %w", err)
	}
	return s, nil
}

// eventsAtOnce is how many events one closer look asks Event history for.
const eventsAtOnce = 6

// changesForReport asks who built and changed the chain: what every report
// speaks of, and what the doctor wants to know beside it.
func (p *program) changesForReport(ctx context.Context, a *account.Account, s monitor.Snapshot, w doctor.Wants) (monitor.Snapshot, error) {
	events := writeup.Events()
	if s.ByRule() {
		events = append(events, writeup.RuleEvents()...)
	}
	for _, e := range w.Events {
		if !slices.Contains(events, e) {
			events = append(events, e)
		}
	}
	p.errorf("asking Event history who built and changed the chain, about %d s\n", len(events)+len(writeup.NoticeEvents()))
	o := survey.Options{For: survey.Doctor, Email: p.flags.email}
	var changes monitor.Seen[[]monitor.Changed]
	for some := range slices.Chunk(events, eventsAtOnce) {
		w.Events = some
		closer, err := survey.Deepen(ctx, a, s, o, survey.Wants(w))
		if err != nil {
			return s, fmt.Errorf("looking closer at the monitor: %w", err)
		}
		changes = writeup.Join(changes, closer.Changes)
		s, w = closer, doctor.Wants{}
	}
	s.Changes = changes
	return s, nil
}
