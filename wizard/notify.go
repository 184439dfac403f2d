package wizard

import (
	"slices"
	"strings"

	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
)

// waysOf are the ways to be told as --notify names them: ByAlarm or ByBoth, in
// any order; "" where that is something else.
func waysOf(answer string) string {
	ways := strings.Split(answer, ",")
	for i := range ways {
		ways[i] = strings.TrimSpace(ways[i])
	}
	slices.Sort(ways)
	if way := strings.Join(slices.Compact(ways), ","); way == ByAlarm || way == ByBoth {
		return way
	}
	return ""
}

// checkNotify says what is wrong with the ways to be told.
func checkNotify(a string) string {
	switch {
	case waysOf(a) != "":
		return ""
	case strings.TrimSpace(a) == monitor.NotifyEventBridge:
		return "EventBridge comes beside the alarm and not in its place; it should be " + ByBoth + ", or " + ByAlarm + " alone."
	default:
		return quote(a) + " names no ways to be told; it should be " + ByAlarm + " or " + ByBoth + "."
	}
}

// alarmOnly reports that a rule which is there shall go: that is asked for by
// name on the command line, never by a default.
func (w *Wizard) alarmOnly() bool {
	return waysOf(w.start.Flags.Notify) == ByAlarm && w.Answer(QNotify) == ByAlarm
}

// Parts lists what a step makes as things are answered: Builds, and the parts of
// the EventBridge rule where one is wanted.
func (w *Wizard) Parts(id StepID) []monitor.Kind {
	if id == StepTopic && w.Answer(QNotify) == ByBoth {
		return append(Builds(id), monitor.RuleKinds()...)
	}
	return Builds(id)
}

// Making is Makes as things are answered: the topic's step also makes, or takes
// away, what belongs to the EventBridge rule.
func (w *Wizard) Making(id StepID, told bool) []monitor.Kind {
	kinds := Makes(id, told)
	if id == StepTopic && (w.Answer(QNotify) == ByBoth || w.alarmOnly()) {
		return append(kinds, monitor.RuleKinds()...)
	}
	return kinds
}

// Kinds lists every part of the monitor as things are answered.
func (w *Wizard) Kinds() []monitor.Kind {
	if w.Answer(QNotify) == ByBoth {
		return append(monitor.Kinds(), monitor.RuleKinds()...)
	}
	return monitor.Kinds()
}

// settledNotify: what is made goes by undo, or later by the flag.
func (w *Wizard) settledNotify() string {
	if name, ok := w.built[monitor.KindRule]; ok && w.Answer(QNotify) == ByAlarm {
		return "The EventBridge rule " + foreign.Safe(name) + " is made already; undo this step (u), or take the rule away later with secretwatch setup --notify alarm."
	}
	return ""
}
