package clock

import (
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestWorkRunsInOrderAtItsTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var lock sync.Mutex
		w := NewWorld(&lock)
		defer w.Close()
		start := w.Now()
		var ran []string
		note := func(name string, at time.Duration) func() {
			return func() {
				if got := w.Now().Sub(start); got != at {
					t.Errorf("%s ran after %v, want %v", name, got, at)
				}
				ran = append(ran, name)
			}
		}
		w.At(start.Add(3*time.Second), note("third", 3*time.Second))
		w.At(start.Add(time.Second), note("first", time.Second))
		w.At(start.Add(time.Second), note("second", time.Second))
		time.Sleep(5 * time.Second)
		synctest.Wait()
		lock.Lock()
		defer lock.Unlock()
		if want := []string{"first", "second", "third"}; !slices.Equal(ran, want) {
			t.Errorf("ran %v, want %v", ran, want)
		}
	})
}

func TestAdvanceRunsWorkAtItsOwnTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var lock sync.Mutex
		w := NewWorld(&lock)
		defer w.Close()
		start := w.Now()
		var at []time.Duration
		var tick func()
		tick = func() {
			at = append(at, w.Now().Sub(start))
			w.At(w.Now().Add(time.Hour), tick)
		}
		w.At(start.Add(time.Hour), tick)
		w.Advance(150 * time.Minute)
		if want := []time.Duration{time.Hour, 2 * time.Hour}; !slices.Equal(at, want) {
			t.Errorf("ran at %v, want %v", at, want)
		}
		if got := w.Now().Sub(start); got != 150*time.Minute {
			t.Errorf("the clock moved by %v, want 2h30m", got)
		}
		time.Sleep(31 * time.Minute)
		synctest.Wait()
		lock.Lock()
		defer lock.Unlock()
		if len(at) != 3 || at[2] != 3*time.Hour {
			t.Errorf("after Advance the clock goes on: ran at %v", at)
		}
	})
}

func TestCloseDropsWhatWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var lock sync.Mutex
		w := NewWorld(&lock)
		w.At(w.Now().Add(time.Second), func() { t.Error("ran after Close") })
		w.Close()
		w.Close()
		w.At(w.Now(), func() { t.Error("taken after Close") })
		time.Sleep(time.Minute)
	})
}

func TestForgetDropsWhatWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var lock sync.Mutex
		w := NewWorld(&lock)
		defer w.Close()
		w.At(w.Now().Add(time.Second), func() { t.Error("ran after Forget") })
		w.Forget()
		time.Sleep(time.Minute)
	})
}
