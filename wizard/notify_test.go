package wizard

import (
	"strings"
	"testing"

	"secretwatch/aws/monitor"
)

func TestTheWaysToBeTold(t *testing.T) {
	for _, c := range []struct {
		flag            string
		rule, alarmOnly bool
		wrong           string
	}{
		{"", false, false, ""},
		{"alarm", false, true, ""},
		{"alarm,eventbridge", true, false, ""},
		{" eventbridge, alarm", true, false, ""},
		{"eventbridge", false, false, "EventBridge comes beside the alarm and not in its place"},
		{"sms", false, false, `"sms" names no ways to be told; it should be alarm or alarm,eventbridge.`},
	} {
		d, err := FromFlags(Flags{Secret: "prod/db", Email: "me@example.com", Notify: c.flag}, monitor.Place{Account: "111122223333", Region: "us-east-1"})
		switch {
		case c.wrong == "" && err != nil, c.wrong != "" && (err == nil || !strings.Contains(err.Error(), c.wrong)):
			t.Errorf("--notify %q: error %v, want %q", c.flag, err, c.wrong)
		case d.EventBridge != c.rule || d.AlarmOnly != c.alarmOnly:
			t.Errorf("--notify %q: by a rule %v, by the alarm alone %v", c.flag, d.EventBridge, d.AlarmOnly)
		}
	}
}

// A rule that is there is kept, and one that was made in this run is not
// forgotten by another answer.
func TestARuleThatIsThereIsKept(t *testing.T) {
	w := begin(Flags{})
	tags := w.Draft().Tags()
	w.Learn(monitor.Snapshot{Names: w.Draft().Names, Rule: monitor.Found(monitor.Rule{Tags: tags})})
	if !w.Draft().EventBridge || len(w.Parts(StepTopic)) != 5 || !strings.Contains(w.Again("secretwatch setup"), "--notify alarm,eventbridge") {
		t.Errorf("learned %v, parts %v, %s", w.Draft().EventBridge, w.Parts(StepTopic), w.Again("secretwatch setup"))
	}
	w.Built(monitor.KindRule, "reads")
	w.Set(QNotify, ByAlarm)
	wrong := w.Check(StepTopic)
	if len(wrong) == 0 || !strings.Contains(wrong[len(wrong)-1].Text, "The EventBridge rule reads is made already") {
		t.Errorf("taken back without a word: %v", wrong)
	}
}
