package pages

import (
	"strings"
	"testing"
)

const good = `title: A title
hop: trail
effect: no mail
remedy: auto
seen: yes

[what]
Text.
[see]
$ aws sts get-caller-identity
[why]
Text.
[fix]
Text.
[leaves]
Text.
[aws]
@one A document.
! an inference.
`

func TestParse(t *testing.T) {
	urls := map[string]string{"one": "https://docs.aws.amazon.com/one.html"}
	p, err := parse("x", good, urls)
	if err != nil {
		t.Fatal(err)
	}
	if p.Title != "A title" || p.Hop != "trail" || p.Effect != NoMail || p.Remedy != "auto" || !p.Seen || len(p.Sections) != 6 {
		t.Errorf("parsed %+v", p)
	}
	last := p.Sections[5]
	if last.Heading != "What AWS says, and where" || last.Blocks[0] != (Block{Source, "A document.", urls["one"]}) || last.Blocks[1] != (Block{Kind: Unverified, Text: "an inference."}) {
		t.Errorf("last section %+v", last)
	}
	if see := p.Sections[1].Blocks[0]; see != (Block{Kind: Command, Text: "aws sts get-caller-identity"}) {
		t.Errorf("command %+v", see)
	}

	for _, c := range []struct{ old, now, want string }{
		{"title: A title", "A title", `page x, line 1: wants "title: "`},
		{"hop: trail", "hop: tail", "line 2: no such hop: tail"},
		{"effect: no mail", "effect: none at all", "line 3: no such effect"},
		{"remedy: auto", "remedy: magic", "line 4: no such remedy"},
		{"seen: yes", "seen: perhaps", "line 5: seen is yes or no"},
		{"[what]", "Text.", "line 7: text outside of a section"},
		{"[fix]\nText.\n", "", "section fix is missing"},
		{"[fix]\nText.\n", "[fix]\n", "section fix is empty"},
		{"[leaves]", "[why]", "section why is unknown or out of order"},
		{"[leaves]", "[more]", "section more is unknown or out of order"},
		{"@one", "@two", "no source @two in refs.txt"},
		{"! an inference.", "!", "an empty block"},
	} {
		_, err := parse("x", strings.Replace(good, c.old, c.now, 1), urls)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q for %q: %v, want %s", c.now, c.old, err, c.want)
		}
	}
}

// Get leaves a page out that does not parse: none may.
func TestEveryPageParses(t *testing.T) {
	for _, code := range Codes() {
		text, err := texts.ReadFile("text/" + code + ".txt")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := parse(code, string(text), sources()); err != nil {
			t.Error(err)
		}
	}
}
