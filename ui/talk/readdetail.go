package talk

import (
	"strconv"

	"secretwatch/aws/record"
	"secretwatch/aws/watch"
	"secretwatch/ui/plain"
)

// detail says all that is known of one read: 1 is the newest.
func (w *watching) detail(number string) {
	n, err := strconv.Atoi(number)
	switch {
	case len(w.reads) == 0:
		w.say("No read was seen so far.")
		return
	case number == "":
		n = 1
	case err != nil || n < 1:
		w.say("Type read and a number, such as read 1 for the newest.")
		return
	case n > len(w.reads):
		w.say("There are %s only; read 1 is the newest.", count(len(w.reads), "read"))
		return
	}
	r := w.reads[len(w.reads)-n]
	w.out.Read(r)
	w.known("Secret", r.Secret.Safe())
	w.known("Who", r.Who.ARN.Safe())
	w.known("Session", r.Who.Session.Safe())
	w.known("User agent", r.Agent.Safe())
	w.known("Access key", r.KeyID)
	if r.Who.Kind != record.WhoService {
		mfa := "no"
		if r.MFA {
			mfa = "yes"
		}
		w.say("With a second factor: %s.", mfa)
	}
	w.known("Error", r.Error.Safe())
	w.whereSeen(r)
	w.known("Event id", r.EventID)
	w.known("Request id", r.RequestID)
}

// known says a fact, where it is one.
func (w *watching) known(what, text string) {
	if text != "" {
		w.say("%s: %s", what, plain.Sentence(text))
	}
}

func (w *watching) whereSeen(r watch.Read) {
	if !r.InHistory.IsZero() {
		w.say("In the Event history by %s.", w.out.Clock(r.InHistory))
	}
	if r.InLogs.IsZero() {
		w.say("Not seen in the log group so far.")
		return
	}
	w.say("In the log group at %s.", w.out.Clock(r.InLogs))
	if r.Matched { // else it does not, or its pattern is not known
		w.say("The metric filter matches it.")
	}
}

// seenElsewhere completes a read that a further source has now.
func (w *watching) seenElsewhere(r watch.Read) {
	for i := len(w.reads) - 1; i >= 0; i-- {
		if w.reads[i].EventID == r.EventID {
			w.reads[i] = r
			return
		}
	}
}
