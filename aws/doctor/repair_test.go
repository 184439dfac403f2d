package doctor_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"secretwatch/aws/doctor"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
)

const readAgain = "aws secretsmanager get-secret-value --region us-east-1 --secret-id db --query ARN --output text"

// What is well now and only remembers a failure is not repaired twice.
func TestARepairIsNotRepeated(t *testing.T) {
	for _, tt := range []struct {
		name, code string
		kind       doctor.RemedyKind
		do         func(s *monitor.Snapshot)
	}{
		{"trust", "role-trust-missing", doctor.Person, func(s *monitor.Snapshot) {
			s.Status.Value.LogsError = foreign.New("Access denied. Verify in IAM that the role has adequate trust relationships.")
		}},
		{"permissions", "role-permissions-missing", doctor.Person, func(s *monitor.Snapshot) {
			s.Status.Value.LogsError = foreign.New("Access denied. Verify in IAM that the role has adequate permissions.")
		}},
		{"topic's policy", "topic-policy-denies", doctor.Person, func(s *monitor.Snapshot) { acted(s, now.Add(-time.Minute), refusedNew) }},
		{"topic's encryption switched off", "topic-key-denies", doctor.Person, func(s *monitor.Snapshot) { acted(s, now.Add(-time.Minute), keyRefused) }},
		{"the key's policy is not known", "topic-key-denies", doctor.Auto, func(s *monitor.Snapshot) {
			s.Topic.Value.KeyID = "k"
			acted(s, now.Add(-time.Minute), keyRefused)
		}},
		{"the topic's policy is not known", "topic-policy-denies", doctor.Auto, func(s *monitor.Snapshot) {
			s.Topic.Value.Policy = ""
			acted(s, now.Add(-time.Minute), refusedNew)
		}},
	} {
		v := verdictOf(tt.do)
		if v.Code != tt.code || v.Status != doctor.Warning || v.Remedy == nil || v.Remedy.Kind != tt.kind {
			t.Errorf("%s: %s, %s, %+v", tt.name, v.Code, v.Status, v.Remedy)
			continue
		}
		if again := slices.Equal(v.Remedy.Commands, []string{readAgain}); again != (tt.kind == doctor.Person) {
			t.Errorf("%s: commands %q", tt.name, v.Remedy.Commands)
		}
	}
}

// A read that came before a repair is promised no mail.
func TestNoPromiseForAReadBeforeARepair(t *testing.T) {
	read4 := func(s *monitor.Snapshot) { read(s, now.Add(-4*time.Minute)) }
	for _, tt := range []struct {
		name, code, says string
		do               func(s *monitor.Snapshot)
	}{
		{"alarm changed after the read", "healthy", "the alarm was changed after the newest read", func(s *monitor.Snapshot) {
			read4(s)
			s.Alarm.Value.Updated = now.Add(-time.Minute)
		}},
		{"went off without an action, then changed", "healthy", "the alarm went off for the newest read and told nobody", func(s *monitor.Snapshot) {
			read4(s)
			turned(s, now.Add(-30*time.Second), "OK", "ALARM")
			s.Alarm.Value.Updated = now.Add(-10 * time.Second)
		}},
		{"went off without an action, a while ago", "healthy", "the alarm went off for the newest read and told nobody", func(s *monitor.Snapshot) {
			read4(s)
			turned(s, now.Add(-2*time.Minute), "OK", "ALARM")
		}},
		{"went off just now", "too-soon", "", func(s *monitor.Snapshot) {
			read4(s)
			turned(s, now.Add(-10*time.Second), "OK", "ALARM")
		}},
		{"the log group was only just wired", "healthy", "nothing has reached the log group yet", func(s *monitor.Snapshot) {
			read4(s)
			s.Status.Value.LogsDelivered = time.Time{}
		}},
		{"a new trail has delivered nothing yet", "too-soon", "", func(s *monitor.Snapshot) {
			made := now.Add(-10 * time.Minute)
			s.Status.Value.Started, s.Filter.Value.Created, s.Alarm.Value.Updated = made, made, made
			s.Status.Value.LogsDelivered = time.Time{}
			read4(s)
		}},
		{"newer records are there, and none moved the alarm", "metric-no-datapoint", "the read 20 min ago left no trace", func(s *monitor.Snapshot) {
			read(s, now.Add(-20*time.Minute))
		}},
		{"nothing newer is there", "too-soon", "", func(s *monitor.Snapshot) {
			read(s, now.Add(-20*time.Minute))
			s.Status.Value.LogsDelivered = now.Add(-19 * time.Minute)
		}},
	} {
		s := healthyOf("db", monitor.DefaultRule())
		tt.do(&s)
		r := doctor.Check(s, doctor.Options{})
		want := map[string]int{"healthy": 0, "metric-no-datapoint": 2, "too-soon": 3}[tt.code]
		if r.Verdict.Code != tt.code || r.ExitCode() != want {
			t.Errorf("%s: %s, exit %d: %s", tt.name, r.Verdict.Code, r.ExitCode(), r.Verdict.Summary)
		}
		wellFormed(t, r)
		i := slices.IndexFunc(r.Findings, func(f doctor.Finding) bool { return tt.says != "" && strings.HasPrefix(f.Summary, tt.says) })
		if tt.says != "" && i < 0 {
			t.Errorf("%s: nothing begins with %q: %+v", tt.name, tt.says, r.Findings)
		}
		if tt.code == "healthy" && i >= 0 && value(r.Findings[i], "to test the chain") != "read the secret once more: "+readAgain {
			t.Errorf("%s: %+v", tt.name, r.Findings[i].Evidence)
		}
	}
}

// Only a chain that setup made gets its tags.
func TestRemediesTagWhatTheyCreate(t *testing.T) {
	strange := func(s *monitor.Snapshot) {
		s.Trail.Value.Tags, s.LogGroup.Value.Tags, s.Alarm.Value.Tags = nil, nil, nil
	}
	for _, tt := range []struct {
		name string
		do   func(s *monitor.Snapshot)
		want bool
	}{
		{"setup's", func(*monitor.Snapshot) {}, true},
		{"by other hands", strange, false},
		{"another monitor's", func(s *monitor.Snapshot) {
			strange(s)
			s.Alarm.Value.Tags = map[string]string{monitor.TagManagedBy: monitor.ManagedBy, monitor.TagMonitor: "other"}
		}, false},
		{"only the secret is setup's", func(s *monitor.Snapshot) {
			s.Secret.Value.Tags = s.Alarm.Value.Tags
			strange(s)
		}, true},
	} {
		v := verdictOf(func(s *monitor.Snapshot) { tt.do(s); noTopic(s) })
		if v.Code != "topic-missing" || v.Remedy == nil {
			t.Fatalf("%s: %s", tt.name, v.Code)
		}
		want := "aws sns create-topic --region us-east-1 --name secretwatch-db"
		if tt.want {
			want += ` --tags '[{"Key":"managed-by","Value":"secretwatch"},{"Key":"secretwatch:monitor","Value":"db"},{"Key":"secretwatch:secret","Value":"db"}]'`
		}
		if v.Remedy.Commands[0] != want {
			t.Errorf("%s: %s", tt.name, v.Remedy.Commands[0])
		}
	}
	// The alarm remembers the names that differ from the usual ones.
	v := verdictOf(func(s *monitor.Snapshot) {
		noAlarm(s)
		s.Names.Alarm = "Secret is read"
	})
	if v.Code != "no-alarm" || !strings.Contains(v.Remedy.Commands[0], `{"Key":"secretwatch:name:alarm","Value":"Secret is read"}`) {
		t.Errorf("%s: %+v", v.Code, v.Remedy)
	}
}

// A command with an address to put in says so; a known address stands in it.
func TestTheAddressOfARemedy(t *testing.T) {
	for _, tt := range []struct {
		name, asked, address string
		do                   func(s *monitor.Snapshot)
	}{
		{"asked for", "me@example.com", "me@example.com", noTopic},
		{"unknown", "", "YOUR-ADDRESS", noTopic},
		{"nobody subscribed", "", "YOUR-ADDRESS", func(s *monitor.Snapshot) { s.Subscribers = monitor.Found([]monitor.Subscription{}) }},
		{"formerly subscribed", "", "was@example.com", func(s *monitor.Snapshot) {
			s.Topic = monitor.Seen[monitor.Topic]{}
			s.Subscribers = monitor.Found([]monitor.Subscription{{Protocol: "email", Endpoint: foreign.New("was@example.com"), Removed: true}})
		}},
	} {
		s := healthyOf("db", monitor.DefaultRule())
		tt.do(&s)
		v := doctor.Check(s, doctor.Options{Email: tt.asked}).Verdict
		if v.Remedy == nil || !strings.HasSuffix(v.Remedy.Commands[len(v.Remedy.Commands)-1], " --notification-endpoint "+tt.address) {
			t.Errorf("%s: %s, %+v", tt.name, v.Code, v.Remedy)
			continue
		}
		if says := strings.HasSuffix(v.Remedy.Summary, "; put the address in place of YOUR-ADDRESS first"); says != (tt.address == "YOUR-ADDRESS") {
			t.Errorf("%s: %s", tt.name, v.Remedy.Summary)
		}
	}
}
