package talk

import (
	"context"
	"strconv"

	"secretwatch/aws/alarm"
	"secretwatch/aws/foreign"
	"secretwatch/ui/plain"
)

// monitors lists the monitors that are there, or goes over to one of them.
func (w *watching) monitors(ctx context.Context, number string) error {
	switch n, err := strconv.Atoi(number); {
	case w.feed.Monitors == nil:
		w.say("No other monitor can be watched from here.")
	case number == "":
		w.say("Looking for the monitors, usually 1 to 3 seconds.")
		list := w.feed.Monitors
		w.beside(ctx, func(func(func())) func() {
			all, err := list(ctx)
			return func() { w.sayMonitors(all, err) }
		})
	case len(w.others) == 0:
		w.say("Type monitors first, to hear their numbers.")
	case err != nil || n < 1 || n > len(w.others):
		w.say("Type monitor and a number from 1 to %d.", len(w.others))
	case w.this(w.others[n-1]):
		w.say("That is the one that is watched already.")
	default:
		return &SwitchError{w.others[n-1].Names}
	}
	return nil
}

// this reports that a monitor is the one that is watched: of one secret there may
// be several.
func (w *watching) this(o Other) bool {
	n := w.feed.Names
	return o.Secret == n.Secret && o.Alarm == n.Alarm && o.LogGroup == n.LogGroup && o.Filter == n.Filter
}

func (w *watching) sayMonitors(all []Other, err error) {
	if err != nil && len(all) == 0 {
		w.sayError(err)
		return
	}
	w.others = all
	if len(all) == 0 {
		w.say("No monitor was found.")
		return
	}
	for i, o := range all {
		is := "its alarm is in state " + plain.StateWords(o.State)
		switch o.State {
		case "":
			is = "it has no alarm that could be seen"
		case string(alarm.OK):
			is = "its alarm is OK"
		}
		if w.this(o) {
			is += ", and it is the one that is watched"
		}
		w.say("%d, the monitor of %s, %s.", i+1, foreign.Safe(o.Secret), is)
	}
	if len(all) > 1 {
		w.say("Type monitor and a number to watch another one.")
	}
}
