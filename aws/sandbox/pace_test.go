package sandbox_test

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	trailtypes "github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"
	cwtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"

	"secretwatch/aws/sandbox"
)

func (c *chain) lookup() []trailtypes.Event {
	c.t.Helper()
	return must[*cloudtrail.LookupEventsOutput](c)(c.trail.LookupEvents(c.ctx, &cloudtrail.LookupEventsInput{
		LookupAttributes: []trailtypes.LookupAttribute{{AttributeKey: trailtypes.LookupAttributeKeyEventName, AttributeValue: aws.String("GetSecretValue")}},
	})).Events
}

func TestSecondReadInAlarmMailsNothing(t *testing.T) {
	story(t, sandbox.Options{}, func(c *chain) {
		c.build()
		c.wait(30 * time.Second)
		c.read()
		c.wait(5 * time.Second)
		c.read()
		c.wait(4 * time.Second)
		if n := len(c.alarmMails()); n != 1 {
			t.Errorf("%d alarm mails after two reads in one ALARM, want 1", n)
		}
	})
}

// At AWS's pace the record is minutes late, the alarm looks once a minute, and
// it stays in ALARM until the point has left the evaluation range.
func TestRealPace(t *testing.T) {
	story(t, sandbox.Options{Pace: sandbox.Real}, func(c *chain) {
		c.build()
		c.wait(20 * time.Minute)
		c.read()
		c.wait(2 * time.Minute)
		if events := c.lookup(); len(events) != 0 {
			t.Errorf("after 2 minutes the Event history has %d reads", len(events))
		}
		if n := len(c.alarmMails()); n != 0 {
			t.Errorf("after 2 minutes there are %d alarm mails", n)
		}
		c.wait(7 * time.Minute)
		if events := c.lookup(); len(events) != 1 {
			t.Errorf("after 9 minutes the Event history has %d reads", len(events))
		}
		mails := c.alarmMails()
		if len(mails) != 1 {
			t.Fatalf("after 9 minutes there are %d alarm mails, want 1", len(mails))
		}
		if second := mails[0].At.Second(); second < 7 || second > 9 {
			t.Errorf("the alarm was evaluated at second %d of the minute", second)
		}
		c.wait(6 * time.Minute)
		if state := c.alarm().StateValue; state != cwtypes.StateValueOk {
			t.Errorf("15 minutes after the read the alarm is %s, want OK", state)
		}
	})
}

func TestAdvanceMovesTheWholeChain(t *testing.T) {
	story(t, sandbox.Options{Pace: sandbox.Real}, func(c *chain) {
		c.build()
		c.box.Advance(20 * time.Minute)
		c.read()
		start := c.box.Now()
		c.box.Advance(15 * time.Minute)
		mails := c.alarmMails()
		if len(mails) != 1 {
			t.Fatalf("%d alarm mails, want 1", len(mails))
		}
		if late := mails[0].At.Sub(start); late < 4*time.Minute || late > 8*time.Minute {
			t.Errorf("the mail came after %v", late)
		}
		if got := c.box.Now().Sub(start); got != 15*time.Minute {
			t.Errorf("the clock moved by %v", got)
		}
	})
}
