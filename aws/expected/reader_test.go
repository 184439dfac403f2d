package expected

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"secretwatch/aws/foreign"
	"secretwatch/aws/record"
)

func who(kind record.WhoKind, name, arn, session, account string) record.Who {
	return record.Who{Kind: kind, Name: foreign.New(name), ARN: foreign.New(arn), Session: foreign.New(session), Account: account}
}

// The identity is the role or the user, never the session, but for a person of
// IAM Identity Center.
func TestWhoIsWho(t *testing.T) {
	const a = "111122223333"
	for _, c := range []struct {
		name string
		who  record.Who
		want Reader
	}{
		{"user", who(record.WhoUser, "sam", "arn:aws:iam::111122223333:user/sam", "", a), "arn:aws:iam::111122223333:user/sam"},
		{"user with a path", who(record.WhoUser, "sam", "arn:aws:iam::111122223333:user/team/dev/sam", "", a), "arn:aws:iam::111122223333:user/sam"},
		{"role's session", who(record.WhoRole, "deploy", "arn:aws:sts::111122223333:assumed-role/deploy/i-0ab12cd34", "i-0ab12cd34", a), "arn:aws:iam::111122223333:role/deploy"},
		{"role in China", who(record.WhoRole, "deploy", "arn:aws-cn:sts::111122223333:assumed-role/deploy/x", "x", a), "arn:aws-cn:iam::111122223333:role/deploy"},
		{
			"person by SSO",
			who(record.WhoRole, "AWSReservedSSO_Admin_0123456789abcdef", "arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/sam@example.com", "sam@example.com", a),
			"arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/sam@example.com",
		},
		{"root", who(record.WhoRoot, "root", "arn:aws:iam::111122223333:root", "", a), "arn:aws:iam::111122223333:root"},
		{"service", who(record.WhoService, "rds.amazonaws.com", "", "", ""), "rds.amazonaws.com"},
		{"account", who(record.WhoAccount, "444455556666", "", "", "444455556666"), "444455556666"},
		{"federated", who(record.WhoUser, "bob", "arn:aws:sts::111122223333:federated-user/bob", "", a), "arn:aws:sts::111122223333:federated-user/bob"},
		{"signs that tags lack", who(record.WhoRole, "a,b=c", "", "", a), "arn:aws:iam::111122223333:role/a=2Cb=3Dc"},
		{"what harms a terminal", who(record.WhoUser, "e\x1b[2J \u202e秘", "", "", ""), "e=1B=5B2J=20=E2=80=AE=E7=A7=98"},
		{"nobody", record.Who{}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Of(c.who); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func many(n int) Set {
	set := Set{}
	for i := range n {
		set[Reader(fmt.Sprintf("arn:aws:iam::111122223333:role/service-%05d", i))] = true
	}
	return set
}

// legal is what AWS allows in a tag's value, without what is not ASCII.
var legal = regexp.MustCompile(`^[A-Za-z0-9 _.:/=+@-]{1,256}$`)

func TestTagsHoldWhatTheyAreGiven(t *testing.T) {
	for _, n := range []int{0, 1, 5, 6, 50, 225} {
		set := many(n)
		tags, err := tagsOf(set, 5)
		if err != nil {
			t.Fatalf("%d readers: %v", n, err)
		}
		for key, value := range tags {
			if !legal.MatchString(value) || !strings.HasPrefix(key, "secretwatch:expected") || strings.TrimSpace(value) != value {
				t.Errorf("%d readers: %s=%q", n, key, value)
			}
		}
		if _, first := tags["secretwatch:expected"]; first != (n > 0) {
			t.Errorf("%d readers: %v", n, tags)
		}
		if got := From(tags); len(got) != n || fmt.Sprint(got) != fmt.Sprint(set) {
			t.Errorf("%d readers came back as %d", n, len(got))
		}
	}
	if tags, _ := tagsOf(many(6), 0); len(tags) != 2 || tags["secretwatch:expected2"] != "arn:aws:iam::111122223333:role/service-00005" {
		t.Errorf("six readers: %v", tags)
	}
}

func TestTagsSayWhenTheyAreFull(t *testing.T) {
	if _, err := tagsOf(many(226), 5); err == nil || !strings.Contains(err.Error(), "no room") {
		t.Errorf("46 tags beside 5: %v", err)
	}
	if _, err := tagsOf(Set{Reader(strings.Repeat("x", 257)): true}, 0); err == nil || !strings.Contains(err.Error(), "257 characters") {
		t.Errorf("one that is too long: %v", err)
	}
}

func TestOtherTagsAreNobody(t *testing.T) {
	got := From(map[string]string{
		"secretwatch:expected": "a  b", "secretwatch:expected2": "c,d", "secretwatch:expected02": "e", "secretwatch:expected1": "f",
		"secretwatch:expectedly": "g", "secretwatch:monitor": "h",
	})
	if fmt.Sprint(got) != "map[a:true b:true c=2Cd:true]" {
		t.Errorf("got %v", got)
	}
}

func FuzzReadersComeBack(f *testing.F) {
	f.Add("arn:aws:iam::111122223333:role/deploy", "a,b c")
	f.Add("\x1b]52;c;\x07", "=20")
	f.Fuzz(func(t *testing.T, a, b string) {
		set := Set{}
		for _, name := range []string{a, b} {
			if r := encode(name); r != "" && len(r) <= mostValue {
				set[r] = true
			}
		}
		tags, err := tagsOf(set, 0)
		if err != nil {
			t.Fatal(err)
		}
		if got := From(tags); fmt.Sprint(got) != fmt.Sprint(set) {
			t.Errorf("%v came back as %v", set, got)
		}
		for _, value := range tags {
			if !legal.MatchString(value) {
				t.Errorf("%q is no tag's value", value)
			}
		}
	})
}
