package wizard

import (
	"bytes"
	"encoding/json"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

func TestByHand(t *testing.T) {
	w := New(Start{Place: place, Profile: "learner", Endpoint: "http://127.0.0.1:4566", Flags: Flags{Secret: "prod/db", Email: "sam@example.com", Alarm: "Secret is accessed"}})
	script := Script(w.ByHand(StepAlarm))
	want := `aws cloudwatch put-metric-alarm --alarm-name 'Secret is accessed' \
  --namespace SecretWatch --metric-name ` + w.Answer(QMetric) + ` --statistic Sum \
  --period 60 --evaluation-periods 1 --datapoints-to-alarm 1 --threshold 1 \
  --comparison-operator GreaterThanOrEqualToThreshold \
  --treat-missing-data notBreaching \
  --alarm-actions ` + w.Draft().TopicARN(place) + ` \
  --profile learner --region eu-west-2 --endpoint-url http://127.0.0.1:4566`
	if script != want {
		t.Errorf("got\n%s\nwant\n%s", script, want)
	}
}

func TestByHandSecretGoesThroughAFile(t *testing.T) {
	w := begin(Flags{Secret: "db"})
	script := Script(w.ByHand(StepSecret))
	want := `openssl rand -base64 -out value.txt 24
aws secretsmanager create-secret --name db --secret-string file://value.txt \
  --region eu-west-2
rm value.txt`
	if script != want {
		t.Errorf("got\n%s\nwant\n%s", script, want)
	}
	w.SetExisting([]string{"db"})
	if got := w.ByHand(StepSecret)[0].Words[2]; got != "describe-secret" {
		t.Errorf("an existing secret: %s", got)
	}
}

// A shell must see the very words that were meant, whatever is in them.
func TestShellSeesTheWords(t *testing.T) {
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("no shell here")
	}
	w := begin(Flags{Secret: "db", Alarm: `it's "mine" $HOME; rm`})
	for _, id := range []StepID{StepTrail, StepDelivery, StepFilter, StepTopic, StepAlarm} {
		for _, c := range w.ByHand(id) {
			line := "printf '%s\\n' " + strings.TrimPrefix(c.Shell(), "aws ")
			out, err := exec.CommandContext(t.Context(), sh, "-c", line).Output()
			if err != nil {
				t.Fatalf("%s: %v", line, err)
			}
			if got := strings.Split(strings.TrimSuffix(string(out), "\n"), "\n"); !slices.Equal(got, c.Words[1:]) {
				t.Errorf("got  %q\nwant %q", got, c.Words[1:])
			}
		}
	}
}

// What is read off the screen works in a shell too.
func TestShellSeesTheWordsOfTheScreen(t *testing.T) {
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("no shell here")
	}
	w := begin(Flags{Secret: "db", Alarm: `it's "mine" $HOME; rm`})
	w.Set(QMetric, `reads, "all": {of, [them]} and Sam's`)
	c := filterByHand(w.Draft())
	r := c.Reading(52)
	if !r.Blanks || r.Shortened || len(r.Lines) < 10 {
		t.Errorf("blanks %v, shortened %v, lines %q", r.Blanks, r.Shortened, r.Lines)
	}
	line := "printf '%s\\0' " + strings.TrimPrefix(strings.Join(r.Lines, "\n"), "aws ")
	out, err := exec.CommandContext(t.Context(), sh, "-c", line).Output()
	if err != nil {
		t.Fatalf("%s: %v", line, err)
	}
	got := strings.Split(strings.TrimSuffix(string(out), "\x00"), "\x00")
	if len(got) != len(c.Words)-1 {
		t.Fatalf("got  %q\nwant %q", got, c.Words[1:])
	}
	for i, want := range c.Words[1:] {
		if json.Valid([]byte(want)) {
			var b bytes.Buffer
			if json.Compact(&b, []byte(got[i])) == nil {
				got[i] = b.String()
			}
		} else {
			got[i] = strings.Join(strings.Fields(got[i]), " ")
		}
		if got[i] != want {
			t.Errorf("got  %q\nwant %q", got[i], want)
		}
	}
}

func TestDocumentsAreJSON(t *testing.T) {
	w := begin(Flags{Secret: "db"})
	documents := 0
	for _, s := range Steps() {
		for _, c := range w.ByHand(s.ID) {
			for _, word := range c.Words {
				if strings.HasPrefix(word, "[") || strings.HasPrefix(word, `{"`) {
					documents++
					if !json.Valid([]byte(word)) {
						t.Errorf("not JSON: %s", word)
					}
				}
			}
			if short := strings.Join(c.Reading(60).Lines, "\n"); strings.Contains(short, `"Statement"`) {
				t.Errorf("the short form is long: %s", short)
			}
		}
	}
	if documents < 6 {
		t.Errorf("%d documents, want the policies, the selectors and the transformation", documents)
	}
}
