package doctor_test

import (
	"strings"
	"testing"

	"secretwatch/aws/command"
	"secretwatch/aws/doctor"
	"secretwatch/aws/foreign"
)

// A remedy that writes the pattern anew says what goes with the old one, and
// leaves it to a person where that limited the rule to certain callers.
func TestWhatANewPatternLoses(t *testing.T) {
	const (
		anna  = `"userIdentity":{"arn":["arn:aws:iam::111122223333:user/anna"]}`
		wrong = `{"detail":{"eventName":["GetSecretsValue"],`
	)
	for name, c := range map[string]struct {
		pattern string
		code    string
		kind    doctor.RemedyKind
		lost    string
		says    string
	}{
		"nothing": {wrong + ids + `}}`, "rule-pattern-mismatch", doctor.Auto, "", "; everything else of it is kept"},
		"a region": {
			wrong + `"awsRegion":["us-east-1"],` + ids + `}}`, "rule-pattern-mismatch", doctor.Auto, "detail.awsRegion",
			"; its other settings are kept, and what the pattern asks for beside is lost: detail.awsRegion",
		},
		"a user": {
			wrong + anna + `,` + ids + `}}`, "rule-pattern-mismatch", doctor.Person, "detail.userIdentity.arn",
			"if everybody's reads are meant, give the rule a pattern that takes reads by name and by ARN: what limits the pattern to certain callers is lost with it: detail.userIdentity.arn",
		},
		"a user, and no misspelt event": {
			`{"detail":{"eventName":["GetSecretValue"],"userIdentity":{"arn":["arn:aws:iam::444455556666:user/nobody"]},` + ids + `}}`,
			"rule-pattern-mismatch", doctor.Person, "detail.userIdentity.arn", "if everybody's reads are meant",
		},
		"a user or an address, in an alternative": {
			wrong + `"$or":[{` + anna + `},{"sourceIPAddress":["203.0.113.9"]}],` + ids + `}}`,
			"rule-pattern-mismatch", doctor.Person, "detail.sourceIPAddress, detail.userIdentity.arn", "if everybody's reads are meant",
		},
		"too wide, for some callers": {
			`{"detail":{"eventName":["GetSecretValue"],"userIdentity":{"type":[{"anything-but":["AWSService"]}]}}}`,
			"rule-too-wide", doctor.Person, "detail.userIdentity.type", "if everybody's reads are meant, give the rule a pattern that takes reads of this secret only",
		},
	} {
		s := byRule()
		s.Rule.Value.Pattern = foreign.New(c.pattern)
		v := doctor.Check(s, doctor.Options{Email: email}).Verdict
		if v.Code != c.code || v.Remedy == nil || v.Remedy.Kind != c.kind || !strings.Contains(v.Remedy.Summary, c.says) {
			t.Errorf("%s: %s, %+v", name, v.Code, v.Remedy)
			continue
		}
		if got := value(v, "the remedy's pattern no longer asks for"); got != c.lost {
			t.Errorf("%s: lost are %q, want %q", name, got, c.lost)
		}
		got, err := command.Parse(v.Remedy.Lines[0])
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range []string{"userIdentity", "sourceIPAddress", "awsRegion"} {
			if strings.Contains(got.Value("--event-pattern"), path) {
				t.Errorf("%s: the remedy still has %s: %s", name, path, got.Value("--event-pattern"))
			}
		}
	}
}
