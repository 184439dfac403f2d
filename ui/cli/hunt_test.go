package cli

import (
	"bytes"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"secretwatch/aws/doctor"
	"secretwatch/aws/sandbox"
	"secretwatch/ui/live"
)

// hunting is a hunter on a sandbox of its own, with its monitor built.
func hunting(t *testing.T, f huntFlags) (*hunter, *bytes.Buffer) {
	t.Helper()
	out := &bytes.Buffer{}
	p := &program{streams: Streams{In: strings.NewReader(""), Out: out, Err: &bytes.Buffer{}, Env: os.Environ()}}
	p.flags.secret, p.flags.email, p.flags.color = demoSecret, demoEmail, colorNever
	b, err := openBox(t.Context(), "127.0.0.1:0", sandbox.Options{Pace: sandbox.Fast})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	h, err := p.newHunter(t.Context(), b, f, demoRegion)
	if err != nil {
		t.Fatal(err)
	}
	d, err := wanted(p.answers(secretSource{generate: true}), h.a.Place)
	if err != nil {
		t.Fatal(err)
	}
	h.wants(d, d.Names)
	if err := h.build(t.Context()); err != nil {
		t.Fatal(err)
	}
	return h, out
}

func verdictOf(t *testing.T, h *hunter) doctor.Finding {
	t.Helper()
	r, err := h.p.examine(t.Context(), h.a, h.names)
	if err != nil {
		t.Fatal(err)
	}
	return r.Verdict
}

// A second hunt begins on a healthy monitor, whatever the first one left.
func TestHuntsFollowEachOther(t *testing.T) {
	t.Parallel()
	h, _ := hunting(t, huntFlags{code: "no-trail", seed: 32}) // which draws topic-missing
	var f live.Feed
	h.feed(&f)
	if !f.BreakNow {
		t.Error("the hunt does not begin with the pane")
	}
	if v := verdictOf(t, h); v.Code != "healthy" {
		t.Fatalf("before: %s: %s", v.Code, v.Summary)
	}
	for _, want := range []string{"no-trail", "topic-missing"} {
		answer, err := f.Break(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if v := verdictOf(t, h); answer.Code != want || v.Code != want {
			t.Errorf("broken %s, the doctor says %s; want %s", answer.Code, v.Code, want)
		}
		if len(answer.Commands) == 0 || answer.Title == "" {
			t.Errorf("the answer is %+v", answer)
		}
	}
}

func TestReadsNameTheSecretByARNWhereOnlyThatShowsIt(t *testing.T) {
	t.Parallel()
	h, _ := hunting(t, huntFlags{code: "filter-secret-by-name"})
	if id := h.readID(t.Context(), demoSecret); id != demoSecret {
		t.Errorf("before: read as %s", id)
	}
	if _, err := h.inject(t.Context(), h.draw()); err != nil {
		t.Fatal(err)
	}
	if id := h.readID(t.Context(), demoSecret); !strings.HasPrefix(id, "arn:aws:secretsmanager:us-east-1:123456789012:secret:TopSecretInfo-") {
		t.Errorf("read as %s", id)
	}
	if id := (*hunter)(nil).readID(t.Context(), demoSecret); id != demoSecret {
		t.Errorf("without a hunter: read as %s", id)
	}
}

// The exit status says whether the doctor named what was broken, and the answer
// says so too.
func TestAnswerOfAVerdictThatIsWrong(t *testing.T) {
	t.Parallel()
	h, out := hunting(t, huntFlags{code: "no-alarm"})
	s := &story{p: h.p, a: h.a, mail: h.mail, hunter: h, names: h.names, printer: h.p.printer(out, time.UTC)}
	if err := s.breakIt(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := s.answer(t.Context()); err != nil {
		t.Errorf("named: %v", err)
	}
	s.broke.Code = "no-trail"
	var f *failure
	if err := s.answer(t.Context()); !errors.Is(err, errNotNamed) || !errors.As(err, &f) || f.code != ExitBroken {
		t.Errorf("not named: %v", err)
	}
	if !strings.Contains(out.String(), "The doctor says no-alarm, which does not name it.") {
		t.Errorf("it says\n%s", out)
	}
}

// On AWS nothing can be broken for fun.
func TestOnlyTheDemoHunts(t *testing.T) {
	var f live.Feed
	(*hunter)(nil).feed(&f)
	if f.Break != nil || f.BreakNow {
		t.Error("a pane without a hunter hunts")
	}
}
