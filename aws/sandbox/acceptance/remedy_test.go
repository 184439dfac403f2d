//go:build acceptance

package acceptance

import (
	"net/http"
	"strings"
	"testing"

	accounts "secretwatch/aws/account"
	"secretwatch/aws/build"
	"secretwatch/aws/doctor"
	"secretwatch/aws/monitor"
	"secretwatch/aws/sandbox/faults"
	"secretwatch/aws/survey"
)

// TestRemediesWithTheAWSCLI breaks the monitor in every way that the doctor
// sees at once, and has a shell and the AWS CLI run the commands that the doctor
// shows, exactly as they are shown. Then the doctor has to say something else.
func TestRemediesWithTheAWSCLI(t *testing.T) {
	need(t, "aws")
	shell := need(t, "sh")
	for _, f := range faults.Faults() {
		t.Run(f.Code, func(t *testing.T) {
			t.Parallel()
			m := newMonitor(t)
			done, err := faults.Inject(t.Context(), m.a, faults.Target{Names: m.names, Email: "reader@example.com"}, f.Code)
			if err != nil {
				t.Fatal(err)
			}
			v := m.verdict(t)
			if !f.Names(v.Code) || v.Remedy == nil {
				t.Fatalf("after %q the doctor says %s: %s", done.Commands, v.Code, v.Summary)
			}
			for _, line := range v.Remedy.Commands {
				if !strings.HasPrefix(line, "aws ") {
					t.Logf("left to a person: %s", line)
					continue
				}
				if _, stderr, err := m.run(t, "", m.environment(t), shell, "-c", line); err != nil {
					t.Fatalf("%s\n%v\n%s", line, err, stderr)
				}
				if strings.HasPrefix(line, "aws sns subscribe ") {
					m.confirm(t)
				}
			}
			if f.Code == "alarm-other-region" {
				return // the new alarm is there, and the old one is still here
			}
			if again := m.verdict(t); again.Code == v.Code && again.Status == doctor.Broken {
				t.Errorf("the remedy is applied, and the doctor still says %s: %s", again.Code, again.Summary)
			}
			for _, line := range m.unsimulated() {
				t.Errorf("the sandbox logged: %s", line)
			}
		})
	}
}

// built is a monitor as setup builds it, confirmed.
type built struct {
	*stand
	a     *accounts.Account
	names monitor.Names
}

func newMonitor(t *testing.T) *built {
	t.Helper()
	m := &built{stand: start(t)}
	config := m.box.Config(region)
	config.BaseEndpoint, config.HTTPClient = &m.url, http.DefaultClient
	var err error
	if m.a, err = accounts.Open(t.Context(), accounts.Options{Region: region, Endpoint: m.url, Config: &config}); err != nil {
		t.Fatal(err)
	}
	d := monitor.DesiredFor("prod/db", "reader@example.com", m.a.Place)
	m.names = d.Names
	s, err := survey.Take(t.Context(), m.a, d.Names, survey.Options{For: survey.Plan})
	if err != nil {
		t.Fatal(err)
	}
	value := func() (string, error) { return "the value", nil }
	if _, err := build.Apply(t.Context(), m.a, d, build.Plan(d, s), build.Options{SecretValue: value}); err != nil {
		t.Fatal(err)
	}
	m.confirm(t)
	return m
}

func (m *built) verdict(t *testing.T) doctor.Finding {
	t.Helper()
	o := survey.Options{For: survey.Doctor, Email: "reader@example.com"}
	s, err := survey.Take(t.Context(), m.a, m.names, o)
	if err != nil {
		t.Fatal(err)
	}
	how := doctor.Options{Email: "reader@example.com", Endpoint: m.url, Fast: true}
	r := doctor.Check(s, how)
	if r.Verdict.Status == doctor.OK && r.Wants().None() {
		return r.Verdict
	}
	w := survey.Wants(r.Wants())
	w.Events = nil // Event history allows two questions a second
	if s, err = survey.Deepen(t.Context(), m.a, s, o, w); err != nil {
		t.Fatal(err)
	}
	return doctor.Check(s, how).Verdict
}
