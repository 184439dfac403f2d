package survey_test

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"

	"secretwatch/aws/monitor"
	"secretwatch/aws/survey"
)

func TestResolve(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		own := monitor.DesiredFor("prod/db", "me@example.com", b.a.Place)
		own.Names.Trail, own.Names.LogGroup = "company", "/company/trail"
		b.build(t, own)
		other := hands(b.a.Place)
		b.build(t, other)
		secret, err := b.a.Secrets.DescribeSecret(t.Context(), &secretsmanager.DescribeSecretInput{SecretId: aws.String("prod/db")})
		if err != nil {
			t.Fatal(err)
		}
		arn := aws.ToString(secret.ARN)
		usual := monitor.NamesFor("new", b.a.Place)
		shared := usual
		shared.Trail, shared.Bucket, shared.LogGroup, shared.Role = other.Trail, other.Bucket, other.Names.LogGroup, other.Role
		apart := shared
		apart.LogGroup = "/mine"
		alarmed := other.Names
		alarmed.Monitor, alarmed.Secret, alarmed.Rule, alarmed.RuleTopic = usual.Monitor, usual.Secret, usual.Rule, usual.RuleTopic

		for _, c := range []struct {
			name, secret string
			overrides    map[monitor.Kind]string
			want         monitor.Names
		}{
			{"a new secret", "new", nil, usual},
			{"names that the alarm remembers", "prod/db", nil, own.Names},
			{"a secret by its ARN", arn, nil, own.Names},
			{"a secret by its ARN without the suffix", arn[:len(arn)-7], nil, own.Names},
			{"what is wired to a trail", "new", map[monitor.Kind]string{monitor.KindTrail: other.Trail}, shared},
			{"what is wired to a log group", "new", map[monitor.Kind]string{monitor.KindLogGroup: other.Names.LogGroup}, shared},
			{"a trail, but another log group", "new", map[monitor.Kind]string{monitor.KindTrail: other.Trail, monitor.KindLogGroup: "/mine"}, apart},
			{"what is wired to an alarm", "new", map[monitor.Kind]string{monitor.KindAlarm: other.Names.Alarm}, alarmed},
			{"an alarm that is not there", "new", map[monitor.Kind]string{monitor.KindAlarm: "none"}, usual.With(monitor.KindAlarm, "none")},
		} {
			got, err := survey.Resolve(t.Context(), b.a, c.secret, c.overrides)
			if err != nil || got != c.want {
				t.Errorf("%s:\ngot  %+v\nwant %+v\nerror %v", c.name, got, c.want, err)
			}
		}
		for secret, want := range map[string]monitor.Names{"prod/db": own.Names, "TopSecretInfo": {}, "new": {}} {
			calls := b.wire.calls
			got, ok := survey.Remembered(t.Context(), b.a, secret)
			if ok != (want.Secret != "") || ok && got != want || b.wire.calls-calls != 1 {
				t.Errorf("remembered of %s: %+v, %v", secret, got, ok)
			}
		}
		if _, err := survey.Resolve(t.Context(), b.a, arn+"x", nil); err == nil {
			t.Error("no error for the ARN of no secret")
		}
	})
}

func TestDiscover(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		if found, err := survey.Discover(t.Context(), b.a); err != nil || len(found) != 0 {
			t.Errorf("in an empty account: %v, error %v", found, err)
		}
		first := monitor.DesiredFor("prod/db", "me@example.com", b.a.Place)
		first.Names.Trail = "company"
		second := monitor.DesiredFor("api", "me@example.com", b.a.Place)
		second.Names.Alarm = "Somebody read the API's secret"
		b.build(t, first)
		b.build(t, second)
		found, err := survey.Discover(t.Context(), b.a)
		if err != nil || len(found) != 2 || found[0] != second.Names || found[1] != first.Names {
			t.Errorf("found %+v, error %v", found, err)
		}
	})
}

func TestSecretsLike(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		for _, name := range []string{"prod/db", "prod/api", "test/db"} {
			if _, err := b.a.Secrets.CreateSecret(t.Context(), &secretsmanager.CreateSecretInput{Name: aws.String(name), SecretString: aws.String("x")}); err != nil {
				t.Fatal(err)
			}
		}
		names, err := survey.SecretsLike(t.Context(), b.a, "prod")
		if err != nil || len(names) != 2 {
			t.Errorf("found %v, error %v", names, err)
		}
		names, err = survey.SecretsLike(t.Context(), b.a, "")
		if err != nil || len(names) != 3 {
			t.Errorf("found %v, error %v", names, err)
		}
	})
}
