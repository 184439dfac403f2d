package compare_test

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"

	"secretwatch/aws/compare"
	"secretwatch/aws/sandbox"
	"secretwatch/aws/survey"
)

// killAt runs an experiment that dies with the first call of an operation.
func (b *box) killAt(t *testing.T, operation string) {
	t.Helper()
	chain := b.take(survey.Doctor)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	b.wire.after = func(n int) {
		if b.wire.made()[n-1] == operation {
			b.wire.set(true)
			cancel()
		}
	}
	if _, err := compare.Run(ctx, b.a, chain, b.options(1)); err == nil {
		t.Fatalf("it never came to %s", operation)
	}
	b.wire.after = nil
	b.wire.set(false)
}

// Whom the trail notifies since the kill is somebody's wish: it stays.
func TestATrailThatNotifiesAnotherTopicMeanwhileStays(t *testing.T) {
	story(t, sandbox.Fast, func(t *testing.T, b *box) {
		b.killAt(t, "UpdateTrail")
		audit := b.person("audit")
		b.notifies(audit)
		things, err := compare.Leftovers(t.Context(), b.a, b.n)
		if err != nil || len(things) != 3 {
			t.Fatalf("found %v, error %v; want the rule and the topics", things, err)
		}
		if _, left := compare.Remove(t.Context(), b.a, things, nil); len(left) > 0 {
			t.Errorf("left %v", left)
		}
		got := must(b.a.CloudTrail.GetTrail(t.Context(), &cloudtrail.GetTrailInput{Name: aws.String(b.n.Trail)}))
		if topic := aws.ToString(got.Trail.SnsTopicARN); topic != audit {
			t.Errorf("the trail notifies %q", topic)
		}
	})
}

// A topic whose trail cannot be changed stays, because its tags remember what is
// to be put back; the rest goes.
func TestWhatCannotBeRemovedIsSaidAndFoundAgain(t *testing.T) {
	story(t, sandbox.Fast, func(t *testing.T, b *box) {
		before := b.state()
		b.killAt(t, "GetSecretValue")
		things, err := compare.Leftovers(t.Context(), b.a, b.n)
		if err != nil || len(things) != 4 {
			t.Fatalf("found %v, error %v", things, err)
		}
		b.wire.refuse = func(operation string) *http.Response {
			if operation != "UpdateTrail" {
				return nil
			}
			body := `{"__type":"AccessDeniedException","message":"User is not authorized to perform: cloudtrail:UpdateTrail"}`
			return &http.Response{StatusCode: http.StatusBadRequest, Body: io.NopCloser(strings.NewReader(body)), Header: http.Header{"Content-Type": {"application/x-amz-json-1.1"}}}
		}
		removed, left := compare.Remove(t.Context(), b.a, things, nil)
		if len(removed) != 2 || len(left) != 2 || left[0].Kind != compare.ThingNotification || left[1].Kind != compare.ThingTopic || left[1].Way != compare.WayTrail {
			t.Errorf("removed %v, left %v", removed, left)
		}
		if !strings.Contains(left[0].Why, "cloudtrail:UpdateTrail") {
			t.Errorf("the reason is %q", left[0].Why)
		}
		b.wire.refuse = nil
		if things, err = compare.Leftovers(t.Context(), b.a, b.n); err != nil || len(things) != 2 {
			t.Fatalf("found again %v, error %v", things, err)
		}
		if _, left := compare.Remove(t.Context(), b.a, things, nil); len(left) > 0 {
			t.Errorf("left %v", left)
		}
		if after := b.state(); after != before {
			t.Errorf("left behind:\n%s", after)
		}
	})
}
