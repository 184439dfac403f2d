package wizard

import (
	"strconv"

	"secretwatch/aws/monitor"
)

// question is a Question with its logic.
type question struct {
	Question
	check   func(answer string) string // what is wrong and what would be right; "" where it is well
	applies func(w *Wizard) bool
	put     func(d *monitor.Desired, answer string)
	preset  func(d monitor.Desired) string // the default, from the recommended monitor
}

// name is a question for a resource's name. Who names one means to use it also
// when it is there already, hence Takes.
func name(q Q, k monitor.Kind, check func(string) string) question {
	return question{
		Question: Question{ID: q, More: true}, check: check,
		put: func(d *monitor.Desired, answer string) {
			d.Names = d.With(k, answer)
			d.Takes[k] = true
		},
		preset: func(d monitor.Desired) string { return d.Of(k) },
	}
}

func questionsOf(id StepID) []question {
	switch id {
	case StepSecret:
		return worded(secretWords(), secretQuestions())
	case StepTrail:
		return worded(trailWords(), trailQuestions())
	case StepDelivery:
		return worded(deliveryWords(), deliveryQuestions())
	case StepFilter:
		return worded(filterWords(), filterQuestions())
	case StepTopic:
		return worded(topicWords(), topicQuestions())
	case StepAlarm:
		return worded(alarmWords(), alarmQuestions())
	default:
		return nil
	}
}

// worded joins the questions with what they say.
func worded(w words, list []question) []question {
	for i := range list {
		l := w.labels[list[i].ID]
		list[i].Label, list[i].Hint, list[i].Options = l.name, l.hint, l.options
	}
	return list
}

func allQuestions() []question {
	var all []question
	for _, id := range []StepID{StepSecret, StepTrail, StepDelivery, StepFilter, StepTopic, StepAlarm} {
		all = append(all, questionsOf(id)...)
	}
	return all
}

func secretQuestions() []question {
	made := func(w *Wizard) bool { return !w.Exists() && w.built[monitor.KindSecret] == "" }
	return []question{
		{Question: Question{ID: QSecret}, check: checkSecret},
		{Question: Question{ID: QSource, Kind: Choice}, applies: made},
		{Question: Question{ID: QValue, Kind: Masked}, applies: func(w *Wizard) bool {
			return made(w) && w.Answer(QSource) == FromTyping
		}},
	}
}

func trailQuestions() []question {
	return []question{
		{
			Question: Question{ID: QEvents, Kind: Choice},
			put:      func(d *monitor.Desired, a string) { d.ReadWriteType = a },
			preset:   func(d monitor.Desired) string { return d.ReadWriteType },
		},
		name(QTrail, monitor.KindTrail, checkTrail),
		name(QBucket, monitor.KindBucket, checkBucket),
		{
			Question: Question{ID: QMultiRegion, Kind: Confirm, More: true},
			put:      func(d *monitor.Desired, a string) { d.MultiRegion = a == Yes },
			preset:   func(d monitor.Desired) string { return yesNo(d.MultiRegion) },
		},
		{
			Question: Question{ID: QExpire, More: true}, check: checkExpire,
			put:    func(d *monitor.Desired, a string) { d.ExpireDays = int32Of(a) },
			preset: func(d monitor.Desired) string { return strconv.Itoa(int(d.ExpireDays)) },
		},
	}
}

func deliveryQuestions() []question {
	return []question{
		name(QLogGroup, monitor.KindLogGroup, checkLogGroup),
		{
			Question: Question{ID: QRetention, More: true}, check: checkRetention,
			put:    func(d *monitor.Desired, a string) { d.RetentionDays = int32Of(a) },
			preset: func(d monitor.Desired) string { return strconv.Itoa(int(d.RetentionDays)) },
		},
		name(QRole, monitor.KindRole, checkRole),
	}
}

func filterQuestions() []question {
	return []question{
		{
			Question: Question{ID: QAttempts, Kind: Choice},
			put:      func(d *monitor.Desired, a string) { d.AllAttempts = a == Yes },
			preset:   func(d monitor.Desired) string { return yesNo(d.AllAttempts) },
		},
		{
			Question: Question{ID: QPattern, More: true}, check: checkPattern,
			put:    func(d *monitor.Desired, a string) { d.Pattern = a },
			preset: monitor.Desired.FilterPattern,
		},
		{
			Question: Question{ID: QMetricValue, More: true}, check: checkMetricValue,
			put:    func(d *monitor.Desired, a string) { d.MetricValue = a },
			preset: func(d monitor.Desired) string { return d.MetricValue },
		},
		{
			Question: Question{ID: QDefaultValue, More: true}, check: checkNumber,
			put:    func(d *monitor.Desired, a string) { d.DefaultValue = floatOf(a) },
			preset: func(d monitor.Desired) string { return plain(d.DefaultValue) },
		},
		name(QFilter, monitor.KindMetricFilter, checkFilter),
		{
			Question: Question{ID: QNamespace, More: true}, check: checkNamespace,
			put:    func(d *monitor.Desired, a string) { d.Namespace = a },
			preset: func(d monitor.Desired) string { return d.Namespace },
		},
		{
			Question: Question{ID: QMetric, More: true}, check: checkMetric,
			put:    func(d *monitor.Desired, a string) { d.Metric = a },
			preset: func(d monitor.Desired) string { return d.Metric },
		},
	}
}

func topicQuestions() []question {
	return []question{
		{Question: Question{ID: QEmail}, check: checkEmail},
		{
			Question: Question{ID: QNotify, Kind: Choice}, check: checkNotify,
			put:    func(d *monitor.Desired, a string) { d.EventBridge = a == ByBoth },
			preset: func(monitor.Desired) string { return ByAlarm },
		},
		name(QTopic, monitor.KindTopic, checkTopic),
	}
}

func alarmQuestions() []question {
	return []question{
		{
			Question: Question{ID: QStatistic, Kind: Choice},
			put:      func(d *monitor.Desired, a string) { d.Alarm.Statistic = a },
			preset:   func(d monitor.Desired) string { return d.Alarm.Statistic },
		},
		{
			Question: Question{ID: QPeriod, More: true}, check: checkPeriod,
			put:    func(d *monitor.Desired, a string) { d.Alarm.Period = int32Of(a) },
			preset: func(d monitor.Desired) string { return strconv.Itoa(int(d.Alarm.Period)) },
		},
		{
			Question: Question{ID: QThreshold, More: true}, check: checkNumber,
			put:    func(d *monitor.Desired, a string) { d.Alarm.Threshold = floatOf(a) },
			preset: func(d monitor.Desired) string { return plain(d.Alarm.Threshold) },
		},
		{
			Question: Question{ID: QMissing, Kind: Choice, More: true},
			put:      func(d *monitor.Desired, a string) { d.Alarm.TreatMissingData = a },
			preset:   func(d monitor.Desired) string { return d.Alarm.TreatMissingData },
		},
		name(QAlarm, monitor.KindAlarm, checkAlarm),
	}
}

func yesNo(b bool) string {
	if b {
		return Yes
	}
	return No
}

// The readers of numbers give 0 for what Check refuses.
func int32Of(s string) int32 {
	n, _ := strconv.ParseInt(s, 10, 32)
	return int32(n)
}

func floatOf(s string) float64 {
	f, _ := strconv.ParseFloat(s, 64)
	return f
}

func plain(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }
