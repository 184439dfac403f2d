// Package pages holds what there is to say about every code of the doctor: one
// page for each, in the program itself, so that it can be read with no network.
// It only thinks: no SDK, no I/O, no clock. It may import monitor.
package pages

import (
	"embed"
	"slices"
	"strings"

	"secretwatch/aws/monitor"
)

//go:embed text/*.txt
var texts embed.FS

// refs names AWS's documents, so that a page cites one by a word.
//
//go:embed refs.txt
var refs string

// Page is what there is to say about one code.
type Page struct {
	Code   string
	Title  string
	Hop    monitor.Hop // "" for what may be said of any hop
	Effect Effect      // on the e-mail
	// Remedy is auto, person or removes, as the doctor means them; "" where
	// nothing is wrong.
	Remedy string
	// Seen says that an API of AWS shows it, so that the doctor can look for it.
	Seen     bool
	Sections []Section // in the order of Keys
}

// Effect is what becomes of the mail.
type Effect string

// The effects.
const (
	NoMail       Effect = "no mail"
	SomeReads    Effect = "no mail for some reads"
	NoSecondMail Effect = "no second mail"
	LateMail     Effect = "late mail"
	FalseMail    Effect = "mail without a read"
	Elsewhere    Effect = "mail elsewhere"
	OddMail      Effect = "odd mail"
	NotSettled   Effect = "not settled"
	Waiting      Effect = "waiting"
	None         Effect = "none"
)

// Effects lists them all.
func Effects() []Effect {
	return []Effect{NoMail, SomeReads, NoSecondMail, LateMail, FalseMail, Elsewhere, OddMail, NotSettled, Waiting, None}
}

// Section is one part of a page.
type Section struct {
	Key     string // what, see, why, fix, leaves, wait or aws
	Heading string
	Blocks  []Block
}

// Kind says what a block is.
type Kind string

// The kinds of block.
const (
	Text       Kind = "text"
	Command    Kind = "command"    // for a shell
	Source     Kind = "source"     // AWS's documents say so, at URL
	Unverified Kind = "unverified" // not verified against AWS
)

// Block is one paragraph, command or source.
type Block struct {
	Kind Kind
	Text string
	URL  string // of a source
}

// Get is the page of a code.
func Get(code string) (Page, bool) {
	text, err := texts.ReadFile("text/" + code + ".txt")
	if err != nil {
		return Page{}, false
	}
	p, err := parse(code, string(text), sources())
	return p, err == nil
}

// Codes lists every code that has a page, in alphabetical order.
func Codes() []string {
	entries, err := texts.ReadDir("text")
	if err != nil {
		return nil
	}
	codes := make([]string, 0, len(entries))
	for _, e := range entries {
		codes = append(codes, strings.TrimSuffix(e.Name(), ".txt"))
	}
	return codes
}

// All lists every page on the way from the account to the mail: of each hop
// its own page first, and last what may be said of any hop.
func All() []Page {
	all, known := make([]Page, 0, len(Codes())), sources()
	for _, code := range Codes() {
		text, err := texts.ReadFile("text/" + code + ".txt")
		if err != nil {
			continue
		}
		if p, err := parse(code, string(text), known); err == nil {
			all = append(all, p)
		}
	}
	place := func(p Page) int {
		if i := slices.Index(monitor.Hops(), p.Hop); i >= 0 {
			return i
		}
		return len(monitor.Hops())
	}
	slices.SortStableFunc(all, func(a, b Page) int {
		if d := place(a) - place(b); d != 0 {
			return d
		}
		if a.Code == string(a.Hop) {
			return -1
		}
		if b.Code == string(b.Hop) {
			return 1
		}
		return strings.Compare(a.Code, b.Code)
	})
	return all
}

func sources() map[string]string {
	urls := map[string]string{}
	for line := range strings.Lines(refs) {
		if key, url, ok := strings.Cut(strings.TrimSpace(line), " "); ok {
			urls[key] = url
		}
	}
	return urls
}
