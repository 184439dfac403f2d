package report

import (
	"strings"
	"time"

	"secretwatch/aws/monitor"
)

// begun is when the first part was made.
func (p *page) begun() time.Time {
	var begun time.Time
	for _, k := range monitor.Kinds() {
		if at, _ := p.made(k); !at.IsZero() && (begun.IsZero() || at.Before(begun)) {
			begun = at
		}
	}
	return begun
}

func (p *page) reflection() {
	begun := p.begun()
	mailed, ok := p.firstMailed()
	switch {
	case begun.IsZero():
		p.ask("how long did it take? Event history does not tell when the parts were made.")
	case p.blind() != nil:
		p.line("The first part was made at %s. Whether a read has led to a mail could not be seen: %s.", p.when(begun), p.text(why(p.blind())))
		p.ask("how long did it take you?")
	case p.cut():
		p.line("The first part was made at %s. Only the newest %d reads were looked at, so which was the first with a mail is not known.", p.when(begun), len(p.reads))
		p.ask("how long did it take you?")
	case !ok:
		p.line("The first part was made at %s. No read has led to a mail yet, as far as the alarm's history tells.", p.when(begun))
		p.ask("how long did it take you?")
	default:
		p.line("From the first part (%s) to the first mail (%s) it took %s by AWS's clock.",
			p.when(begun), p.when(mailed.mailed), between(begun, mailed.mailed))
		p.ask("how long did you sit at it?")
	}
	switch silent := p.silent(); {
	case len(silent) == 0:
	case p.cut():
		p.line("Of these, %s brought no mail before the first that did: finding out why is under Troubleshooting.", plural(len(silent), "read"))
	default:
		p.line("%s brought no mail before that: finding out why is under Troubleshooting.", sentence(plural(len(silent), "read")))
	}
	p.ask("what was the most challenging part?")
	p.ask("what was the most rewarding part?")
}

func sentence(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// firstMailed is the first read of which an alarm's action told.
func (p *page) firstMailed() (readOutcome, bool) {
	for _, r := range p.worked() {
		if !r.mailed.IsZero() {
			return r, true
		}
	}
	return readOutcome{}, false
}

// silent are the reads before the first that was mailed, or all, of which the
// alarm's history is still known.
func (p *page) silent() []readOutcome {
	var list []readOutcome
	for _, r := range p.worked() {
		if !r.mailed.IsZero() {
			break
		}
		if r.silent() {
			list = append(list, r)
		}
	}
	return list
}
