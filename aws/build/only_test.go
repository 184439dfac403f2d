package build_test

import (
	"testing"

	"secretwatch/aws/build"
	"secretwatch/aws/monitor"
	"secretwatch/aws/survey"
)

// A destruction that is narrowed down leaves everything else.
func TestDestroyOnly(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		b.build()
		only := func(c monitor.Change) bool {
			return c.Kind == monitor.KindTopic || c.Kind == monitor.KindSubscription || c.Kind == monitor.KindAlarm
		}
		gone, err := build.Destroy(t.Context(), b.a, b.look(survey.Plan), build.Options{Only: only})
		if err != nil || len(gone.Deleted) != 3 || len(gone.Remaining) != 0 {
			t.Fatalf("deleted %v, remaining %v, error %v", gone.Deleted, gone.Remaining, err)
		}
		for _, c := range b.plan() {
			want := monitor.ActionNone
			if only(c) {
				want = monitor.ActionCreate
			}
			if c.Action != want {
				t.Errorf("%s: %s, want %s", c.Kind, c.Action, want)
			}
		}
	})
}
