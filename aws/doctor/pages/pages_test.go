package pages_test

import (
	"bufio"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"secretwatch/aws/doctor"
	"secretwatch/aws/doctor/pages"
	"secretwatch/aws/monitor"
)

// causes are the known root causes with the kind of their remedy, "-" where
// that is not settled.
func causes(t *testing.T) map[string]string {
	t.Helper()
	known := map[string]string{}
	for _, line := range lines(t, "testdata/causes.txt") {
		code, remedy, ok := strings.Cut(line, " ")
		if !ok || known[code] != "" {
			t.Fatalf("causes.txt: %q", line)
		}
		known[code] = remedy
	}
	return known
}

func lines(t *testing.T, name string) []string {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	var all []string
	for s := bufio.NewScanner(f); s.Scan(); {
		all = append(all, s.Text())
	}
	return all
}

func TestEveryCodeHasItsPage(t *testing.T) {
	want := map[string]bool{doctor.Healthy: true}
	for code := range causes(t) {
		want[code] = true
	}
	for _, e := range doctor.Catalogue() {
		want[e.Code] = true
	}
	for _, h := range monitor.Hops() {
		want[string(h)] = true
	}
	for _, code := range pages.OfErrors() {
		want[code] = true
	}
	for _, code := range slices.Sorted(maps.Keys(want)) {
		if _, ok := pages.Get(code); !ok {
			t.Errorf("%s can be printed and has no page", code)
		}
	}
	for _, code := range pages.Codes() {
		if !want[code] {
			t.Errorf("%s has a page and can never be printed", code)
		}
	}
	if got := len(pages.All()); got != len(pages.Codes()) {
		t.Errorf("All has %d pages of %d", got, len(pages.Codes()))
	}
}

func TestPagesAgreeWithTheCatalogue(t *testing.T) {
	for _, e := range doctor.Catalogue() {
		p, ok := pages.Get(e.Code)
		if !ok {
			continue // told above
		}
		if p.Hop != e.Hop || p.Remedy != string(e.Remedy) || p.Title != e.Title {
			t.Errorf("%s: the page says %q, hop %q, remedy %q; the catalogue %q, hop %q, remedy %q",
				e.Code, p.Title, p.Hop, p.Remedy, e.Title, e.Hop, e.Remedy)
		}
		if !p.Seen {
			t.Errorf("%s: the page says that no API shows it, and a check finds it", e.Code)
		}
	}
	for code, remedy := range causes(t) {
		if p, ok := pages.Get(code); ok && remedy != "-" && p.Remedy != remedy {
			t.Errorf("%s: the page says remedy %q, the table of causes %q", code, p.Remedy, remedy)
		}
	}
	for _, h := range monitor.Hops() {
		if p, _ := pages.Get(string(h)); p.Hop != h || p.Remedy != "" || p.Effect != pages.None {
			t.Errorf("%s: a link that passes has hop %q, remedy %q, effect %q", h, p.Hop, p.Remedy, p.Effect)
		}
	}
}

func TestPagesAreWritten(t *testing.T) {
	markdown := regexp.MustCompile("`|\\*\\*|^#|^[-*] |\\]\\(")
	for _, p := range pages.All() {
		byHand := ""
		for _, s := range p.Sections {
			for _, b := range s.Blocks {
				if strings.IndexFunc(b.Text, func(r rune) bool { return r < ' ' || r > '~' }) >= 0 {
					t.Errorf("%s, %s: not plain ASCII: %q", p.Code, s.Key, b.Text)
				}
				if b.Kind != pages.Command && markdown.MatchString(b.Text) {
					t.Errorf("%s, %s: markdown in %q", p.Code, s.Key, b.Text)
				}
				if b.Kind == pages.Text && !strings.HasSuffix(b.Text, ".") && !complete(b.Text) {
					t.Errorf("%s, %s: no full stop: %q", p.Code, s.Key, b.Text)
				}
				if said := b.Kind == pages.Source || b.Kind == pages.Unverified; said != (s.Key == "aws") {
					t.Errorf("%s, %s: AWS's word and our doubts stand in the last section, and nothing else does: %q", p.Code, s.Key, b.Text)
				}
				if s.Key == "see" {
					byHand += string(b.Kind) + " " + b.Text + "\n"
				}
			}
		}
		if p.Code != doctor.Healthy && (!strings.Contains(byHand, "command ") || !strings.Contains(byHand, "text Console: ")) {
			t.Errorf("%s: seeing it by hand takes a command and a way through the console", p.Code)
		}
		if n := len(p.Lines(100)); n < 25 || n > 55 {
			t.Errorf("%s: %d lines with headings", p.Code, n)
		}
	}
}

// complete reports a text that goes over into a command or an address.
func complete(text string) bool {
	last := text[len(text)-1]
	return last == ':' || last == '*' || strings.HasSuffix(text, "shows")
}

func TestSourcesAreOfficialAndUsed(t *testing.T) {
	used := map[string]bool{}
	for _, p := range pages.All() {
		for _, s := range p.Sections {
			for _, b := range s.Blocks {
				used[b.URL] = true
			}
		}
	}
	official := regexp.MustCompile(`^https://(docs\.aws\.amazon\.com|repost\.aws/knowledge-center|aws\.amazon\.com/about-aws/whats-new)/[A-Za-z0-9_./-]+$`)
	for _, line := range lines(t, "refs.txt") {
		key, url, _ := strings.Cut(line, " ")
		if !official.MatchString(url) {
			t.Errorf("%s: %q is no document of AWS's", key, url)
		}
		if !used[url] {
			t.Errorf("%s: no page cites it", key)
		}
	}
}

// An error's code, as AWS prints it, leads to the page about it.
func TestErrorsHaveTheirPage(t *testing.T) {
	p, ok := pages.Get(pages.Normal(" InsufficientSnsTopicPolicyException"))
	if !ok || p.Code != "trail-topic-policy-denies" || !strings.HasPrefix(p.Title, "The topic's policy keeps CloudTrail out") {
		t.Errorf("page %q, %v", p.Code, ok)
	}
}
