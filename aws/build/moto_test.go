package build_test

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os/exec"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"

	"secretwatch/aws/account"
	"secretwatch/aws/build"
	"secretwatch/aws/monitor"
	"secretwatch/aws/survey"
)

// moto starts another project's AWS on a free port of this machine.
func moto(t *testing.T) *account.Account {
	t.Helper()
	path, err := exec.LookPath("moto_server")
	if err != nil {
		t.Skip("SKIPPED: moto_server is not on the PATH, so nothing was tried against it")
	}
	if testing.Short() {
		t.Skip("SKIPPED: moto takes seconds to start")
	}
	var listen net.ListenConfig
	l, err := listen.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := l.Addr().(*net.TCPAddr).Port
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	server := exec.CommandContext(t.Context(), path, "-H", "127.0.0.1", "-p", fmt.Sprint(port))
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Wait() })
	url := fmt.Sprintf("http://127.0.0.1:%d", port)
	waitFor(t, url+"/moto-api/")

	a, err := account.Open(t.Context(), account.Options{Config: &aws.Config{
		Region: "us-east-1", BaseEndpoint: aws.String(url),
		Credentials: credentials.NewStaticCredentialsProvider("AKIATEST", "test", ""),
	}})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func waitFor(t *testing.T, url string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
		if err != nil {
			t.Fatal(err)
		}
		if answer, err := http.DefaultClient.Do(request); err == nil {
			_ = answer.Body.Close()
			return
		}
		select {
		case <-ctx.Done():
			t.Fatal("moto_server did not come up")
		case <-tick.C:
		}
	}
}

func TestMotoTakesWhatSetupSends(t *testing.T) {
	a := moto(t)
	d := monitor.DesiredFor("prod/db", "me@example.com", a.Place)
	d.EventBridge = true
	o := build.Options{SecretValue: func() (string, error) { return "geheim", nil }}

	results, err := build.Apply(t.Context(), a, d, build.Plan(d, take(t, a, d.Names)), o)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range results {
		if r.State != build.Done || r.Change.Action != monitor.ActionCreate || r.Change.ARN == "" && r.Change.Kind != monitor.KindMetricFilter {
			t.Errorf("%s: %s of %q is %s (%v)", r.Change.Kind, r.Change.Action, r.Change.ARN, r.State, r.Err)
		}
	}
	allNone(t, build.Plan(d, take(t, a, d.Names)))

	s, err := survey.Take(t.Context(), a, d.Names, survey.Options{For: survey.Doctor})
	if err != nil {
		t.Fatal(err)
	}
	for name, u := range map[string]*monitor.Unseen{"reads": s.Reads.Unseen, "alarm history": s.AlarmHistory.Unseen} {
		if u == nil || u.Reason != monitor.ReasonUnsupported {
			t.Errorf("moto has no %s, and it is seen as %+v", name, u)
		}
	}
	gone, err := build.Destroy(t.Context(), a, take(t, a, d.Names), build.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(gone.Deleted) != 11 || len(gone.Remaining) != 1 || gone.Remaining[0].Kind != monitor.KindSecret || gone.Remaining[0].GoneBy.IsZero() {
		t.Errorf("deleted %v, remaining %+v", gone.Deleted, gone.Remaining)
	}
	for _, c := range build.PlanDestroy(take(t, a, d.Names)) {
		if c.Kind != monitor.KindSecret || c.Action != monitor.ActionNone {
			t.Errorf("after destroy there is still the %s %s: %s", c.Kind, c.Name, c.Why)
		}
	}
	if c := change(build.Plan(d, take(t, a, d.Names)), monitor.KindSecret); c.Action != monitor.ActionBlocked {
		t.Errorf("a secret scheduled for deletion is planned as %s: %s", c.Action, c.Why)
	}
}

func take(t *testing.T, a *account.Account, n monitor.Names) monitor.Snapshot {
	t.Helper()
	s, err := survey.Take(t.Context(), a, n, survey.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func allNone(t *testing.T, changes []monitor.Change) {
	t.Helper()
	want := len(monitor.Kinds())
	if change(changes, monitor.KindRule).Kind != "" {
		want += len(monitor.RuleKinds())
	}
	if len(changes) != want {
		t.Errorf("%d changes, want one for each of %d kinds", len(changes), want)
	}
	for _, c := range changes {
		if c.Action != monitor.ActionNone {
			t.Errorf("%s %s: %s (%s) %v", c.Kind, c.Name, c.Action, c.Why, c.Settings)
		}
	}
}
