package monitor_test

import (
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"secretwatch/aws/monitor"
)

var place = monitor.Place{Account: "123456789012", Region: "ap-southeast-3", Partition: "aws"}

func TestSlugStaysReadable(t *testing.T) {
	for secret, want := range map[string]string{
		"TopSecretInfo": "TopSecretInfo",
		"db-password":   "db-password",
	} {
		if got := monitor.Slug(secret); got != want {
			t.Errorf("Slug(%q) = %q, want %q", secret, got, want)
		}
	}
	if got := monitor.Slug("prod/db"); !regexp.MustCompile(`^prod-db-[0-9a-f]{6}$`).MatchString(got) {
		t.Errorf("Slug(prod/db) = %q", got)
	}
}

// AWS's own rules for names, from the services' references.
var rules = map[monitor.Kind]*regexp.Regexp{
	monitor.KindBucket:       regexp.MustCompile(`^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$`),
	monitor.KindTrail:        regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{1,126}[A-Za-z0-9]$`),
	monitor.KindLogGroup:     regexp.MustCompile(`^[.\-_/#A-Za-z0-9]{1,512}$`),
	monitor.KindRole:         regexp.MustCompile(`^[\w+=,.@-]{1,64}$`),
	monitor.KindMetricFilter: regexp.MustCompile(`^[^:*]{1,512}$`),
	monitor.KindTopic:        regexp.MustCompile(`^[A-Za-z0-9_-]{1,256}$`),
	monitor.KindAlarm:        regexp.MustCompile(`^.{1,255}$`),
}

func TestNamesAreLegalAndApart(t *testing.T) {
	legal := rapid.OneOf(
		rapid.StringMatching(`[A-Za-z0-9/_+=.@-]{1,512}`),
		rapid.StringMatching(`[A-Za-z0-9-]{15,30}`), // around the lengths at which names are cut
		rapid.StringMatching(`[a-z]{22,26}`),
	)
	rapid.Check(t, func(t *rapid.T) {
		a, b := legal.Draw(t, "a"), legal.Draw(t, "b")
		na, nb := monitor.NamesFor(a, place), monitor.NamesFor(b, place)
		for kind, rule := range rules {
			if !rule.MatchString(na.Of(kind)) {
				t.Fatalf("%s of secret %q is %q, which AWS refuses", kind, a, na.Of(kind))
			}
			if a != b && na.Of(kind) == nb.Of(kind) {
				t.Fatalf("secrets %q and %q share the %s %q", a, b, kind, na.Of(kind))
			}
		}
	})
}

func TestBucketsOfNamesThatDifferInCaseAreApart(t *testing.T) {
	if a, b := monitor.NamesFor("Token", place).Bucket, monitor.NamesFor("token", place).Bucket; a == b {
		t.Errorf("both are %s", a)
	}
}

// The topics beside one monitor's own must not be another's, whatever the two
// secrets are called.
func TestNoTopicBesideAMonitorIsAnothers(t *testing.T) {
	secrets := []string{"db", "db-reads", "db_reads", "db/reads", "db--reads", "db-files", "db_files", "_reads", "reads", strings.Repeat("x", 400) + "_reads"}
	for _, one := range secrets {
		n := monitor.NamesFor(one, place)
		for _, name := range []string{n.RuleTopic, n.FilesTopic()} {
			if !monitor.BesideTopic(name) {
				t.Errorf("%q: %s is not known as a topic beside", one, name)
			}
			for _, other := range secrets {
				if m := monitor.NamesFor(other, place); m.Topic == name || m.RuleTopic == name && other != one {
					t.Errorf("%s is of %q and of %q", name, one, other)
				}
			}
		}
		if monitor.BesideTopic(n.Topic) {
			t.Errorf("%q: %s passes for a topic beside", one, n.Topic)
		}
	}
}
