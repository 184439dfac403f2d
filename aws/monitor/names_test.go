package monitor_test

import (
	"regexp"
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
