package wizard

import (
	"errors"
	"strings"

	"secretwatch/aws/monitor"
)

// Flags are the answers given on the command line.
type Flags struct {
	Secret, Email                         string
	Trail, LogGroup, Filter, Alarm, Topic string
	Notify                                string // ByAlarm or ByBoth; "" keeps what is there

	// At most one of these: where the value of a new secret comes from.
	Generate  bool
	ValueFile string
	Existing  bool // the secret is there already
}

type flagAnswer struct {
	flag   string
	q      Q
	answer string
}

// names are the flags that answer a question outright. Naming a resource is
// leave to take it over, also when its name is the usual one.
func (f Flags) names() []flagAnswer {
	return []flagAnswer{
		{"--trail", QTrail, f.Trail},
		{"--log-group", QLogGroup, f.LogGroup},
		{"--filter", QFilter, f.Filter},
		{"--alarm", QAlarm, f.Alarm},
		{"--topic", QTopic, f.Topic},
	}
}

// sources lists the flags given for the value.
func (f Flags) sources() []string {
	var given []string
	if f.Generate {
		given = append(given, "--generate")
	}
	if f.ValueFile != "" {
		given = append(given, "--secret-value-file")
	}
	if f.Existing {
		given = append(given, "--existing")
	}
	return given
}

// FromFlags is the conversation with nobody there: every question that no flag
// answers has its default. The error is Problems, one sentence for each flag
// that cannot stand. The address may be left out where the secret is there
// already: then it may be known from a monitor of it, and is "" here.
func FromFlags(f Flags, p monitor.Place) (monitor.Desired, error) {
	var problems Problems
	if f.Secret == "" {
		problems = append(problems, Problem{QSecret, "Which secret? Give its name with --secret NAME."})
	}
	if f.Email == "" && !f.Existing {
		problems = append(problems, Problem{QEmail, "Who gets the e-mail? Give the address with --email ADDRESS."})
	}
	if given := f.sources(); len(given) > 1 {
		problems = append(problems, Problem{QSource, "Only one of " + strings.Join(given, " and ") + " can say where the secret's value comes from."})
	}
	w := New(Start{Place: p, Flags: f})
	for _, s := range Steps() {
		for _, problem := range w.Check(s.ID) {
			if w.Answer(problem.Question) != "" { // what is missing is said above
				problem.Text = flagOf(problem.Question) + problem.Text
				problems = append(problems, problem)
			}
		}
	}
	if len(problems) > 0 {
		return monitor.Desired{}, problems
	}
	return w.Draft(), nil
}

func flagOf(q Q) string {
	switch q {
	case QSecret:
		return "--secret: "
	case QEmail:
		return "--email: "
	case QNotify:
		return "--notify: "
	}
	for _, f := range (Flags{}).names() {
		if f.q == q {
			return f.flag + ": "
		}
	}
	return ""
}

// ErrNoSource is the answer where a secret has to be made and no flag says
// from what.
var ErrNoSource = errors.New("the secret does not exist yet, and nothing says what its value shall be")

// SecretValue gives the value of a new secret, asked for only when one has to
// be created.
func (f Flags) SecretValue() (string, error) {
	if f.ValueFile == "" && !f.Generate {
		return "", ErrNoSource
	}
	w := New(Start{Flags: f})
	defer w.value.Zero()
	return w.SecretValue()
}

// Again is the command line that comes back to the answers of the basic
// questions, and to the names that differ from the usual ones.
func (w *Wizard) Again(command string) string {
	if secret := w.Answer(QSecret); secret != usualSecret && checkSecret(secret) == "" {
		command += " --secret " + ShellQuote(secret)
	}
	if email := w.Answer(QEmail); checkEmail(email) == "" {
		command += " --email " + ShellQuote(email)
	}
	if way := w.Answer(QNotify); way == ByBoth || w.alarmOnly() {
		command += " --notify " + way
	}
	for _, named := range (Flags{}).names() {
		if w.Changed(named.q) && len(w.wrongly(named.q)) == 0 {
			command += " " + named.flag + " " + ShellQuote(w.Answer(named.q))
		}
	}
	return command
}
