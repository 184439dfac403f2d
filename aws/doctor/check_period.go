package doctor

import (
	"secretwatch/aws/alarm"
	"secretwatch/aws/monitor"
)

const (
	shortestPeriod = 60   // seconds; a filter's metric has a point a minute
	longestStay    = 3600 // seconds in ALARM that are worth a word
)

func (j *judge) period(a monitor.Alarm) {
	r := a.Rule
	minute := func(a *monitor.Alarm) { a.Rule.Period = shortestPeriod }
	switch {
	case r.Period > 0 && r.Period < shortestPeriod:
		status, effect := Warning, "it costs more and gains nothing"
		if r.TreatMissingData == alarm.TreatMissing {
			status, effect = Broken, "most of its periods have no data, and it lapses into INSUFFICIENT_DATA"
		}
		j.note("alarm-period-too-short", status, "alarm %s looks at periods of %s, but the metric has one point a minute: %s", a.Name, seconds(r.Period), effect).
			seen("period", "%d s", r.Period).seen("missing data", "%s", r.TreatMissingData).
			mend("use a period of 60 seconds", j.alarmWith(minute))
	case r.Period*max(r.EvaluationPeriods, 1) > longestStay:
		j.warn(codeTooLong, "alarm %s stays in ALARM for %s and more after a read, and reads meanwhile send no mail", a.Name, seconds(r.Period*max(r.EvaluationPeriods, 1))).
			seen("period", "%d s", r.Period).
			mend("use a period of 60 seconds", j.alarmWith(func(a *monitor.Alarm) {
				a.Rule.Period, a.Rule.EvaluationPeriods, a.Rule.DatapointsToAlarm = shortestPeriod, 1, 1
			}))
	}
}

// missingData asks whether the alarm comes back to OK when nobody reads:
// mail is sent on a change only.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
func (j *judge) missingData(a monitor.Alarm) {
	treat := a.Rule.TreatMissingData
	var f *Finding
	switch treat {
	case alarm.TreatBreaching:
		f = j.broken(codeAlarmMissing, "alarm %s takes missing data for breaching: it is in ALARM while nothing happens, and a read changes nothing", a.Name)
	case alarm.TreatIgnore:
		f = j.broken(codeAlarmMissing, "alarm %s keeps its state when data are missing: after one read it may stay in ALARM, and the next read sends no mail", a.Name)
	case alarm.TreatMissing, "":
		f = j.warn(codeAlarmMissing, "alarm %s goes to INSUFFICIENT_DATA when nothing is recorded for a while, which looks like a fault", a.Name)
	default:
		return
	}
	f.seen("missing data", "%s", orNone(treat)).
		mend("take missing data for not breaching, so that the alarm is OK when nobody reads",
			j.alarmWith(func(a *monitor.Alarm) { a.Rule.TreatMissingData = alarm.TreatNotBreaching }))
}
