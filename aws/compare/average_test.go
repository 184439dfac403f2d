package compare

import (
	"testing"
	"time"
)

func TestAnAverageIsNoFinerThanItsReads(t *testing.T) {
	at := time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC)
	for want, second := range map[string]time.Duration{"about 4 s": 4 * time.Second, "3.6 s": 4200 * time.Millisecond} {
		r := Result{Reads: []Read{{At: at}, {At: at}}, Ways: []Outcome{{Way: WayAlarm, Mails: []Mail{
			{At: at.Add(3 * time.Second), Reads: []int{0}}, {At: at.Add(second), Reads: []int{1}},
		}}}}
		mean, _ := r.Mean(WayAlarm)
		if got := r.average(WayAlarm, mean); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}
