package healthy_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
)

// shape is what is unusual about a monitor that is well.
type shape struct {
	ByHand       bool // built call by call, not by setup
	OwnNames     bool // with blanks and slashes, where AWS allows them
	SingleRegion bool
	Advanced     bool // event selectors
	SharedTrail  bool
	MoreFilters  bool // on the log group
	MoreAlarms   bool // on the metric
	Text         bool // pattern
	FiveMinutes  bool // period
	Encrypted    bool // topic, with a customer's key that lets CloudWatch in
	Subscribers  bool // several
	EmailJSON    bool // beside email
	Expected     bool // a reader that the pattern leaves out by name
	ByARN        bool // the secret is read by its ARN
	Rule         bool // an EventBridge rule tells too
	RuleKey      bool // and a customer's key that lets it in encrypts its topic
	FromStart    bool // that rule is made by setup, and not kept later
	RuleRenamed  bool // the one that is kept has a name that the alarm does not remember

	secret string
}

// random draws a shape.
func random(r *rand.Rand) shape {
	var s shape
	v := reflect.ValueOf(&s).Elem()
	for i := range v.NumField() {
		if f := v.Field(i); f.Kind() == reflect.Bool {
			f.SetBool(r.IntN(100) < 40)
		}
	}
	// A text pattern has no way to leave out one role and keep everybody else.
	if s.Expected {
		s.Text = false
	}
	secrets := []string{"TopSecretInfo", "top-secret", "db_password", "x"}
	if s.OwnNames {
		secrets = []string{"prod/app/db-1", "team/a.b+c=d@e/key", "a/b", "secrets manager/" + strings.Repeat("long-", 20)}
		secrets[3] = strings.ReplaceAll(secrets[3], " ", "_") // which a secret's name must not have
	}
	s.secret = secrets[r.IntN(len(secrets))]
	return s
}

// traits are the names of what is unusual, and of what is not.
func (s shape) traits() []string {
	var list []string
	v := reflect.ValueOf(s)
	for i := range v.NumField() {
		if v.Field(i).Kind() == reflect.Bool {
			list = append(list, fmt.Sprintf("%s=%v", v.Type().Field(i).Name, v.Field(i).Bool()))
		}
	}
	return list
}

func (s shape) String() string { return s.secret + " " + strings.Join(s.traits(), " ") }

// name is the usual name, or an own one.
func (s shape) name(usual, own string) string {
	if s.OwnNames {
		return own
	}
	return usual
}

// secretSelector is where a record has what the reader called the secret.
const secretSelector = "$.requestParameters.secretId"

// pattern is what the metric filter gets.
func (s shape) pattern() string {
	const issuer = "$.userIdentity.sessionContext.sessionIssuer.userName"
	switch {
	case s.Text && s.OwnNames:
		return fmt.Sprintf(`"GetSecretValue" "%s"`, s.secret)
	case s.Text:
		return `"GetSecretValue"`
	case s.Expected:
		return fmt.Sprintf(`{ ($.eventSource = "secretsmanager.amazonaws.com") && ($.eventName = "GetSecretValue") && (%[1]s = "*%[2]s*") && ((%[3]s NOT EXISTS) || (%[3]s != "deploy")) }`,
			secretSelector, s.secret, issuer)
	default:
		return fmt.Sprintf(`{ ($.eventSource = "secretsmanager.amazonaws.com") && ($.eventName = "GetSecretValue") && ($.errorCode NOT EXISTS) && `+
			`((%[1]s = "%[2]s") || (%[1]s = "arn:*:secret:%[2]s*")) }`, secretSelector, s.secret)
	}
}
