package trail

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"

	"secretwatch/aws/sandbox/wire"
)

// keys are the paths of all members of a JSON object.
func keyNames(v any, at string) []string {
	object, ok := v.(map[string]any)
	if !ok {
		return []string{at}
	}
	all := []string{at}
	for name, member := range object {
		all = append(all, keyNames(member, at+"."+name)...)
	}
	return all
}

// A record of the sandbox has the members that CloudTrail's records have, but
// for the TLS version and cipher, of which a request on loopback has none.
func TestRecordHasCloudTrailsShape(t *testing.T) {
	w := newWorld()
	s := w.state()
	user := w.call("secretsmanager.amazonaws.com", "GetSecretValue", "us-east-1", true)
	user.Params = map[string]any{"secretId": "Top", "versionId": "1"}
	session := w.call("secretsmanager.amazonaws.com", "GetSecretValue", "us-east-1", true)
	session.Caller = wire.Caller{
		Type: "AssumedRole", AccountID: testAccount, PrincipalID: "AROA1:fn", ARN: "arn:aws:sts::123456789012:assumed-role/fn-role/fn",
		UserName: "fn-role", SessionName: "fn", RoleARN: "arn:aws:iam::123456789012:role/fn-role", AccessKeyID: "ASIA1",
	}
	for file, call := range map[string]*wire.Call{"iamuser.json": user, "assumedrole.json": session} {
		text, err := os.ReadFile(filepath.Join("testdata", file))
		if err != nil {
			t.Fatal(err)
		}
		made, err := s.recordOf(call, nil).json()
		if err != nil {
			t.Fatal(err)
		}
		var want, got any
		if err := json.Unmarshal(text, &want); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal([]byte(made), &got); err != nil {
			t.Fatal(err)
		}
		wanted := slices.DeleteFunc(keyNames(want, ""), func(k string) bool { return k == ".tlsDetails.tlsVersion" || k == ".tlsDetails.cipherSuite" })
		if a, b := slices.Sorted(slices.Values(wanted)), slices.Sorted(slices.Values(keyNames(got, ""))); !slices.Equal(a, b) {
			t.Errorf("%s has\n%v\nthe sandbox's record\n%v", file, a, b)
		}
	}
	if issuer := s.recordOf(session, nil).UserIdentity.SessionContext.Issuer; issuer.PrincipalID != "AROA1" || issuer.UserName != "fn-role" {
		t.Errorf("session issuer %+v", issuer)
	}
}

func TestRecordOfAnError(t *testing.T) {
	w := newWorld()
	call := w.call("secretsmanager.amazonaws.com", "GetSecretValue", "us-east-1", true)
	r := w.state().recordOf(call, &wire.Error{Code: "AccessDeniedException", Message: "User: x is not authorized", RecordCode: "AccessDenied"})
	if r.ErrorCode != "AccessDenied" || r.ErrorMessage != "User: x is not authorized" {
		t.Errorf("%s: %s", r.ErrorCode, r.ErrorMessage)
	}
}

func TestHostileAgentMakesAValidRecord(t *testing.T) {
	w := newWorld()
	call := w.call("secretsmanager.amazonaws.com", "GetSecretValue", "us-east-1", true)
	call.Agent = "\x1b]0;<evil>&\xff\x00" + strings.Repeat("é", 200_000)
	text, err := w.state().recordOf(call, nil).json()
	if err != nil || !json.Valid([]byte(text)) {
		t.Fatalf("%v", err)
	}
	if len(text) > 4000 || !strings.Contains(text, "<evil>&") {
		t.Errorf("%d bytes: %.300s", len(text), text)
	}
}

func TestDeliveryToTheLogGroupAndTheBucket(t *testing.T) {
	w := newWorld()
	s := w.state()
	create(t, s, func(i *cloudtrail.CreateTrailInput) {
		i.S3KeyPrefix, i.SnsTopicName = aws.String("pre"), aws.String("files")
	})
	s.Record(w.call("secretsmanager.amazonaws.com", "GetSecretValue", "us-east-1", true), nil)
	w.pass(time.Minute)
	if len(w.groups["reads"]) != 0 {
		t.Fatal("delivered before StartLogging")
	}
	start(t, s)
	s.Record(w.call("secretsmanager.amazonaws.com", "GetSecretValue", "us-east-1", true), nil)
	s.Record(w.call("secretsmanager.amazonaws.com", "GetSecretValue", "eu-west-1", true), nil)
	s.Record(w.call("iam.amazonaws.com", "CreateRole", "eu-west-1", false), nil)
	w.pass(time.Second)
	if len(w.groups["reads"]) != 0 {
		t.Error("delivered after one second")
	}
	w.pass(time.Second)
	if got := w.groups["reads"]; len(got) != 2 || !strings.Contains(got[0], `"eventName":"GetSecretValue"`) || strings.Contains(got[0], "Records") {
		t.Fatalf("a single-region trail delivers its region and IAM, one record an event: %v", got)
	}
	if len(w.buckets["files"]) != 1 || len(w.published) != 1 {
		t.Fatalf("files %v, notifications %v", w.buckets["files"], w.published)
	}
	for key, body := range w.buckets["files"] {
		want := `^pre/AWSLogs/123456789012/CloudTrail/us-east-1/2026/11/22/123456789012_CloudTrail_us-east-1_20261122T1201Z_[A-Z0-9]{16}\.json\.gz$`
		if !regexp.MustCompile(want).MatchString(key) {
			t.Errorf("key %s", key)
		}
		if records := unpacked(t, body); len(records) != 2 {
			t.Errorf("the file has %d records", len(records))
		}
	}
}

func unpacked(t *testing.T, body []byte) []any {
	t.Helper()
	r, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Records []any }
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	return file.Records
}

func TestBrokenBucketDoesNotStopTheLogGroup(t *testing.T) {
	for _, test := range []struct {
		cut  func(*world)
		want string
	}{
		{func(w *world) { delete(w.buckets, "files") }, "NoSuchBucket"},
		{func(w *world) { w.denied = true }, "AccessDenied"},
	} {
		w := newWorld()
		s := w.state()
		create(t, s, nil)
		start(t, s)
		test.cut(w)
		s.Record(w.call("secretsmanager.amazonaws.com", "GetSecretValue", "us-east-1", true), nil)
		w.pass(3 * time.Second)
		status, err := s.getTrailStatus(in("us-east-1"), &cloudtrail.GetTrailStatusInput{Name: aws.String("watch")})
		if err != nil || aws.ToString(status.LatestDeliveryError) != test.want || status.LatestCloudWatchLogsDeliveryTime == nil {
			t.Errorf("%v: LatestDeliveryError %q, want %s", err, aws.ToString(status.LatestDeliveryError), test.want)
		}
		if len(w.groups["reads"]) != 1 {
			t.Errorf("the log group got %v", w.groups["reads"])
		}
	}
}

func TestSelectors(t *testing.T) {
	field := func(name string, f types.AdvancedFieldSelector) types.AdvancedFieldSelector {
		f.Field = aws.String(name)
		return f
	}
	management := field("eventCategory", types.AdvancedFieldSelector{Equals: []string{"Management"}})
	advanced := func(fields ...types.AdvancedFieldSelector) *trail {
		return &trail{advanced: []types.AdvancedEventSelector{{FieldSelectors: append(fields, management)}}}
	}
	read := &record{EventCategory: "Management", ReadOnly: true, EventSource: "secretsmanager.amazonaws.com", EventName: "GetSecretValue"}
	read.UserIdentity.ARN = "arn:aws:iam::123456789012:user/ann"
	for name, test := range map[string]struct {
		trail *trail
		want  bool
	}{
		"default":              {&trail{basic: defaultSelectors()}, true},
		"management":           {advanced(), true},
		"reads":                {advanced(field("readOnly", types.AdvancedFieldSelector{Equals: []string{"true"}})), true},
		"writes":               {advanced(field("readOnly", types.AdvancedFieldSelector{Equals: []string{"false"}})), false},
		"not this source":      {advanced(field("eventSource", types.AdvancedFieldSelector{NotEquals: []string{"kms.amazonaws.com", "secretsmanager.amazonaws.com"}})), false},
		"not another source":   {advanced(field("eventSource", types.AdvancedFieldSelector{NotEquals: []string{"kms.amazonaws.com"}})), true},
		"a name that starts":   {advanced(field("eventName", types.AdvancedFieldSelector{StartsWith: []string{"Put", "Get"}})), true},
		"a name that ends":     {advanced(field("eventName", types.AdvancedFieldSelector{NotEndsWith: []string{"Value"}})), false},
		"another user":         {advanced(field("userIdentity.arn", types.AdvancedFieldSelector{Equals: []string{"arn:aws:iam::123456789012:user/bob"}})), false},
		"data events only":     {&trail{advanced: []types.AdvancedEventSelector{{FieldSelectors: []types.AdvancedFieldSelector{field("eventCategory", types.AdvancedFieldSelector{Equals: []string{"Data"}})}}}}, false},
		"any of two selectors": {&trail{advanced: append(advanced(field("eventName", types.AdvancedFieldSelector{Equals: []string{"X"}})).advanced, advanced().advanced...)}, true},
	} {
		if got := test.trail.wants(read); got != test.want {
			t.Errorf("%s: %v, want %v", name, got, test.want)
		}
	}
}
