package account_test

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"

	"secretwatch/aws/account"
)

const whoWeAre = `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>` +
	`<Arn>arn:aws-cn:iam::123456789012:user/ana</Arn><UserId>AIDA</UserId><Account>123456789012</Account>` +
	`</GetCallerIdentityResult><ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata></GetCallerIdentityResponse>`

func TestOpenKnowsWhoAndWhere(t *testing.T) {
	a, err := account.Open(t.Context(), account.Options{Config: configOf(answer(200, whoWeAre)), Region: "cn-north-1"})
	if err != nil {
		t.Fatal(err)
	}
	if a.Account != "123456789012" || a.Partition != "aws-cn" || a.Region != "cn-north-1" || a.Endpoint != "http://aws.test" {
		t.Errorf("got %+v at %q", a.Place, a.Endpoint)
	}
	if a.Caller.Raw() != "arn:aws-cn:iam::123456789012:user/ana" {
		t.Errorf("caller %q", a.Caller)
	}
}

func TestRegionIsNeverGuessed(t *testing.T) {
	emptyHome(t)
	for _, c := range []struct {
		region  string
		kind    account.Kind
		summary string
		hint    string
	}{
		{"", account.NoRegion, "no region is configured", "AWS_REGION"},
		{"us-esat-1", account.BadRegion, `there is no AWS region "us-esat-1"`, "did you mean us-east-1?"},
		{"eu-central-1a", account.BadRegion, "there is no AWS region", "did you mean eu-central-1?"},
		{"US-EAST-1", account.BadRegion, "there is no AWS region", "did you mean us-east-1?"},
		{"frankfurt", account.BadRegion, "there is no AWS region", "regions are named like us-east-1"},
		{"us-east-1 \x1b[31m", account.BadRegion, `"us-east-1 ·[31m"`, ""},
	} {
		_, err := account.Configure(t.Context(), account.Options{Region: c.region})
		got := account.Explain(err)
		if got.Kind != c.kind || !strings.Contains(got.Summary, c.summary) || !strings.Contains(got.Hint, c.hint) || got.Exit() != 253 {
			t.Errorf("region %q gave %+v", c.region, got)
		}
	}
}

func TestProfileThatIsNotThere(t *testing.T) {
	emptyHome(t)
	_, err := account.Configure(t.Context(), account.Options{Profile: "lab", Region: "us-east-1"})
	got := account.Explain(err)
	if got.Kind != account.NoProfile || !strings.Contains(got.Summary, `no profile "lab"`) || !strings.Contains(got.Hint, "aws configure list-profiles") {
		t.Errorf("got %+v", got)
	}
}

func TestConfigurationThatCannotBeRead(t *testing.T) {
	home := emptyHome(t)
	write(t, filepath.Join(home, "config"), "[profile lab]\nrole_arn = arn:aws:iam::123456789012:role/x\nsource_profile = gone\n")
	_, err := account.Configure(t.Context(), account.Options{Profile: "lab", Region: "us-east-1"})
	if got := account.Explain(err); got.Kind != account.NoProfile || !strings.Contains(got.Summary, `"gone"`) {
		t.Errorf("a source profile that is not there gave %+v", got)
	}
	t.Setenv("AWS_CA_BUNDLE", filepath.Join(home, "gone.pem"))
	_, err = account.Configure(t.Context(), account.Options{Region: "us-east-1"})
	if got := account.Explain(fmt.Errorf("begin: %w", err)); got.Kind != account.BadConfig || got.Exit() != 253 || !strings.Contains(got.Summary, "gone.pem") {
		t.Errorf("a certificate file that is not there gave %+v", got)
	}
}

func TestNoCredentialsNamesWhereItLooked(t *testing.T) {
	home := emptyHome(t)
	t.Setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
	_, err := account.Open(t.Context(), account.Options{Region: "us-east-1"})
	got := account.Explain(err)
	if got.Kind != account.NoCredentials || got.Exit() != 253 {
		t.Fatalf("got %+v", got)
	}
	for _, place := range []string{
		"AWS_ACCESS_KEY_ID is set, AWS_SECRET_ACCESS_KEY is not", filepath.Join(home, "config") + " (not there)",
		"SSO", "container", "EC2", "aws configure", "secretwatch demo",
	} {
		if !strings.Contains(got.Hint, place) {
			t.Errorf("the hint does not name %q:\n%s", place, got.Hint)
		}
	}
}

func TestExpiredSessions(t *testing.T) {
	const session = "[profile lab]\nregion = us-east-1\n"
	for _, c := range []struct{ name, config, hint string }{
		{
			"IAM Identity Center", session + "sso_session = s\nsso_account_id = 123456789012\nsso_role_name = r\n" +
				"[sso-session s]\nsso_region = us-east-1\nsso_start_url = https://example.awsapps.com/start\n", "aws sso login --profile lab",
		},
		{
			"IAM Identity Center, the older form", session + "sso_account_id = 123456789012\nsso_role_name = r\n" +
				"sso_region = us-east-1\nsso_start_url = https://example.awsapps.com/start\n", "aws sso login --profile lab",
		},
		{"aws login", session + "login_session = arn:aws:iam::123456789012:user/ana\n", "aws login --profile lab"},
	} {
		t.Run(c.name, func(t *testing.T) {
			write(t, filepath.Join(emptyHome(t), "config"), c.config)
			_, err := account.Open(t.Context(), account.Options{Profile: "lab"})
			if got := account.Explain(err); got.Kind != account.Expired || !strings.Contains(got.Hint, c.hint) || got.Exit() != 253 {
				t.Errorf("%v gave %+v", err, got)
			}
		})
	}
}

func TestRoleThatWantsACodeAndNobodyToAsk(t *testing.T) {
	home := emptyHome(t)
	write(t, filepath.Join(home, "config"), "[profile lab]\nregion = us-east-1\nrole_arn = arn:aws:iam::123456789012:role/x\nsource_profile = base\nmfa_serial = arn:aws:iam::123456789012:mfa/ana\n")
	write(t, filepath.Join(home, "credentials"), "[base]\naws_access_key_id = AKIDEXAMPLE\naws_secret_access_key = secret\n")
	_, err := account.Open(t.Context(), account.Options{Profile: "lab"})
	if got := account.Explain(err); got.Exit() != 253 || !strings.Contains(got.Summary, "MFA") {
		t.Errorf("%v gave %+v", err, got)
	}
}

func TestEndpointNobodyListensOn(t *testing.T) {
	emptyHome(t)
	t.Setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "secret")
	var lc net.ListenConfig
	l, err := lc.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	endpoint := "http://" + l.Addr().String()
	_ = l.Close()
	a, err := account.Configure(t.Context(), account.Options{Region: "us-east-1", Endpoint: endpoint})
	if err != nil {
		t.Fatal(err)
	}
	got := account.Explain(a.Identify(t.Context()))
	if got.Kind != account.NoNetwork || got.Summary != "nobody listens on "+endpoint || !strings.Contains(got.Hint, "--endpoint-url") || got.Exit() != 255 {
		t.Errorf("got %+v", got)
	}
	if calls := a.Log.Newest(1); calls[0].Attempts != 1 {
		t.Errorf("tried %d times where nobody listens", calls[0].Attempts)
	}
}

func TestEndpointsOutrankEachOther(t *testing.T) {
	for _, c := range []struct{ name, flag, all, one, want string }{
		{"AWS itself", "", "", "", ""},
		{"environment", "", "http://all.test", "", "http://all.test"},
		{"one service", "", "", "http://one.test", "http://one.test"},
		{"flag", "http://flag.test", "http://all.test", "http://one.test", "http://flag.test"},
	} {
		t.Run(c.name, func(t *testing.T) {
			emptyHome(t)
			if c.all != "" {
				t.Setenv("AWS_ENDPOINT_URL", c.all)
			} else {
				_ = os.Unsetenv("AWS_ENDPOINT_URL")
			}
			if c.one != "" {
				t.Setenv("AWS_ENDPOINT_URL_CLOUDTRAIL", c.one)
			}
			a, err := account.Configure(t.Context(), account.Options{Region: "us-east-1", Endpoint: c.flag})
			if err != nil {
				t.Fatal(err)
			}
			if a.Endpoint != c.want {
				t.Errorf("endpoint %q, want %q", a.Endpoint, c.want)
			}
			if c.flag != "" && aws.ToString(a.CloudTrail.Options().BaseEndpoint) != c.flag {
				t.Errorf("CloudTrail goes to %q", aws.ToString(a.CloudTrail.Options().BaseEndpoint))
			}
			if path := a.S3.Options().UsePathStyle; path != (c.flag+c.all != "") {
				t.Errorf("S3 path style is %v", path)
			}
		})
	}
}

func TestEndpointThatIsNoAddress(t *testing.T) {
	emptyHome(t)
	for _, endpoint := range []string{"localhost:4566", "http://", "ftp://x", "http://%zz", "/tmp"} {
		_, err := account.Configure(t.Context(), account.Options{Region: "us-east-1", Endpoint: endpoint})
		if got := account.Explain(err); got.Kind != account.BadConfig || !strings.Contains(got.Summary, fmt.Sprintf("%q", endpoint)) {
			t.Errorf("%q gave %+v", endpoint, got)
		}
	}
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
