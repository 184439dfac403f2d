package talk

import (
	"strconv"
	"strings"
	"time"

	"secretwatch/aws/account"
	"secretwatch/aws/foreign"
	"secretwatch/ui/plain"
)

// mostCalls is how far back a call can be asked for.
const mostCalls = 200

// calls says the newest API calls, oldest of them first, or one whole.
func (w *watching) calls(word, number string) {
	if w.feed.Calls == nil {
		w.say("The calls are not kept here.")
		return
	}
	n, err := strconv.Atoi(number)
	switch {
	case number == "" && word == "call":
		n = 1
	case number == "":
		n = 5
	case err != nil || n < 1 || n > mostCalls:
		w.say("Type %s and a number up to %d, such as %[1]s 5.", word, mostCalls)
		return
	}
	list := w.feed.Calls(n)
	switch {
	case len(list) == 0:
		w.say("No call was made so far.")
	case word == "calls":
		if len(list) > 1 {
			w.say("From the oldest of them, call %d, to the newest, call 1:", len(list))
		}
		for i := len(list) - 1; i >= 0; i-- {
			w.say("%s", w.callWords(list[i]))
		}
		w.say("Type call 1 to hear the newest whole.")
	case n > len(list):
		w.say("There were %s only; call 1 is the newest.", count(len(list), "call"))
	default:
		w.call(list[n-1])
	}
}

func (w *watching) callWords(c account.Call) string {
	text := w.out.Clock(c.At) + ", " + foreign.Safe(c.Service+" "+c.Operation) + ", " + milliseconds(c.Duration)
	if c.Attempts > 1 {
		text += " in " + count(c.Attempts, "attempt")
	}
	if e := c.Err.Safe(); e != "" {
		text += ", failed: " + e
	}
	return plain.Sentence(text)
}

// call says all that is known of a call.
func (w *watching) call(c account.Call) {
	w.say("%s", w.callWords(c))
	w.say("It costs: %s", plain.Sentence(c.Cost()))
	w.say("That is by the list prices of %s.", account.PricesAsOf)
	w.known("Request id", foreign.Safe(c.RequestID))
	if line := c.Command.Safe(); line != "" {
		w.say("The same call as a command of the AWS CLI:")
		w.out.Whole(strings.TrimSpace(line))
	}
}

// milliseconds is how long a call took.
func milliseconds(d time.Duration) string {
	if d >= time.Second {
		return plain.Lasted(d)
	}
	return count(int(d.Round(time.Millisecond)/time.Millisecond), "millisecond")
}
