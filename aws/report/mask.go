package report

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// mask puts pseudonyms in the place of what tells who somebody is: ids of
// accounts, addresses, names of people. One person has one pseudonym in the
// whole report. The zero value masks what has a form of its own; nil masks
// nothing.
type mask struct {
	names  []alias
	people map[string]int // by the name in small letters, what is before an @
	places map[string]int
}

// alias is a text and what stands for it, in whatever case.
type alias struct {
	text   string
	word   string // "" for a person's
	person int
	where  reach
}

// reach is where an alias is looked for.
type reach int

const (
	anywhere   reach = iota // also within longer words
	asWord                  // where it is a word of its own
	whereNamed              // only where somebody is named: it is an ordinary word as well
)

// wholeWord is up to how many letters a name is looked for as a word of its own
// only: "ana" is no part of "banana".
const wholeWord = 5

// person gives a name a pseudonym. What is before an @ is a name as well.
func (m *mask) person(name string) {
	name = strings.TrimSpace(name)
	if m == nil || name == "" || m.known(name) {
		return
	}
	if m.people == nil {
		m.people = map[string]int{}
	}
	local, _, mail := strings.Cut(name, "@")
	if local == "" {
		local = name
	}
	key := strings.ToLower(local)
	n, again := m.people[key]
	if !again {
		n = len(m.people) + 1
		m.people[key] = n
	}
	m.names = append(m.names, alias{text: name, person: n, where: reachOf(name)})
	if mail && !m.known(local) {
		m.names = append(m.names, alias{text: local, person: n, where: reachOf(local)})
	}
}

func reachOf(name string) reach {
	switch n := utf8.RuneCountInString(name); {
	case ordinary(name):
		return whereNamed
	case n <= wholeWord || !utf8.ValidString(name):
		return asWord
	default:
		return anywhere
	}
}

// place gives an address a pseudonym.
func (m *mask) place(address string) string {
	if m.places == nil {
		m.places = map[string]int{}
	}
	key := strings.ToLower(address)
	n, again := m.places[key]
	if !again {
		n = len(m.places) + 1
		m.places[key] = n
	}
	return fmt.Sprintf("%s %d", somewhere, n)
}

// hide puts a word in the place of a text that has no form of its own.
func (m *mask) hide(text, word string, where reach) {
	if m != nil && text != "" && !m.known(text) {
		m.names = append(m.names, alias{text: text, word: word, where: where})
	}
}

func (m *mask) known(text string) bool {
	return slices.ContainsFunc(m.names, func(a alias) bool { return strings.EqualFold(a.text, text) })
}

// called is what stands for a name that is known to be somebody's.
func (m *mask) called(name string) string {
	if m == nil {
		return name
	}
	for _, a := range m.names {
		if strings.EqualFold(a.text, strings.TrimSpace(name)) {
			return m.wordFor(a)
		}
	}
	return m.text(name)
}

func (m *mask) wordFor(a alias) string {
	if a.person == 0 {
		return a.word
	}
	return fmt.Sprintf("%s %d", m.anybody(), a.person)
}

// anybody begins a person's pseudonym. It is nobody's name.
func (m *mask) anybody() string {
	words := []string{"person", "somebody", "identity"}
	for _, w := range words {
		if _, name := m.people[w]; !name {
			return w
		}
	}
	return "pseudonym"
}

// somewhere begins an address's pseudonym.
const somewhere = "address"

// span is a part of a text and what is put in its place.
type span struct {
	from, to int
	with     string
	more     bool // than the name itself
}

// text is s with pseudonyms, put in within one pass: the longest span first, so
// that none is put into another. A pseudonym stays as it is.
func (m *mask) text(s string) string {
	if m == nil || s == "" {
		return s
	}
	for _, at := range identities.FindAllStringSubmatchIndex(s, -1) {
		if name := s[at[4]:at[5]]; !m.pseudonym(s[at[4]:]) {
			m.person(name)
		}
	}
	spans := slices.Concat(m.pseudonyms(s), m.identified(s), m.mails(s), keysIn(s), accountsIn(s), m.addresses(s))
	for _, a := range m.names {
		spans = append(spans, m.occurrences(s, a)...)
	}
	slices.SortStableFunc(spans, func(a, b span) int {
		if n := (b.to - b.from) - (a.to - a.from); n != 0 {
			return n
		}
		return exactFirst(a, b)
	})
	var chosen []span
	for _, sp := range spans {
		if !slices.ContainsFunc(chosen, func(c span) bool { return sp.from < c.to && c.from < sp.to }) {
			chosen = append(chosen, sp)
		}
	}
	slices.SortFunc(chosen, func(a, b span) int { return a.from - b.from })
	var b strings.Builder
	done := 0
	for _, sp := range chosen {
		b.WriteString(s[done:sp.from])
		b.WriteString(sp.with)
		done = sp.to
	}
	b.WriteString(s[done:])
	return b.String()
}

// exactFirst sorts a name before a shorter one with digits behind it.
func exactFirst(a, b span) int {
	switch {
	case a.more == b.more:
		return 0
	case b.more:
		return -1
	default:
		return 1
	}
}

// occurrences are where an alias stands in a text. Digits at the end of a name
// are part of it, as they would else be read as the pseudonym's.
func (m *mask) occurrences(s string, a alias) []span {
	var spans []span
	for from := 0; from < len(s); {
		i, n := indexFold(s[from:], a.text)
		if i < 0 {
			break
		}
		at := span{from: from + i, to: from + i + n, with: m.wordFor(a)}
		from = at.to
		switch a.where {
		case asWord:
			if !border(s, at.from) || !border(s, at.to) {
				continue
			}
		case whereNamed:
			if !named(s[:at.from]) || !border(s, at.to) {
				continue
			}
		case anywhere:
		}
		for a.person > 0 && at.to < len(s) && s[at.to] >= '0' && s[at.to] <= '9' {
			at.to, at.more = at.to+1, true
		}
		spans = append(spans, at)
	}
	return spans
}

// indexFold is where a text first has a part, in whatever case, and how long it
// is there.
func indexFold(s, part string) (at, length int) {
	if !utf8.ValidString(part) || !utf8.ValidString(s) {
		return strings.Index(s, part), len(part)
	}
	runes := utf8.RuneCountInString(part)
	initial, _ := utf8.DecodeRuneInString(part)
	for i, r := range s {
		if unicode.ToLower(r) != unicode.ToLower(initial) && unicode.ToUpper(r) != unicode.ToUpper(initial) {
			continue
		}
		end := i
		for range runes {
			_, n := utf8.DecodeRuneInString(s[end:])
			end += n
		}
		if strings.EqualFold(s[i:end], part) {
			return i, end - i
		}
	}
	return -1, 0
}

// border reports that a word may begin or end there: at what is no letter,
// between letters and digits, and where aName goes on in aNameAndMore.
func border(s string, at int) bool {
	if at == 0 || at == len(s) {
		return true
	}
	before, _ := utf8.DecodeLastRuneInString(s[:at])
	after, _ := utf8.DecodeRuneInString(s[at:])
	return !letter(before) || !letter(after) || unicode.IsDigit(before) != unicode.IsDigit(after) || unicode.IsLower(before) && unicode.IsUpper(after)
}

func letter(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r))
}
