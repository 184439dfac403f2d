package report

import (
	"fmt"
	"net/netip"
	"regexp"
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
	names  []alias // longest first
	people map[string]int
	places map[string]int
}

// alias is a text and what stands for it, in whatever case.
type alias struct {
	text, word string
	find       *regexp.Regexp // nil where the text is not UTF-8
}

// wholeWord is up to how many letters a name is looked for as a word of its own
// only: "ana" is no part of "banana".
const wholeWord = 5

// anybody begins a person's pseudonym.
const anybody = "person"

// person gives a name a pseudonym. What is before an @ is a name as well.
func (m *mask) person(name string) {
	name = strings.TrimSpace(name)
	if m == nil || name == "" || m.known(name) {
		return
	}
	if m.people == nil {
		m.people = map[string]int{}
	}
	key := strings.ToLower(name)
	local, _, mail := strings.Cut(key, "@")
	n, again := m.people[local]
	if !again {
		n = len(m.people) + 1
		m.people[local] = n
	}
	word := fmt.Sprintf(anybody+" %d", n)
	m.add(name, word)
	if mail && local != "" && !m.known(local) {
		m.add(local, word)
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
	return fmt.Sprintf("address %d", n)
}

// hide puts a word in the place of a text that has no form of its own.
func (m *mask) hide(text, word string) {
	if m != nil && text != "" && !m.known(text) {
		m.add(text, word)
	}
}

func (m *mask) known(text string) bool {
	return slices.ContainsFunc(m.names, func(a alias) bool { return strings.EqualFold(a.text, text) })
}

func (m *mask) add(text, word string) {
	a := alias{text: text, word: word}
	if utf8.ValidString(text) {
		a.find = regexp.MustCompile("(?i)" + regexp.QuoteMeta(text))
	}
	m.names = append(m.names, a)
	slices.SortStableFunc(m.names, func(a, b alias) int { return len(b.text) - len(a.text) })
}

var (
	identities = regexp.MustCompile(`:(?:user/|assumed-role/[^/\s"']+/|federated-user/)((?:[^\s"'/:]+/)*)([^\s"'/:,;]+)`)
	mails      = regexp.MustCompile("[^\\s\"'<>()\\[\\],;:|`=/]+(?:@|%40)[^\\s\"'<>()\\[\\],;:|`=/@]+\\.[A-Za-z0-9-]{2,}")
	keys       = regexp.MustCompile(`\b(AKIA|ASIA|AROA|AIDA|ABIA|ACCA)[A-Z0-9]{8,}\b`)
	accounts   = regexp.MustCompile(`\d+(?:-\d+)*`)
	hyphenated = regexp.MustCompile(`^\d{4}-\d{4}-\d{4}$`)
	numbers4   = regexp.MustCompile(`\d+(?:\.\d+){3,}`)
	numbers6   = regexp.MustCompile(`[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*(?:%[0-9A-Za-z]+)?`)
)

// text is s with pseudonyms.
func (m *mask) text(s string) string {
	if m == nil || s == "" {
		return s
	}
	for _, found := range identities.FindAllStringSubmatch(s, -1) {
		if found[2] != anybody { // that is a pseudonym already, cut at its blank
			m.person(found[2])
		}
	}
	s = m.replaceNames(s, true) // before an address loses what makes it known
	s = mails.ReplaceAllStringFunc(s, maskedMail)
	s = m.replaceNames(s, false)
	s = keys.ReplaceAllString(s, "$1********")
	s = accounts.ReplaceAllStringFunc(s, maskedAccount)
	s = numbers4.ReplaceAllStringFunc(s, func(n string) string {
		if _, err := netip.ParseAddr(n); err != nil {
			return n
		}
		return m.place(n)
	})
	return replaceWords(s, numbers6, func(n string) string {
		trimmed := strings.TrimRight(n, ".")
		if a, err := netip.ParseAddr(trimmed); err != nil || !a.Is6() {
			return n
		}
		return m.place(trimmed) + n[len(trimmed):]
	})
}

// replaceNames replaces the names that are addresses, or those that are not.
func (m *mask) replaceNames(s string, addresses bool) string {
	for _, a := range m.names {
		if strings.Contains(a.text, "@") == addresses {
			s = replaceName(s, a)
		}
	}
	return s
}

// replaceName replaces a name in whatever case; a short one only where it is a
// word of its own.
func replaceName(s string, a alias) string {
	switch {
	case a.find == nil:
		return strings.ReplaceAll(s, a.text, a.word)
	case utf8.RuneCountInString(a.text) > wholeWord:
		return a.find.ReplaceAllLiteralString(s, a.word)
	default:
		return replaceWords(s, a.find, func(string) string { return a.word })
	}
}

// replaceWords replaces what matches and is no part of a longer word.
func replaceWords(s string, r *regexp.Regexp, with func(string) string) string {
	var b strings.Builder
	done := 0
	for _, at := range r.FindAllStringIndex(s, -1) {
		before, _ := utf8.DecodeLastRuneInString(s[:at[0]])
		after, _ := utf8.DecodeRuneInString(s[at[1]:])
		if letter(before) || letter(after) {
			continue
		}
		b.WriteString(s[done:at[0]])
		b.WriteString(with(s[at[0]:at[1]]))
		done = at[1]
	}
	b.WriteString(s[done:])
	return b.String()
}

func letter(r rune) bool { return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r)) }

// maskedMail leaves the first letters and the last part: m***@e***.com.
func maskedMail(address string) string {
	at := "@"
	local, domain, ok := strings.Cut(address, at)
	if !ok {
		at = "%40"
		local, domain, _ = strings.Cut(address, at)
	}
	if strings.HasSuffix(domain, ".amazonaws.com") {
		return address // SNS's own
	}
	end := domain[strings.LastIndexByte(domain, '.'):]
	return first(local) + "***" + at + first(domain) + "***" + end
}

func first(s string) string {
	r, _ := utf8.DecodeRuneInString(s)
	if r == utf8.RuneError || r == '*' {
		return ""
	}
	return string(r)
}

// maskedAccount leaves the last four digits of an account's id.
func maskedAccount(digits string) string {
	if hyphenated.MatchString(digits) {
		return "****-****-" + digits[10:]
	}
	parts := strings.Split(digits, "-")
	for i, p := range parts {
		if len(p) == 12 {
			parts[i] = maskedID(p)
		}
	}
	return strings.Join(parts, "-")
}

func maskedID(account string) string { return "************" + account[max(len(account)-4, 0):] }
