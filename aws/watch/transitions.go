package watch

import (
	"context"
	"encoding/json"
	"slices"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"

	"secretwatch/aws/account"
	"secretwatch/aws/foreign"
)

const (
	// An alarm's actions run seconds after its transition, so the history is
	// asked a few times at once, then ever more slowly, for a minute in all.
	historyTries, historySwift = 9, 4
	// transitionsKept bounds memory; AWS keeps two weeks.
	transitionsKept = 1000
)

// alarmHistory turns DescribeAlarmHistory into transitions with what their
// actions did.
type alarmHistory struct {
	w     *Watcher
	every time.Duration
	from  time.Time
	known []Transition // oldest first

	mu      sync.Mutex
	blind   bool      // the history cannot be asked
	since   time.Time // the transition that is waited for
	actions int       // and how many actions it sets off
}

func newAlarmHistory(w *Watcher) *alarmHistory {
	h := &alarmHistory{w: w, every: 2 * time.Second}
	if w.o.Fast {
		h.every = time.Second
	}
	return h
}

// expect says which transition the history should have; false where the
// history cannot be asked.
func (h *alarmHistory) expect(since time.Time, actions int) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.since, h.actions = since, actions
	return !h.blind
}

// poll asks until the expected transition and its actions are there, or that
// has taken too long.
func (h *alarmHistory) poll(ctx context.Context, emit func(found) bool) (found, int) {
	for calls := 1; ; calls++ {
		transitions, err := h.ask(ctx)
		kind := account.Explain(err).Kind
		h.mu.Lock()
		h.blind = kind == account.Denied || kind == account.Unsupported
		h.mu.Unlock()
		f := found{transitions: transitions, err: err}
		if err != nil || calls >= historyTries || h.complete() || !h.w.o.Follow {
			return f, calls
		}
		if !f.empty() && !emit(f) {
			return found{err: ctx.Err()}, calls
		}
		if !pause(ctx, h.every<<max(calls-historySwift, 0)) {
			return found{err: ctx.Err()}, calls
		}
	}
}

func (h *alarmHistory) complete() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.since.IsZero() {
		return true
	}
	for _, t := range h.known {
		if t.At.Sub(h.since).Abs() < time.Second {
			return len(t.Actions) >= h.actions
		}
	}
	return false
}

// ask gives the transitions that are new or have new actions.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarmHistory.html
func (h *alarmHistory) ask(ctx context.Context) ([]Transition, error) {
	now := h.w.a.Clock.Now()
	if h.from.IsZero() {
		h.from = now.Add(-h.w.o.Since)
	}
	items, err := h.items(ctx, &cloudwatch.DescribeAlarmHistoryInput{
		AlarmName: aws.String(h.w.t.Alarm), StartDate: aws.Time(h.from), EndDate: aws.Time(now.Add(time.Minute)),
		MaxRecords: aws.Int32(100), ScanBy: types.ScanByTimestampAscending,
	})
	if err != nil {
		return nil, err
	}
	h.from = later(h.from, now.Add(-10*time.Minute))
	return h.merge(items), nil
}

func (h *alarmHistory) items(ctx context.Context, in *cloudwatch.DescribeAlarmHistoryInput) ([]types.AlarmHistoryItem, error) {
	var items []types.AlarmHistoryItem
	for {
		out, err := h.w.a.CloudWatch.DescribeAlarmHistory(ctx, in)
		if err != nil {
			return nil, err
		}
		items = append(items, out.AlarmHistoryItems...)
		if aws.ToString(out.NextToken) == "" || len(items) > 2*transitionsKept {
			return items, nil
		}
		in.NextToken = out.NextToken
	}
}

// merge takes the items in, transitions before the actions that they set off,
// and gives what is new.
func (h *alarmHistory) merge(items []types.AlarmHistoryItem) []Transition {
	slices.SortStableFunc(items, func(a, b types.AlarmHistoryItem) int {
		return aws.ToTime(a.Timestamp).Compare(aws.ToTime(b.Timestamp))
	})
	var changed []int
	for _, kind := range []types.HistoryItemType{types.HistoryItemTypeStateUpdate, types.HistoryItemTypeAction} {
		for _, item := range items {
			if item.HistoryItemType != kind {
				continue
			}
			if i, news := h.take(item); news && !slices.Contains(changed, i) {
				changed = append(changed, i)
			}
		}
	}
	slices.Sort(changed)
	var news []Transition
	for _, i := range changed {
		t := h.known[i]
		t.Actions = slices.Clone(t.Actions)
		news = append(news, t)
		h.known[i].Update = true
	}
	if extra := len(h.known) - transitionsKept; extra > 0 {
		h.known = slices.Delete(h.known, 0, extra)
	}
	return news
}

// take adds one item to what is known, and says to which transition.
func (h *alarmHistory) take(item types.AlarmHistoryItem) (int, bool) {
	at := aws.ToTime(item.Timestamp).UTC()
	if item.HistoryItemType == types.HistoryItemTypeStateUpdate {
		return h.takeState(at, aws.ToString(item.AlarmName), aws.ToString(item.HistoryData))
	}
	return h.takeAction(at, aws.ToString(item.HistoryData))
}

func (h *alarmHistory) takeState(at time.Time, alarm, data string) (int, bool) {
	type state struct {
		StateValue, StateReason string
		StateReasonData         json.RawMessage
	}
	var d struct{ OldState, NewState state }
	if err := json.Unmarshal([]byte(data), &d); err != nil || d.NewState.StateValue == "" {
		return 0, false
	}
	for i, t := range h.known {
		if t.At.Equal(at) && t.To == d.NewState.StateValue {
			return i, false
		}
	}
	h.known = append(h.known, Transition{
		At: at, Alarm: alarm, From: d.OldState.StateValue, To: d.NewState.StateValue, Reason: foreign.New(d.NewState.StateReason),
		Judged: evaluationOf(string(d.NewState.StateReasonData)),
	})
	return len(h.known) - 1, true
}

// takeAction ties an action to the last transition before it.
func (h *alarmHistory) takeAction(at time.Time, data string) (int, bool) {
	var d struct{ ActionState, NotificationResource, Error string }
	if err := json.Unmarshal([]byte(data), &d); err != nil || d.NotificationResource == "" || d.ActionState == "InProgress" {
		return 0, false
	}
	for i := len(h.known) - 1; i >= 0; i-- {
		t := &h.known[i]
		if t.At.After(at) {
			continue
		}
		result := ActionResult{At: at, Target: d.NotificationResource, OK: d.ActionState == "Succeeded", Error: foreign.New(d.Error)}
		if slices.Contains(t.Actions, result) {
			return i, false
		}
		t.Actions = append(t.Actions, result)
		return i, true
	}
	return 0, false
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// pause waits; false when the context ends first.
func pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}
