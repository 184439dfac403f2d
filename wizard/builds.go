package wizard

import (
	"fmt"
	"slices"

	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
)

// Builds lists what a step makes, in the order in which it is made.
func Builds(id StepID) []monitor.Kind {
	switch id {
	case StepSecret:
		return []monitor.Kind{monitor.KindSecret}
	case StepTrail:
		return []monitor.Kind{monitor.KindBucket, monitor.KindTrail}
	case StepDelivery:
		return []monitor.Kind{monitor.KindLogGroup, monitor.KindRole}
	case StepFilter:
		return []monitor.Kind{monitor.KindMetricFilter}
	case StepTopic:
		return []monitor.Kind{monitor.KindTopic, monitor.KindSubscription}
	case StepAlarm:
		return []monitor.Kind{monitor.KindAlarm}
	default:
		return nil
	}
}

// Undoes lists what has to go when a step is undone: what it makes, and what
// cannot be without that.
func Undoes(id StepID) []monitor.Kind {
	switch id {
	case StepDelivery:
		return []monitor.Kind{monitor.KindMetricFilter, monitor.KindTrail, monitor.KindLogGroup, monitor.KindRole}
	case StepTopic:
		return append([]monitor.Kind{monitor.KindAlarm, monitor.KindSubscription, monitor.KindTopic}, monitor.RuleKinds()...)
	default:
		return Builds(id)
	}
}

// StepOf is the step that makes a kind of resource.
func StepOf(k monitor.Kind) StepID {
	if slices.Contains(monitor.RuleKinds(), k) {
		return StepTopic
	}
	for _, s := range Steps() {
		if slices.Contains(Builds(s.ID), k) {
			return s.ID
		}
	}
	return StepSecret
}

// Built tells that a part is there under this name; "" that it is gone again.
// From then on the part cannot be given another name without being undone
// first: the old one would stay behind.
func (w *Wizard) Built(k monitor.Kind, name string) {
	if name == "" {
		delete(w.built, k)
		return
	}
	if len(w.built) == 0 {
		w.builtFor = w.Answer(QSecret)
	}
	w.built[k] = name
}

// settled says what is wrong with a new name for what is built already.
func (w *Wizard) settled(q Q) string {
	answer := w.Answer(q)
	switch q {
	case QSecret:
		return w.settledSecret(answer)
	case QEmail:
		if name, ok := w.built[monitor.KindSubscription]; ok && name != answer {
			return fmt.Sprintf("The confirmation mail went to %s already; undo this step (u) before you give another address.", foreign.Safe(name))
		}
		return ""
	case QNotify:
		return w.settledNotify()
	}
	k := nameOf(q)
	if name, there := w.built[k]; k != "" && there && name != answer {
		return fmt.Sprintf("The %s %s is made already; undo this step (u) before you give it another name.", k.Word(), foreign.Safe(name))
	}
	return ""
}

// Fixed reports that an answer cannot change, because what it names is made:
// another name takes an undo first.
func (w *Wizard) Fixed(q Q) bool {
	if w.settled(q) != "" {
		return false // it has to be put right
	}
	switch q {
	case QSecret:
		return len(w.built) > 0
	case QEmail:
		return w.built[monitor.KindSubscription] != ""
	}
	k := nameOf(q)
	return k != "" && w.built[k] != ""
}

// settledSecret: every usual name holds the secret's, so the others would be
// left behind too.
func (w *Wizard) settledSecret(answer string) string {
	if len(w.built) == 0 || w.builtFor == answer {
		return ""
	}
	for _, k := range monitor.Kinds() {
		if name, ok := w.built[k]; ok && k != monitor.KindSecret {
			return fmt.Sprintf("The %s %s is made for %s already; undo the later steps (u) before you choose another secret.",
				k.Word(), foreign.Safe(name), foreign.Safe(w.builtFor))
		}
	}
	return fmt.Sprintf("The secret %s is made already; undo this step (u) before you choose another one.", foreign.Safe(w.builtFor))
}

// nameOf is the kind of resource that a question names; "" where it names none.
func nameOf(q Q) monitor.Kind {
	switch q {
	case QTrail:
		return monitor.KindTrail
	case QBucket:
		return monitor.KindBucket
	case QLogGroup:
		return monitor.KindLogGroup
	case QRole:
		return monitor.KindRole
	case QFilter:
		return monitor.KindMetricFilter
	case QTopic:
		return monitor.KindTopic
	case QAlarm:
		return monitor.KindAlarm
	default:
		return ""
	}
}
