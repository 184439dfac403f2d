package survey_test

import (
	"errors"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"secretwatch/aws/monitor"
	"secretwatch/aws/survey"
)

// What TakeOurs sees is what Remembered and Take see one after the other, in at
// most as many waves as Take alone where every name is the usual one.
func TestTakeOursIsTakeForAWaveLess(t *testing.T) {
	usual := func(d monitor.Desired) monitor.Desired { return d }
	named := func(kinds map[monitor.Kind]string) func(monitor.Desired) monitor.Desired {
		return func(d monitor.Desired) monitor.Desired {
			for k, name := range kinds {
				d.Names = d.With(k, name)
			}
			return d
		}
	}
	for _, c := range []struct {
		name  string
		chose func(monitor.Desired) monitor.Desired
		waves int
	}{
		// The filters of a group of another name are known a wave later, and the reads
		// are asked for after them.
		{"usual names", usual, 3},
		{"a trail", named(map[monitor.Kind]string{monitor.KindTrail: "company"}), 3},
		{"a metric filter", named(map[monitor.Kind]string{monitor.KindMetricFilter: "mine"}), 3},
		{"a log group", named(map[monitor.Kind]string{monitor.KindLogGroup: "/mine"}), 5},
		{"every name that can be chosen", named(map[monitor.Kind]string{
			monitor.KindTrail: "company", monitor.KindLogGroup: "/mine", monitor.KindMetricFilter: "mine", monitor.KindTopic: "mine",
		}), 5},
		{"with a second way", func(d monitor.Desired) monitor.Desired { d.EventBridge = true; return d }, 4},
	} {
		t.Run(c.name, func(t *testing.T) {
			story(t, func(t *testing.T, b *box) {
				d := c.chose(monitor.DesiredFor("prod/db", "me@example.com", b.a.Place))
				b.build(t, d)
				b.confirm(t)
				time.Sleep(70 * time.Second)
				b.read(t, d.Secret)
				time.Sleep(time.Hour)

				usual := survey.LookForUsual(t.Context(), b.a, d.Secret)
				if !usual.Alarm {
					t.Error("the alarm has not the usual name")
				}
				began, calls := time.Now(), b.wire.calls
				n, got, err := survey.TakeOurs(t.Context(), b.a, d.Secret, survey.Options{Filters: usual.Filters})
				if err != nil {
					t.Fatal(err)
				}
				if took := time.Since(began); took > time.Duration(c.waves)*perCall {
					t.Errorf("took %v, want at most %d waves of %v", took, c.waves, perCall)
				}
				t.Logf("%d calls", b.wire.calls-calls)
				remembered, ok := survey.Remembered(t.Context(), b.a, d.Secret)
				if !ok || n != remembered {
					t.Errorf("names\ngot  %+v\nwant %+v", n, remembered)
				}
				time.Sleep(time.Second) // as the quota of Event history asks
				want := b.take(t, remembered, survey.Doctor)
				got.At, want.At = time.Time{}, time.Time{}
				for i := range reflect.TypeFor[monitor.Snapshot]().NumField() {
					g, w := reflect.ValueOf(got).Field(i).Interface(), reflect.ValueOf(want).Field(i).Interface()
					if !reflect.DeepEqual(g, w) {
						t.Errorf("%s\ngot  %+v\nwant %+v", reflect.TypeFor[monitor.Snapshot]().Field(i).Name, g, w)
					}
				}
			})
		})
	}
}

func TestTakeOursStopsWhereItIsNot(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		other := hands(b.a.Place)
		b.build(t, other)
		b.read(t, other.Secret)
		time.Sleep(5 * time.Minute)
		if survey.LookForUsual(t.Context(), b.a, other.Secret).Alarm {
			t.Error("a stranger's alarm has the usual name")
		}
		filters := b.take(t, other.Names, survey.Plan).Filters // with which the reads may be asked for at once
		began := time.Now()
		n, s, err := survey.TakeOurs(t.Context(), b.a, other.Secret, survey.Options{Filters: filters})
		if !errors.Is(err, survey.ErrNotOurs) || n != (monitor.Names{}) || time.Since(began) > perCall {
			t.Errorf("%+v, %v after %v", n, err, time.Since(began))
		}
		if !s.Reads.There() || len(*s.Reads.Value) == 0 || s.Secret.There() {
			t.Errorf("want the reads of the Event history and nothing else, got %+v", s)
		}
		b.wire.refuse = func(r *http.Request) *http.Response {
			if strings.HasSuffix(r.Header.Get("X-Amz-Target"), ".LookupEvents") {
				t.Error("the reads that were handed in were asked for again")
			}
			return nil
		}
		again, err := survey.Take(t.Context(), b.a, other.Names, survey.Options{For: survey.Doctor, Seen: s.Reads})
		if err != nil || !reflect.DeepEqual(again.Reads, s.Reads) {
			t.Errorf("%v, %v", again.Reads, err)
		}
	})
}
