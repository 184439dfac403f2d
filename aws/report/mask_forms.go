package report

import (
	"net/netip"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// What tells who somebody is by its form alone.
var (
	identities = regexp.MustCompile(`:(?:user/|assumed-role/[^/\s"']+/|federated-user/)((?:[^\s"'/:]+/)*)([^\s"'/:,;]+)`)
	mailForm   = regexp.MustCompile("[^\\s\"'<>()\\[\\],;:|`=/]+(?:@|%40)[^\\s\"'<>()\\[\\],;:|`=/@]+\\.[A-Za-z0-9-]{2,}")
	keyForm    = regexp.MustCompile(`\b(AKIA|ASIA|AROA|AIDA|ABIA|ACCA)[A-Z0-9]{8,}\b`)
	digitForm  = regexp.MustCompile(`\d+(?:-\d+)*`)
	hyphenated = regexp.MustCompile(`^\d{4}-\d{4}-\d{4}$`)
	numbers4   = regexp.MustCompile(`\d+(?:\.\d+){3,}`)
	numbers6   = regexp.MustCompile(`[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*(?:%[0-9A-Za-z]+)?`)
	stands     = regexp.MustCompile(`^([a-z]+) (\d+)`)
	naming     = regexp.MustCompile(`(?i)(?:^|[^\pL\pN])(?:user|session|assumed-role/[^/\s"']+|federated-user)(?:/|:? )$`)
)

// pseudonym reports that a text begins with a pseudonym that was given.
func (m *mask) pseudonym(s string) bool {
	found := stands.FindStringSubmatch(s)
	if found == nil {
		return false
	}
	n, err := strconv.Atoi(found[2])
	switch {
	case err != nil || n == 0:
		return false
	case found[1] == somewhere:
		return n <= len(m.places)
	default:
		return found[1] == m.anybody() && n <= len(m.people)
	}
}

// pseudonyms are spans that stay as they are.
func (m *mask) pseudonyms(s string) []span {
	var spans []span
	for _, word := range []string{m.anybody(), somewhere} {
		for from := 0; ; {
			i := strings.Index(s[from:], word+" ")
			if i < 0 {
				break
			}
			from += i
			if m.pseudonym(s[from:]) {
				own := stands.FindString(s[from:])
				spans = append(spans, span{from: from, to: from + len(own), with: own})
			}
			from += len(word)
		}
	}
	return spans
}

// identified are the names within identities' ARNs.
func (m *mask) identified(s string) []span {
	var spans []span
	for _, at := range identities.FindAllStringSubmatchIndex(s, -1) {
		if !m.pseudonym(s[at[4]:]) {
			spans = append(spans, span{from: at[4], to: at[5], with: m.called(s[at[4]:at[5]])})
		}
	}
	return spans
}

// named reports that somebody's name comes after a text.
func named(before string) bool { return naming.MatchString(before) }

// mails are e-mail addresses, but for those that are people's names.
func (m *mask) mails(s string) []span {
	var spans []span
	for _, at := range mailForm.FindAllStringIndex(s, -1) {
		address := s[at[0]:at[1]]
		with := maskedMail(address)
		if m.known(address) {
			with = m.called(address)
		}
		spans = append(spans, span{from: at[0], to: at[1], with: with})
	}
	return spans
}

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

func keysIn(s string) []span {
	var spans []span
	for _, at := range keyForm.FindAllStringSubmatchIndex(s, -1) {
		spans = append(spans, span{from: at[0], to: at[1], with: s[at[2]:at[3]] + "********"})
	}
	return spans
}

func accountsIn(s string) []span {
	var spans []span
	for _, at := range digitForm.FindAllStringIndex(s, -1) {
		digits := s[at[0]:at[1]]
		if hyphenated.MatchString(digits) {
			spans = append(spans, span{from: at[0], to: at[1], with: "****-****-" + digits[10:]})
			continue
		}
		from := at[0]
		for _, part := range strings.Split(digits, "-") {
			if len(part) == 12 {
				spans = append(spans, span{from: from, to: from + len(part), with: maskedID(part)})
			}
			from += len(part) + 1
		}
	}
	return spans
}

// maskedID leaves the last four digits of an account's id.
func maskedID(account string) string { return "************" + account[max(len(account)-4, 0):] }

// addresses are IP addresses.
func (m *mask) addresses(s string) []span {
	var spans []span
	for _, at := range numbers4.FindAllStringIndex(s, -1) {
		if _, err := netip.ParseAddr(s[at[0]:at[1]]); err == nil {
			spans = append(spans, span{from: at[0], to: at[1], with: m.place(s[at[0]:at[1]])})
		}
	}
	for _, at := range numbers6.FindAllStringIndex(s, -1) {
		address := strings.TrimRight(s[at[0]:at[1]], ".")
		a, err := netip.ParseAddr(address)
		before, _ := utf8.DecodeLastRuneInString(s[:at[0]])
		after, _ := utf8.DecodeRuneInString(s[at[1]:])
		if err != nil || !a.Is6() || letter(before) || letter(after) {
			continue
		}
		spans = append(spans, span{from: at[0], to: at[0] + len(address), with: m.place(address)})
	}
	return spans
}
