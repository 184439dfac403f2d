package report_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/aws/record"
	"secretwatch/aws/report"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func at(minutes int) time.Time { return noon.Add(time.Duration(minutes) * time.Minute) }

// history is an alarm's, newest first, of "minute kind" entries.
func history(items ...monitor.HistoryItem) monitor.Seen[[]monitor.HistoryItem] {
	return monitor.Found(items)
}

func wentOff(minute int, reason string) monitor.HistoryItem {
	return monitor.HistoryItem{
		At: at(minute), Type: "StateUpdate", Summary: foreign.New("Alarm updated from OK to ALARM"),
		Data: foreign.New(`{"newState":{"stateValue":"ALARM","stateReason":"` + reason + `"}}`),
	}
}

// fell is the change back to OK.
func fell(minute int) monitor.HistoryItem {
	return monitor.HistoryItem{At: at(minute), Type: "StateUpdate", Summary: foreign.New("Alarm updated from ALARM to OK")}
}

func told(minute int) monitor.HistoryItem {
	return monitor.HistoryItem{At: at(minute), Type: "Action", Summary: foreign.New("Successfully executed action arn:aws:sns:us-east-1:123456789012:t")}
}

// refused is an action that failed.
func refused(minute int) monitor.HistoryItem {
	return monitor.HistoryItem{
		At: at(minute), Type: "Action",
		Summary: foreign.New(`Failed to execute action arn:aws:sns:us-east-1:123456789012:t. Received error: "CloudWatch Alarms is not authorized to perform: SNS:Publish on resource:arn:aws:sns:us-east-1:123456789012:t"`),
	}
}

// later is an entry that came so much later.
func later(h monitor.HistoryItem, by time.Duration) monitor.HistoryItem {
	h.At = h.At.Add(by)
	return h
}

func readAt(minute int) record.Read {
	return record.Read{Time: at(minute), Secret: foreign.New("s"), How: record.HowCLI, Result: record.ResultOK}
}

const crossed = "Threshold Crossed: 1 out of the last 1 datapoints [1.0 (22/11/26 12:05:00)] was greater than or equal to the threshold (1.0)"

// TestPast is what the report makes of the histories.
func TestPast(t *testing.T) {
	confirmed := []monitor.Subscription{{Protocol: "email", Endpoint: foreign.New("a@example.com")}}
	pending := []monitor.Subscription{{Protocol: "email", Endpoint: foreign.New("a@example.com"), Pending: true}}
	change := func(event string, minute int, resources ...string) monitor.Changed {
		c := monitor.Changed{Event: event, At: at(minute), Who: foreign.New("arn:aws:iam::123456789012:user/ann"), EventID: fmt.Sprint(event, minute)}
		for _, r := range resources {
			c.Resources = append(c.Resources, foreign.New(r))
		}
		return c
	}
	for _, c := range []struct {
		name       string
		s          monitor.Snapshot
		has, hasNo []string
	}{
		{
			"a read with its alarm and its mail",
			monitor.Snapshot{Reads: monitor.Found([]record.Read{readAt(0)}), AlarmHistory: history(told(5), wentOff(5, crossed)), Subscribers: monitor.Found(confirmed)},
			[]string{"ALARM at 2026-11-22 12:05:00 UTC, 5 min 00 s after the read | sent to the topic, 5 min 00 s after the read", "Nothing is known that kept a mail back"},
			[]string{"brought no mail"},
		},
		{
			"nobody had confirmed",
			monitor.Snapshot{Reads: monitor.Found([]record.Read{readAt(0)}), AlarmHistory: history(told(5), wentOff(5, crossed)), Subscribers: monitor.Found(pending)},
			[]string{"sent to the topic, where nobody had confirmed", "1 read brought no mail"},
			[]string{"The first read of which a mail was sent was"},
		},
		{
			"confirmed between two reads",
			monitor.Snapshot{
				Reads: monitor.Found([]record.Read{readAt(20), readAt(0)}), AlarmHistory: history(told(25), wentOff(25, crossed), told(5), wentOff(5, crossed)),
				Subscribers: monitor.Found(confirmed), Changes: monitor.Found([]monitor.Changed{change("SetAlarmState", 11), change("ConfirmSubscription", 10)}),
			},
			[]string{"Until 2026-11-22 12:10:00 UTC nobody had confirmed the e-mail", "The read at 2026-11-22 12:00:00 UTC brought no mail, the one at 2026-11-22 12:20:00 UTC did", "In between:\n\n- 2026-11-22 12:10:00 UTC: `ConfirmSubscription` by `user/person 1`\n\n"},
			nil,
		},
		{
			"a state set by hand is no answer to a read",
			monitor.Snapshot{Reads: monitor.Found([]record.Read{readAt(0)}), AlarmHistory: history(told(5), wentOff(5, "Manually triggered for testing")), Subscribers: monitor.Found(confirmed)},
			[]string{"Somebody set the alarm's state to ALARM by hand (`SetAlarmState`) at 2026-11-22 12:05:00 UTC. That tests", "stayed as it was | no"},
			[]string{"The first read of which a mail was sent was"},
		},
		{
			"the alarm's history is gone",
			monitor.Snapshot{Reads: monitor.Found([]record.Read{readAt(-20 * 24 * 60)}), AlarmHistory: history(), Subscribers: monitor.Found(confirmed)},
			[]string{"not known | not known"},
			[]string{"brought no mail", "stayed as it was"},
		},
		{
			"the trail was off",
			monitor.Snapshot{Reads: monitor.Found([]record.Read{readAt(7)}), AlarmHistory: history(), Changes: monitor.Found([]monitor.Changed{change("StartLogging", 10), change("StopLogging", 5), change("StartLogging", -60)})},
			[]string{"From 2026-11-22 12:05:00 UTC to 2026-11-22 12:10:00 UTC the trail was switched off"},
			nil,
		},
		{
			"unsubscribed, and subscribed anew",
			monitor.Snapshot{
				Reads:        monitor.Found([]record.Read{readAt(40), readAt(22), readAt(22), readAt(22), readAt(22), readAt(22), readAt(5)}),
				AlarmHistory: history(told(41), wentOff(41, crossed), told(23), wentOff(23, crossed), told(6), wentOff(6, crossed)),
				Subscribers:  monitor.Found([]monitor.Subscription{confirmed[0], {Protocol: "email", Endpoint: foreign.New("a@example.com"), Removed: true}}),
				Changes: monitor.Found([]monitor.Changed{
					change("ConfirmSubscription", 31), change("Subscribe", 30), change("Unsubscribe", 20), change("ConfirmSubscription", 1), change("Subscribe", 0),
				}),
			},
			[]string{
				"From 2026-11-22 12:20:00 UTC to 2026-11-22 12:31:00 UTC nobody was subscribed (`subscription-removed`)", "2026-11-22 12:20:00 UTC: `Unsubscribe` by",
				"| confirmed | 2026-11-22 12:30:00 UTC by `user/person 1` |", "| unsubscribed | 2026-11-22 12:00:00 UTC by `user/person 1` |",
				"| 2026-11-22 12:22:00 UTC (5 reads) | the AWS CLI |",
			},
			[]string{"Until 2026-11-22 12:01:00 UTC nobody had confirmed"},
		},
		{
			"one of two addresses was unsubscribed",
			monitor.Snapshot{
				Reads: monitor.Found([]record.Read{readAt(5)}), AlarmHistory: history(told(6), wentOff(6, crossed)),
				Subscribers: monitor.Found([]monitor.Subscription{confirmed[0], confirmed[0]}),
				Changes:     monitor.Found([]monitor.Changed{change("ConfirmSubscription", 31), change("Unsubscribe", 4), change("ConfirmSubscription", 1), change("ConfirmSubscription", 0)}),
			},
			nil,
			[]string{"nobody was subscribed"},
		},
		{
			"the filter was changed and put back",
			monitor.Snapshot{
				Reads: monitor.Found([]record.Read{readAt(40), readAt(12), readAt(11), readAt(5)}), AlarmHistory: history(told(41), wentOff(41, crossed), fell(8), told(6), wentOff(6, crossed)),
				Subscribers: monitor.Found(confirmed), Changes: monitor.Found([]monitor.Changed{change("PutMetricFilter", 20), change("PutMetricFilter", 10), change("PutMetricFilter", 0)}),
			},
			[]string{"The metric filter was written at 2026-11-22 12:10:00 UTC by `user/person 1` and anew at 2026-11-22 12:20:00 UTC by `user/person 1`: 2 reads in between did not set the alarm off."},
			[]string{"written at 2026-11-22 12:00:00 UTC"},
		},
		{
			"the filter's name and its log group are in the calls for other filters too, and wrote what the alarm does not watch",
			monitor.Snapshot{
				Reads: monitor.Found([]record.Read{readAt(40), readAt(12)}), AlarmHistory: history(told(41), wentOff(41, crossed)), Subscribers: monitor.Found(confirmed),
				Alarm: monitor.Found(monitor.Alarm{Name: "a", Namespace: "ns", Metric: "reads"}),
				Changes: monitor.Found([]monitor.Changed{
					change("PutMetricFilter", 30, "g", "f", "{ $.x = 1 }", "reads", "ns", "1"), change("PutMetricFilter", 20, "g", "other", "{ $.y = 2 }", "writes", "ns"),
					change("PutMetricFilter", 10, "g", "f", "{ $.x = 1 }", "raeds", "ns", "1"), change("PutMetricFilter", 0, "g", "f", "{ $.x = 1 }", "reads", "ns", "1"),
				}),
			},
			[]string{
				"From 2026-11-22 12:10:00 UTC to 2026-11-22 12:30:00 UTC the metric filter, as `user/person 1` had written it, did not write the metric that the alarm watches (`alarm-metric-mismatch`). 1 read in between",
				"12:20:00 UTC: `PutMetricFilter` by `user/person 1`\n", "12:30:00 UTC: `PutMetricFilter` by `user/person 1`: the pattern as it was\n",
				"At 2026-11-22 12:30:00 UTC `user/person 1` wrote the metric filter anew: the pattern as it was. That ended `alarm-metric-mismatch`.",
			},
			[]string{"12:20:00 UTC by"},
		},
		{
			"the newest reads in Event history are all of another secret",
			monitor.Snapshot{
				Reads: monitor.Found(slices.Repeat([]record.Read{{Time: at(50), Secret: foreign.New("other"), Result: record.ResultOK}}, 50)), AlarmHistory: history(),
				Subscribers: monitor.Found(confirmed),
				Changes:     monitor.Found([]monitor.Changed{change("Subscribe", 30), change("Unsubscribe", 20), change("Subscribe", 1), change("CreateTopic", 0, "topic")}),
			},
			[]string{"| confirmed | 2026-11-22 12:30:00 UTC by", "ended `subscription-removed`.\n\nEvery change", "of which AWS keeps no time. Not all reads of that time were looked for."},
			nil,
		},
		{
			"one address had been confirmed by its link, and a second one by a call",
			monitor.Snapshot{
				Reads: monitor.Found([]record.Read{readAt(5)}), AlarmHistory: history(told(6), wentOff(6, crossed)), Subscribers: monitor.Found([]monitor.Subscription{confirmed[0], confirmed[0]}),
				Changes: monitor.Found([]monitor.Changed{change("ConfirmSubscription", 31), change("Subscribe", 30), change("Subscribe", 0)}),
			},
			[]string{"1 min 00 s after the read | sent to the topic, 1 min 00 s after the read"},
			[]string{"nobody had confirmed"},
		},
		{
			"another secret's reads are none of this one",
			monitor.Snapshot{Reads: monitor.Found([]record.Read{{Time: at(0), Secret: foreign.New("other"), Result: record.ResultOK, How: record.HowCLI}}), AlarmHistory: history()},
			[]string{"Event history has no read of this secret yet"},
			[]string{"What Event history showed"},
		},
		{
			"ALARMs without a read, before and after those with one",
			monitor.Snapshot{
				Reads: monitor.Found([]record.Read{readAt(21), readAt(20)}), AlarmHistory: history(wentOff(40, crossed), told(22), wentOff(22, crossed), wentOff(2, crossed)),
				Subscribers: monitor.Found(confirmed), Filter: monitor.Found(monitor.MetricFilter{Pattern: foreign.New(`"GetSecretValue"`)}),
			},
			[]string{
				"Without a read of this secret in the 10 minutes before, the alarm also went off at 2026-11-22 12:02:00 UTC and 2026-11-22 12:40:00 UTC.",
				"The filter's pattern `\"GetSecretValue\"` is text",
			},
			[]string{"12:22:00 UTC and"},
		},
		{
			"the topic refused, between causes of other kinds",
			monitor.Snapshot{
				Reads: monitor.Found([]record.Read{readAt(20), readAt(0)}), AlarmHistory: history(told(22), wentOff(22, crossed), refused(2), wentOff(2, crossed)),
				Subscribers: monitor.Found(confirmed), Changes: monitor.Found([]monitor.Changed{change("StartLogging", 10), change("StopLogging", 5)}),
			},
			[]string{
				"no: the topic did not take the message",
				"**Why no mail came.** At 2026-11-22 12:02:00 UTC the alarm went off, and the topic did not take its message: `CloudWatch Alarms is not authorized to perform: SNS:Publish on resource:arn:aws:sns:us-east-1:************9012:t`\n\n" +
					"From 2026-11-22 12:05:00 UTC to 2026-11-22 12:10:00 UTC the trail was switched off",
				"The read at 2026-11-22 12:00:00 UTC brought no mail",
			},
			nil,
		},
		{
			"read before the alarm was made",
			monitor.Snapshot{
				Reads: monitor.Found([]record.Read{readAt(20), readAt(0)}), AlarmHistory: history(told(21), wentOff(21, crossed)), Subscribers: monitor.Found(confirmed),
				Changes: monitor.Found([]monitor.Changed{change("PutMetricAlarm", 10), change("CreateTopic", 9)}),
			},
			[]string{"| the AWS CLI | was not made yet | none is due |", "Nothing is known that kept a mail back"},
			[]string{"brought no mail"},
		},
		{
			"the alarm may be older than its first change in Event history",
			monitor.Snapshot{
				Reads: monitor.Found([]record.Read{readAt(0)}), AlarmHistory: history(), Subscribers: monitor.Found(confirmed),
				Changes: monitor.Found([]monitor.Changed{change("PutMetricAlarm", 10)}),
			},
			[]string{"| the AWS CLI | stayed as it was | no |"},
			[]string{"was not made yet"},
		},
		{
			"times no finer than CloudTrail's",
			monitor.Snapshot{
				Reads: monitor.Found([]record.Read{readAt(10), readAt(0)}), Subscribers: monitor.Found(confirmed),
				AlarmHistory: history(
					later(told(10), 700*time.Millisecond), later(wentOff(10, crossed), 400*time.Millisecond),
					later(told(0), 3900*time.Millisecond), later(wentOff(0, crossed), 3500*time.Millisecond)),
			},
			[]string{"12:00:03 UTC, about 3 s after the read | sent to the topic, about 3 s after the read", "less than a second after the read | sent to the topic, less than a second after"},
			[]string{"3.5 s", "3.9 s", "400 ms"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.s.Place = monitor.Place{Account: "123456789012", Region: "us-east-1"}
			c.s.Names = monitor.Names{Secret: "s", Trail: "t", LogGroup: "g", Filter: "f", Topic: "topic", Alarm: "a"}
			c.s.At = at(60)
			text := report.Markdown(report.Facts{Snapshot: c.s})
			holds(t, text, c.has, c.hasNo)
		})
	}
}

// TestNoMarkup keeps what others wrote from being Markdown of the report.
func TestNoMarkup(t *testing.T) {
	r := readAt(0)
	r.Agent = foreign.New("a``b`\n## Success!\n<script> | x [y](http://z) \x1b[31m")
	r.Who = record.Who{Kind: record.WhoRole, Name: foreign.New("a|b"), Session: foreign.New("`")}
	s := monitor.Snapshot{
		Place: monitor.Place{Account: "123456789012", Region: "us-east-1"}, Names: monitor.Names{Secret: "s"}, At: at(1),
		Reads:  monitor.Found([]record.Read{r}),
		Bucket: monitor.NotSeen[monitor.Bucket](monitor.Unseen{Operation: "GetBucketPolicy", Message: foreign.New("<img src=x> **b** [l](http://e) \n\n# head")}),
	}
	f := report.Facts{Snapshot: s, Unmasked: true}
	text := report.Markdown(f)
	for _, want := range []string{"```a``b` ## Success! <script> | x [y](http://z) ·[31m```", `\<img src=x\> \*\*b\*\* \[l\](http://e)   # head`, "role `a\\|b`, session `` ` ``"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s in\n%s", want, text)
		}
	}
	if n := strings.Count(text, "\n## "); n != len(headings) {
		t.Errorf("%d headings", n)
	}
}
