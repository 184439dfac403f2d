package setup

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/charmbracelet/x/ansi"

	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/ui/theme"
	"secretwatch/wizard"
)

// shellWords splits text as a POSIX shell does that knows single quotes and the
// backslash; one slice for every command.
func shellWords(text string) [][]string {
	var commands [][]string
	var words []string
	word, begun, quotes := "", false, false
	end := func() {
		if begun {
			words = append(words, word)
		}
		word, begun = "", false
	}
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case c == '\'':
			quotes, begun = !quotes, true
		case quotes:
			word += string(c)
		case c == '\\' && i+1 < len(text):
			if i++; text[i] != '\n' {
				word, begun = word+string(text[i]), true
			}
		case c == '\n':
			if end(); len(words) > 0 {
				commands, words = append(commands, words), nil
			}
		case c == ' ':
			end()
		default:
			word, begun = word+string(c), true
		}
	}
	if end(); len(words) > 0 {
		commands = append(commands, words)
	}
	return commands
}

// plainJSON is a JSON text without white space, and any other text as it is.
func plainJSON(s string) string {
	var b bytes.Buffer
	if strings.ContainsAny(s, "{[") && json.Compact(&b, []byte(s)) == nil {
		return b.String()
	}
	return s
}

const (
	saysCut   = "Long names and documents are cut here"
	saysBlank = "In the pattern a line break is a blank"
)

// What stands on the screen is what y copies: copied off the screen it works in
// a shell, or the screen says how it differs.
func TestTheCommandOnTheScreenIsTheOneThatIsCopied(t *testing.T) {
	for name, f := range map[string]wizard.Flags{
		"usual":  {Secret: "TopSecretInfo", Email: "sam@example.com"},
		"quotes": {Secret: "prod/db", Email: "sam@example.com", Alarm: `Sam's secret is "accessed", {again}`, Notify: wizard.ByBoth},
		"long":   {Secret: strings.Repeat("prod/db-", 25), Email: "sam@example.com", Topic: strings.Repeat("t", 200)},
	} {
		t.Run(name, func(t *testing.T) {
			s := New(t.Context(), theme.New(true, false), wizard.Start{Place: here, Caller: foreign.New("arn:aws:iam::111122223333:user/sam"), Flags: f}, Deps{})
			if name == "quotes" {
				s.wiz.Set(wizard.QMetric, `reads, "all": {of, [them]} and Sam's`)
			}
			shown := 0
			for _, step := range wizard.Steps() {
				s.wiz.Go(step.ID)
				for w := 38; w <= 158; w++ {
					shown += handsAreRight(t, s, w)
				}
			}
			if shown < 15*121 {
				t.Errorf("%d commands were shown, at 121 widths", shown)
			}
		})
	}
}

// handsAreRight checks the commands of the step in front, w cells wide, and
// gives how many there are.
func handsAreRight(t *testing.T, s *Screen, w int) int {
	t.Helper()
	want := s.wiz.ByHand(s.wiz.Step().ID)
	p := newPaper(s.theme, w)
	s.drawHands(p)
	text := ansi.Strip(strings.Join(p.lines, "\n"))
	notes := strings.Join(strings.Fields(text), " ")
	cut, blank := strings.Contains(notes, saysCut), strings.Contains(notes, saysBlank)
	var commands []string
	for _, l := range strings.Split(text, "\n") {
		if strings.HasPrefix(l, handsIndent) {
			commands = append(commands, l)
		}
	}
	got := shellWords(strings.Join(commands, "\n"))
	whole := !strings.ContainsAny(strings.Join(commands, ""), "…") && !strings.Contains(strings.Join(commands, ""), wizard.Cut)
	if whole == cut {
		t.Errorf("%s, %d wide: cut is %v, and it says %v:\n%s", s.wiz.Step().ID, w, !whole, cut, text)
	}
	for i, c := range want {
		for _, l := range commands {
			if ansi.StringWidth(l) > w {
				t.Errorf("%s, %d wide: %q is too wide", s.wiz.Step().ID, w, l)
			}
		}
		if strings.Contains(strings.Join(commands, ""), "…") { // half a quoted word may be left: no shell would take it
			break
		}
		if i >= len(got) || len(got[i]) != len(c.Words) {
			t.Fatalf("%s, %d wide: the shell would see\n%q, not\n%q", s.wiz.Step().ID, w, got, want)
		}
		for n, word := range got[i] {
			if blank {
				word = strings.Join(strings.Fields(word), " ")
			}
			if plainJSON(word) != plainJSON(c.Words[n]) && !strings.Contains(word, wizard.Cut) {
				t.Errorf("%s, %d wide: the shell would see\n%q, not\n%q", s.wiz.Step().ID, w, word, c.Words[n])
			}
		}
	}
	if len(got) != len(want) && whole {
		t.Errorf("%s, %d wide: %d commands, and y copies %d", s.wiz.Step().ID, w, len(got), len(want))
	}
	copied := shellWords(wizard.Script(want))
	for i, c := range want {
		if !slices.Equal(copied[i], c.Words) {
			t.Errorf("%s: y copies %q, not %q", s.wiz.Step().ID, copied[i], c.Words)
		}
	}
	return len(want)
}

// The command that reads the secret can be copied off the screen too.
func TestTheReadCommandOnTheScreenWorks(t *testing.T) {
	want := []string{
		"AWS_ACCESS_KEY_ID=SANDBOXADMIN", "AWS_SECRET_ACCESS_KEY=sandbox", "aws", "secretsmanager", "get-secret-value",
		"--secret-id", "TopSecretInfo", "--region", "us-east-1", "--query", "Name", "--profile", "Sam's own", "--endpoint-url", "http://127.0.0.1:4566",
	}
	w := &world{confirmed: true}
	d := w.deps()
	d.ReadCommand = func(string) string { return quotedForShell(want) }
	s := New(t.Context(), theme.New(true, false), wizard.Start{Place: here}, d)
	r := &readPage{Screen: s}
	for wide := 50; wide <= 158; wide++ {
		p := newPaper(s.theme, wide)
		r.drawCommand(p)
		text := ansi.Strip(strings.Join(p.lines, "\n"))
		if got := shellWords(text); len(got) != 1 || !slices.Equal(got[0], want) {
			t.Errorf("%d wide: the shell would see %q in\n%s", wide, got, text)
		}
	}
}

func quotedForShell(words []string) string {
	list := make([]string, len(words))
	for i, w := range words {
		list[i] = wizard.ShellQuote(w)
	}
	return strings.Join(list, " ")
}

// The key that is said to show the rest does it, also where w is an answer.
func TestTheKeyThatUnfoldsIsTheOneThatIsSaid(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &world{found: &monitor.Secret{Name: foreign.New("TopSecretInfo")}}
		r := begin(t, w.deps(), sam)
		troubled(wizard.StepSecret)(r)
		if before := r.frame(100, 28); !strings.Contains(before, "ctrl+o shows what else") || !strings.Contains(before, "w watches the secret") {
			t.Fatalf("the keys are not said:\n%s", before)
		}
		r.press("ctrl+o")
		if after := r.frame(100, 28); !strings.Contains(after, "ctrl+o closes") {
			t.Errorf("ctrl+o does not unfold:\n%s", after)
		}
	})
}
