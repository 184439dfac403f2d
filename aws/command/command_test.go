package command_test

import (
	"os/exec"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"secretwatch/aws/command"
)

func TestParse(t *testing.T) {
	for _, tt := range []struct {
		line string
		want command.Command
	}{
		{`aws cloudtrail start-logging --region us-east-1 --name my-trail`, command.Command{
			Program: "aws", Service: "cloudtrail", Operation: "start-logging",
			Options: []command.Option{{"--region", []string{"us-east-1"}}, {"--name", []string{"my-trail"}}},
		}},
		{`aws cloudwatch enable-alarm-actions --alarm-names 'It'\''s read' "so \"it\" is" a\ b`, command.Command{
			Program: "aws", Service: "cloudwatch", Operation: "enable-alarm-actions",
			Options: []command.Option{{"--alarm-names", []string{"It's read", `so "it" is`, "a b"}}},
		}},
		{`aws sns set-topic-attributes --attribute-value '' --x=-1 --no-y`, command.Command{
			Program: "aws", Service: "sns", Operation: "set-topic-attributes",
			Options: []command.Option{{"--attribute-value", []string{""}}, {"--x", []string{"-1"}}, {"--no-y", []string{}}},
		}},
		{`secretwatch doctor --trail other`, command.Command{
			Program: "secretwatch", Operation: "doctor", Options: []command.Option{{"--trail", []string{"other"}}},
		}},
	} {
		got, err := command.Parse(tt.line)
		if err != nil || !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%s\n got %#v, %v\nwant %#v", tt.line, got, err, tt.want)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	for line, want := range map[string]string{
		"":                                  "it is empty",
		"aws":                               "it names no service",
		"aws sns --x":                       "it names no operation",
		"aws sns list-topics now":           `"now" belongs to no option`,
		"aws sns list-topics --x 'a":        "a single quote is not closed",
		`aws sns list-topics --x "a`:        "a double quote is not closed",
		`aws sns list-topics --x a\`:        "it ends in a backslash",
		"aws sns list-topics --x a; rm -rf": `';' outside of quotes`,
		"aws sns list-topics --x $HOME":     `'$' outside of quotes`,
		`aws sns list-topics --x "$HOME"`:   `'$' within double quotes`,
	} {
		if _, err := command.Parse(line); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", line, err, want)
		}
	}
}

// random is a command with any values that an option can have.
func random(t *rapid.T) command.Command {
	word := rapid.StringMatching(`[a-z]{1,8}(-[a-z]{1,8})?`)
	c := command.Command{Program: "aws", Service: word.Draw(t, "service"), Operation: word.Draw(t, "operation")}
	for range rapid.IntRange(0, 4).Draw(t, "options") {
		values := rapid.SliceOfN(rapid.StringMatching(`[ -~äß\n\t\x1b\x{202e}\x{9b}]{0,12}`), 0, 3).Draw(t, "values")
		for i, v := range values {
			if len(values) > 1 && strings.HasPrefix(v, "--") {
				values[i] = "x" + v // the AWS CLI cannot tell it from an option either
			}
		}
		c.Options = append(c.Options, command.Option{Name: "--" + word.Draw(t, "option"), Values: values})
	}
	return c
}

func TestStringAndParseAreInverse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := random(t)
		got, err := command.Parse(c.String())
		if err != nil || !reflect.DeepEqual(got, c) {
			t.Fatalf("%s\n got %#v, %v\nwant %#v", c.String(), got, err, c)
		}
	})
}

// A shell has the last word on what a line's words are.
func TestAShellSeesTheSameWords(t *testing.T) {
	sh, err := exec.LookPath("bash") // older ones of other names do not know $'...'
	if err != nil {
		t.Skip("SKIPPED: there is no bash on the PATH to compare with")
	}
	c := command.Command{Program: "aws", Service: "x", Operation: "y"}
	values := []string{`{"a":"b & c"}`, "it's", `"`, `back\slash`, "new\nline", "", "$HOME `id` *", "ünï", "it's \\ \x1b[31m\u202e1", "\xff"}
	c.With("--values", values...)
	out, err := exec.CommandContext(t.Context(), sh, "-c", "set -- "+c.String()+`; printf '%s\0' "$@"`).Output()
	if err != nil {
		t.Fatal(err)
	}
	want := append([]string{"aws", "x", "y", "--values"}, values...)
	if got := strings.Split(strings.TrimSuffix(string(out), "\x00"), "\x00"); !reflect.DeepEqual(got, want) {
		t.Errorf("a shell sees %q\nwant %q", got, want)
	}
	if parsed, err := command.Parse(c.String()); err != nil || !reflect.DeepEqual(parsed.Values("--values"), values) {
		t.Errorf("%v: %q", err, parsed.Values("--values"))
	}
}

// A line is for a screen too: nothing in it may steer a terminal.
func TestALineShowsEverything(t *testing.T) {
	c := command.Command{Program: "aws", Service: "cloudwatch", Operation: "put-metric-alarm"}
	c.With("--alarm-name", "Alarm \u202e\x1b[2J\nit's")
	const want = `aws cloudwatch put-metric-alarm --alarm-name $'Alarm \342\200\256\033[2J\012it\'s'`
	if got := c.String(); got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
	for _, line := range []string{`aws a b --x $'\q'`, `aws a b --x $'\07`, `aws a b --x $'\777'`, `aws a b --x $'a`} {
		if got, err := command.Parse(line); err == nil {
			t.Errorf("%s: %+v", line, got)
		}
	}
}
