package report

import (
	"fmt"
	"strings"
	"time"
)

// Comparison is what an experiment with several ways to be told has measured.
type Comparison struct {
	At      time.Time // when it began
	Reads   int
	Ended   bool // not interrupted
	Whole   bool // reads have their time in whole seconds
	Ways    []Way
	Verdict []string
}

// Way is what one way to be told did in it.
type Way struct {
	Name                                   string
	Mails, OfThis, OfOthers, OfNobodyKnows int
	After                                  []time.Duration // from each read that it told of
	MonthlyUSD                             float64
	Skipped                                bool     // not measured
	Trouble                                string   // why it was left out, or what went wrong
	First                                  []string // lines of its first mail
}

func (p *page) compared(c Comparison) {
	p.line("The experiment of %s made %s and measured every way to be told of them:", p.when(c.At), plural(c.Reads, "read"))
	if !c.Ended {
		p.line("It was interrupted, so these are the numbers until then.")
	}
	rows := make([][]string, len(c.Ways))
	for i, w := range c.Ways {
		if w.Skipped {
			rows[i] = []string{p.text(w.Name), "left out", "", "", "", "", fmt.Sprintf("$%.2f", w.MonthlyUSD)}
			continue
		}
		rows[i] = []string{
			p.text(w.Name), number(float64(w.Mails)), number(float64(w.OfThis)), number(float64(w.OfOthers)), number(float64(w.OfNobodyKnows)),
			afters(w.After, c.Whole), fmt.Sprintf("$%.2f", w.MonthlyUSD),
		}
	}
	p.table([]string{"Way", "Mails", "About this secret", "About other things", "About nobody knows what", "After each read", "A month"}, rows)
	for _, w := range c.Ways {
		if w.Trouble != "" {
			p.line("%s: %s.", p.text(sentence(w.Name)), p.text(w.Trouble))
		}
		if len(w.First) > 0 {
			p.line("What a mail of it says, in its first lines (%s):", p.text(w.Name))
			for _, l := range w.First {
				p.item("%s", p.code(strings.TrimRight(l, " ")))
			}
			p.end()
		}
	}
	for _, v := range c.Verdict {
		p.line("%s", p.text(v))
	}
	p.ask("which would you keep, and why?")
}

func afters(list []time.Duration, second bool) string {
	if len(list) == 0 {
		return "told of none"
	}
	texts := make([]string, len(list))
	for i, d := range list {
		texts[i] = finely(d, second)
	}
	return strings.Join(texts, ", ")
}
