package watch_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"secretwatch/aws/watch"
)

func stateItem(at time.Time, from, to string) map[string]any {
	return map[string]any{
		"AlarmName": "secretwatch-db", "Timestamp": float64(at.UnixMilli()) / 1000, "HistoryItemType": "StateUpdate",
		"HistorySummary": "Alarm updated from " + from + " to " + to,
		"HistoryData":    fmt.Sprintf(`{"version":"1.0","oldState":{"stateValue":%q,"stateReason":"Unchecked: Initial alarm creation"},"newState":{"stateValue":%q,"stateReason":"Threshold Crossed: 1 out of the last 1 datapoints [1.0 (22/11/26 13:42:00)] was greater than or equal to the threshold (1.0) (minimum 1 datapoint for OK -> ALARM transition)."}}`, from, to),
	}
}

func actionItem(at time.Time, failed string) map[string]any {
	state, text := "Succeeded", "null"
	if failed != "" {
		state, text = "Failed", fmt.Sprintf("%q", failed)
	}
	return map[string]any{
		"AlarmName": "secretwatch-db", "Timestamp": float64(at.UnixMilli()) / 1000, "HistoryItemType": "Action",
		"HistorySummary": "Successfully executed action arn:topic",
		"HistoryData":    fmt.Sprintf(`{"actionState":%q,"notificationResource":"arn:topic","publishedMessage":"{}","error":%s}`, state, text),
	}
}

func TestTransitionsComeWithWhatTheirActionsDid(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begun := time.Now()
		f := &fake{page: 50, state: okAlarm()}
		f.history = []map[string]any{actionItem(begun.Add(-59*time.Minute), ""), stateItem(begun.Add(-time.Hour), "INSUFFICIENT_DATA", "OK")}
		_, stop := start(t, f, target(), watch.Options{Follow: true, Since: 2 * time.Hour})
		time.Sleep(5 * time.Minute)
		changed := time.Now()
		f.change(func() {
			f.state["StateValue"], f.state["StateUpdatedTimestamp"] = "ALARM", float64(changed.Unix())
			f.history = append([]map[string]any{stateItem(changed, "OK", "ALARM")}, f.history...)
		})
		time.Sleep(35 * time.Second) // at rest it is seen within 30 seconds
		f.change(func() {
			f.history = append([]map[string]any{actionItem(time.Now(), "CloudWatch Alarms is not authorized to perform: SNS:Publish on resource:arn:topic")}, f.history...)
		})
		time.Sleep(3 * time.Minute)
		var got []string
		states := ""
		for _, b := range stop() {
			for _, tr := range b.Transitions {
				line := fmt.Sprintf("%s -> %s update=%v", tr.From, tr.To, tr.Update)
				for _, a := range tr.Actions {
					line += fmt.Sprintf(" %s ok=%v %s", a.Target, a.OK, a.Error)
				}
				got = append(got, line)
			}
			if b.Alarm != nil && !strings.HasSuffix(states, b.Alarm.State+" ") {
				states += b.Alarm.State + " "
			}
		}
		want := []string{
			"INSUFFICIENT_DATA -> OK update=false arn:topic ok=true ",
			"OK -> ALARM update=false",
			"OK -> ALARM update=true arn:topic ok=false CloudWatch Alarms is not authorized to perform: SNS:Publish on resource:arn:topic",
		}
		if strings.Join(got, "\n") != strings.Join(want, "\n") {
			t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
		if states != "OK ALARM " {
			t.Errorf("states: %s", states)
		}
		if n := f.count(begun, time.Now(), "DescribeAlarmHistory"); n > 10 {
			t.Errorf("the history was asked %d times for one transition", n)
		}
	})
}

func TestTransitionsWithoutAHistory(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{page: 50, state: okAlarm(), fail: map[string]string{"DescribeAlarmHistory": "UnknownOperationException"}}
		_, stop := start(t, f, target(), watch.Options{Follow: true})
		time.Sleep(10 * time.Second)
		f.change(func() {
			f.state["StateValue"], f.state["StateUpdatedTimestamp"] = "ALARM", float64(time.Now().Unix())
		})
		time.Sleep(10 * time.Second)
		var got []watch.Transition
		for _, b := range stop() {
			got = append(got, b.Transitions...)
		}
		if len(got) != 1 || got[0].From != "OK" || got[0].To != "ALARM" || got[0].Alarm != "secretwatch-db" {
			t.Errorf("got %+v", got)
		}
	})
}

func TestNoSuchAlarm(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{page: 50}
		_, stop := start(t, f, target(), watch.Options{})
		said := ""
		for _, b := range stop() {
			said += b.Trouble[watch.SourceAlarm].Safe()
		}
		if said != `there is no alarm "secretwatch-db" in this region` {
			t.Errorf("said %q", said)
		}
	})
}

func TestDatapointsComeOnceUnlessTheyChange(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		minute := time.Now().Truncate(time.Minute)
		point := func(m int, sum, count float64) map[string]any {
			return map[string]any{"Timestamp": float64(minute.Add(time.Duration(m) * time.Minute).Unix()), "Sum": sum, "SampleCount": count}
		}
		f := &fake{page: 50, state: okAlarm()}
		f.points = []map[string]any{point(-1, 1, 4), point(-3, 0, 2)} // AWS gives them in no order
		_, stop := start(t, f, target(), watch.Options{Follow: true})
		time.Sleep(30 * time.Second)
		f.change(func() { f.points = append(f.points, point(0, 1, 1)) })
		time.Sleep(30 * time.Second)
		f.change(func() { f.points[2] = point(0, 2, 5) })
		time.Sleep(3 * time.Minute)
		var got []string
		for _, b := range stop() {
			for _, d := range b.Datapoints {
				got = append(got, fmt.Sprintf("%+d: %g of %g", int(d.At.Sub(minute)/time.Minute), d.Value, d.Count))
			}
		}
		if want := "-3: 0 of 2, -1: 1 of 4, +0: 1 of 1, +0: 2 of 5"; strings.Join(got, ", ") != want {
			t.Errorf("got %s, want %s", strings.Join(got, ", "), want)
		}
	})
}
