package trail

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"

	"secretwatch/aws/sandbox/wire"
)

const (
	testAccount = "123456789012"
	goodGroup   = "arn:aws:logs:us-east-1:123456789012:log-group:reads:*"
	goodRole    = "arn:aws:iam::123456789012:role/delivery"
)

// world is what a trail needs of the rest, as plain values.
type world struct {
	now       time.Time
	waiting   []work
	roles     map[string][]string // actions by role ARN; absent means not assumable
	groups    map[string][]string // messages by name
	streams   []string
	buckets   map[string]map[string][]byte // files by bucket
	denied    bool                         // the bucket's policy denies
	published []string
}

type work struct {
	at  time.Time
	run func()
}

func newWorld() *world {
	return &world{
		now:     time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC),
		roles:   map[string][]string{goodRole: {"logs:CreateLogStream", "logs:PutLogEvents"}},
		groups:  map[string][]string{"reads": nil},
		buckets: map[string]map[string][]byte{"files": {}},
	}
}

func (w *world) Now() time.Time             { return w.now }
func (w *world) At(t time.Time, run func()) { w.waiting = append(w.waiting, work{t, run}) }
func (w *world) Has(_, group string) bool   { _, ok := w.groups[group]; return ok }
func (w *world) EnsureStream(_, g, s string) error {
	if !w.Has("", g) {
		return errors.New("no group")
	}
	if !slices.Contains(w.streams, s) {
		w.streams = append(w.streams, s)
	}
	return nil
}

func (w *world) Deliver(region, g, s string, messages []string) error {
	if err := w.EnsureStream(region, g, s); err != nil {
		return err
	}
	w.groups[g] = append(w.groups[g], messages...)
	return nil
}

func (w *world) AssumeAs(role, service string, context map[string]string) error {
	if _, ok := w.roles[role]; !ok || service != "cloudtrail.amazonaws.com" || context["aws:SourceAccount"] != testAccount {
		return errors.New("not assumable")
	}
	return nil
}

func (w *world) RoleAllows(role, action, resource string, _ map[string]string) bool {
	return slices.Contains(w.roles[role], action) && strings.Contains(resource, ":log-group:reads:log-stream:123456789012_CloudTrail_us-east-1")
}

type fakeBuckets struct{ *world }

func (w fakeBuckets) Check(bucket, _, _ string) error { return w.Put(bucket, "", nil, "") }
func (w fakeBuckets) Put(bucket, key string, body []byte, _ string) error {
	switch files := w.buckets[bucket]; {
	case files == nil:
		return &wire.Error{Code: "NoSuchBucket"}
	case w.denied:
		return &wire.Error{Code: "AccessDenied"}
	case key != "":
		files[key] = body
	}
	return nil
}

type fakeTopics struct{ *world }

func (w fakeTopics) Check(topic, _ string) error {
	if !strings.HasSuffix(topic, ":files") {
		return errors.New("no topic")
	}
	return nil
}

func (w fakeTopics) Publish(_, _, message string) error {
	w.published = append(w.published, message)
	return nil
}

// pass lets time pass and runs what is due by then.
func (w *world) pass(d time.Duration) {
	w.now = w.now.Add(d)
	for i := 0; i < len(w.waiting); i++ {
		if one := w.waiting[i]; !one.at.After(w.now) {
			w.waiting = slices.Delete(w.waiting, i, i+1)
			one.run()
			i = -1
		}
	}
}

func (w *world) state() *State {
	return New(Deps{
		Account: testAccount, Clock: w, Roles: w, Logs: w, Buckets: fakeBuckets{w}, Topics: fakeTopics{w},
		HistoryDelay:  func() time.Duration { return time.Second },
		DeliveryDelay: func() time.Duration { return 2 * time.Second },
		Dropped:       func([]string) bool { return false },
	})
}

func in(region string) *wire.Call { return &wire.Call{Region: region} }

// create makes the trail "watch", changed by change.
func create(t *testing.T, s *State, change func(*cloudtrail.CreateTrailInput)) {
	t.Helper()
	input := &cloudtrail.CreateTrailInput{
		Name: aws.String("watch"), S3BucketName: aws.String("files"),
		CloudWatchLogsLogGroupArn: aws.String(goodGroup), CloudWatchLogsRoleArn: aws.String(goodRole),
	}
	if change != nil {
		change(input)
	}
	if _, err := s.createTrail(in("us-east-1"), input); err != nil {
		t.Fatal(err)
	}
}

func start(t *testing.T, s *State) {
	t.Helper()
	if _, err := s.startLogging(in("us-east-1"), &cloudtrail.StartLoggingInput{Name: aws.String("watch")}); err != nil {
		t.Fatal(err)
	}
}

// call is a finished call of an IAM user.
func (w *world) call(source, operation, region string, readOnly bool) *wire.Call {
	return &wire.Call{
		EventSource: source, Operation: operation, Region: region, ReadOnly: readOnly, RequestID: "b5c1c1f0-0000-4000-8000-000000000000", At: w.now,
		Agent: "aws-cli/2.0", Source: "192.0.2.1", Host: "secretsmanager.us-east-1.amazonaws.com", Params: map[string]any{"secretId": "Top"},
		Caller: wire.Caller{
			Type: "IAMUser", AccountID: testAccount, PrincipalID: "AIDA1", ARN: "arn:aws:iam::123456789012:user/ann", UserName: "ann", AccessKeyID: "AKIA1",
		},
	}
}

func codeAndText(err error) (code, text string) {
	var e *wire.Error
	if errors.As(err, &e) {
		return e.Code, e.Message
	}
	return "", ""
}
