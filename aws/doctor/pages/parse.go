package pages

import (
	"fmt"
	"slices"
	"strings"

	"secretwatch/aws/monitor"
)

// The form of a page: five lines "name: value", then the sections, each begun
// by its key in brackets, in the order of headings. Every line of a section is
// a block of its own: "$ " before a command, "@KEY " before what the document
// of that key in refs.txt says, "! " before what is not verified against AWS.

// headings are the sections in their order. Only wait may be left out.
var headings = []struct{ key, text string }{
	{"what", "What it is"},
	{"see", "How to see it by hand"},
	{"why", "What it does to the mail"},
	{"fix", "What mends it, and who can"},
	{"leaves", "What that changes, and what it leaves"},
	{"wait", "How long until it shows"},
	{"aws", "What AWS says, and where"},
}

// front are the lines at a page's head, in their order.
var front = []string{"title", "hop", "effect", "remedy", "seen"}

func parse(code, text string, urls map[string]string) (Page, error) {
	p := Page{Code: code}
	n := 0
	for line := range strings.Lines(text) {
		n++
		line = strings.TrimSpace(line)
		var err error
		switch {
		case n <= len(front):
			err = p.head(front[n-1], line)
		case line == "":
		case strings.HasPrefix(line, "[") && strings.HasSuffix(line, "]"):
			err = p.begin(line[1 : len(line)-1])
		default:
			err = p.add(line, urls)
		}
		if err != nil {
			return Page{}, fmt.Errorf("page %s, line %d: %w", code, n, err)
		}
	}
	return p, p.whole()
}

func (p *Page) head(name, line string) error {
	value, ok := strings.CutPrefix(line, name+": ")
	if !ok {
		return fmt.Errorf("wants %q, not %q", name+": ", line)
	}
	switch name {
	case "title":
		p.Title = value
	case "hop":
		return p.setHop(value)
	case "effect":
		p.Effect = Effect(value)
		if !slices.Contains(Effects(), p.Effect) {
			return fmt.Errorf("no such effect: %s", value)
		}
	case "remedy":
		if !slices.Contains([]string{"auto", "person", "removes", "none"}, value) {
			return fmt.Errorf("no such remedy: %s", value)
		}
		if value != "none" {
			p.Remedy = value
		}
	case "seen":
		if value != "yes" && value != "no" {
			return fmt.Errorf("seen is yes or no, not %s", value)
		}
		p.Seen = value == "yes"
	}
	return nil
}

func (p *Page) setHop(value string) error {
	if value == "any" {
		return nil
	}
	p.Hop = monitor.Hop(value)
	if !slices.Contains(monitor.Hops(), p.Hop) {
		return fmt.Errorf("no such hop: %s", value)
	}
	return nil
}

// begin opens the next section: one that stands further down in headings.
func (p *Page) begin(key string) error {
	past := -1
	if len(p.Sections) > 0 {
		past = place(p.Sections[len(p.Sections)-1].Key)
	}
	at := place(key)
	if at <= past {
		return fmt.Errorf("section %s is unknown or out of order", key)
	}
	p.Sections = append(p.Sections, Section{Key: key, Heading: headings[at].text})
	return nil
}

func place(key string) int {
	for i, h := range headings {
		if h.key == key {
			return i
		}
	}
	return -1
}

func (p *Page) add(line string, urls map[string]string) error {
	if len(p.Sections) == 0 {
		return fmt.Errorf("text outside of a section: %s", line)
	}
	b := Block{Kind: Text, Text: line}
	switch mark, rest, _ := strings.Cut(line, " "); {
	case mark == "$":
		b = Block{Kind: Command, Text: rest}
	case mark == "!":
		b = Block{Kind: Unverified, Text: rest}
	case strings.HasPrefix(mark, "@"):
		b = Block{Kind: Source, Text: rest, URL: urls[mark[1:]]}
		if b.URL == "" {
			return fmt.Errorf("no source %s in refs.txt", mark)
		}
	}
	if b.Text == "" {
		return fmt.Errorf("an empty block")
	}
	s := &p.Sections[len(p.Sections)-1]
	s.Blocks = append(s.Blocks, b)
	return nil
}

// whole reports what the page lacks.
func (p *Page) whole() error {
	if p.Title == "" {
		return fmt.Errorf("page %s: it has no title", p.Code)
	}
	for _, h := range headings {
		i := slices.IndexFunc(p.Sections, func(s Section) bool { return s.Key == h.key })
		if i < 0 && h.key != "wait" {
			return fmt.Errorf("page %s: section %s is missing", p.Code, h.key)
		}
		if i >= 0 && len(p.Sections[i].Blocks) == 0 {
			return fmt.Errorf("page %s: section %s is empty", p.Code, h.key)
		}
	}
	return nil
}
