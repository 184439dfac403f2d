package pages_test

import (
	"slices"
	"strings"
	"testing"

	"secretwatch/aws/doctor/pages"
)

func TestLinesFitTheWidth(t *testing.T) {
	for _, width := range []int{0, 40, 72, 80, 100, 200} {
		limit := min(max(width, 40), 100)
		for _, p := range pages.All() {
			var commands strings.Builder
			for _, l := range p.Lines(width) {
				text := strings.TrimLeft(l.Text, " ")
				if strings.TrimRight(l.Text, " ") != l.Text {
					t.Errorf("%s at %d: blanks at the end of %q", p.Code, width, l.Text)
				}
				alone := !strings.Contains(strings.TrimSuffix(text, ` \`), " ")
				if len(l.Text) > limit && l.Role != pages.RoleURL && l.Role != pages.RoleCommand && !alone {
					t.Errorf("%s at %d: %d columns: %q", p.Code, width, len(l.Text), l.Text)
				}
				if l.Role == pages.RoleCommand {
					if joined, more := strings.CutSuffix(text, `\`); more {
						commands.WriteString(joined)
					} else {
						commands.WriteString(text + "\n")
					}
				}
			}
			if want := commandsOf(p); commands.String() != want {
				t.Errorf("%s at %d: laid out, the commands are\n%s, and not\n%s", p.Code, width, commands.String(), want)
			}
		}
	}
}

func commandsOf(p pages.Page) string {
	var all strings.Builder
	for _, s := range p.Sections {
		for _, b := range s.Blocks {
			if b.Kind == pages.Command {
				all.WriteString(b.Text + "\n")
			}
		}
	}
	return all.String()
}

func TestLinesOfAPage(t *testing.T) {
	p, ok := pages.Get("trail-not-logging")
	if !ok {
		t.Fatal("no page trail-not-logging")
	}
	var text strings.Builder
	for _, l := range p.Lines(80) {
		text.WriteString(l.Text + "\n")
	}
	for _, want := range []string{
		"trail-not-logging: The trail is switched off\n",
		"Hop: trail. Effect on the mail: no mail. Remedy: auto,",
		"\nHow to see it by hand\n    aws cloudtrail get-trail-status --name TRAIL \\\n      --query '{Logging:IsLogging,",
		"\n    aws cloudtrail start-logging --name TRAIL\n",
		"\n  https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrailStatus.html\n",
		"\n  Not verified against AWS: that a trail made by API starts switched off",
		"\nWords in capitals stand for your own names.",
	} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("the page lacks %q:\n%s", want, text.String())
		}
	}
}

func TestWhatNoAPIShowsIsSaid(t *testing.T) {
	p, _ := pages.Get("read-from-cache")
	var text string
	for _, l := range p.Lines(100)[1:4] {
		text += " " + l.Text
	}
	if p.Seen || !strings.Contains(text, "No API shows this, so the doctor cannot find it.") {
		t.Errorf("seen %v: %s", p.Seen, text)
	}
}

func TestNear(t *testing.T) {
	for _, c := range []struct {
		typed string
		want  []string
	}{
		{"alarm-averege", []string{"alarm-average"}},
		{"Alarm_Average", []string{"alarm-average"}},
		{"no trail", []string{"no-trail"}},
		{"pending", []string{"rule-subscription-pending", "subscription-pending"}},
		{"spam", []string{"mail-sent-look-in-spam"}},
		{"xyzzyxyzzy", nil},
		{"", nil},
		{"\x1b]0;x\x07", nil},
	} {
		if got := pages.Near(c.typed); !slices.Equal(got, c.want) {
			t.Errorf("near %q: %v, want %v", c.typed, got, c.want)
		}
	}
}

func TestGetKnowsPagesOnly(t *testing.T) {
	for _, code := range []string{"", "nothing", "../refs", "alarm-average.txt", "Alarm-Average", "a/b", "\x00"} {
		if p, ok := pages.Get(code); ok {
			t.Errorf("%q has a page: %s", code, p.Title)
		}
	}
}

func TestAllGoesFromTheAccountToTheMail(t *testing.T) {
	var hops, first []string
	for _, p := range pages.All() {
		if h := pages.HopName(p.Hop); len(hops) == 0 || hops[len(hops)-1] != h {
			hops, first = append(hops, h), append(first, p.Code)
		}
	}
	want := []string{"account", "read", "history", "trail", "delivery", "filter", "metric", "alarm", "action", "topic", "subscription", "mail", "any"}
	if !slices.Equal(hops, want) {
		t.Errorf("hops %v, want %v", hops, want)
	}
	if !slices.Equal(first[:12], want[:12]) {
		t.Errorf("each hop begins with its own page: %v", first)
	}
}
