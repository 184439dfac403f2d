package build

import (
	"cmp"
	"slices"
	"strings"

	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
)

func (p planner) alarm() monitor.Change {
	c := monitor.Change{Kind: monitor.KindAlarm, Name: p.d.Names.Alarm}
	if p.s.Alarm.Unseen != nil {
		return blind(c, "the alarms", p.s.Alarm.Unseen)
	}
	a := p.s.Alarm.Value
	if a == nil || a.Name != p.d.Names.Alarm {
		return create(c, "goes off when the count says that somebody read the secret")
	}
	c.ARN = a.ARN
	ours := p.d.Ours(a.Tags)
	if a.Metrics > 0 {
		c.NotOurs = !ours
		return blocked(c, "it computes over several metrics, which setup cannot change: choose another name")
	}
	l := p.alarmSettings(*a)
	if ours {
		want := p.d.AlarmTags()
		differs := tagsDiffer(a.Tags, want) || p.d.AlarmOnly && a.Tags[monitor.TagNotify] != ""
		if told := want[monitor.TagNotify]; told != a.Tags[monitor.TagNotify] {
			l.add(differs, SettingTags, "tells by "+cmp.Or(a.Tags[monitor.TagNotify], monitor.NotifyAlarm), "tells by "+cmp.Or(told, monitor.NotifyAlarm))
		} else {
			l.add(differs, SettingTags, "other names", "the names of this monitor's parts")
		}
	}
	return found(c, ours, l)
}

func (p planner) alarmSettings(a monitor.Alarm) settings {
	var l settings
	have, want := a.Rule, p.d.Alarm
	compare(&l, SettingMetric, a.Namespace+"/"+a.Metric, p.d.Namespace+"/"+p.d.Metric)
	l.add(len(a.Dimensions) > 0, SettingDimensions, "some", "none")
	compare(&l, SettingUnit, a.Unit, "")
	compare(&l, SettingStatistic, have.Statistic, want.Statistic)
	compare(&l, SettingPeriod, have.Period, want.Period)
	l.add(have.DatapointsToAlarm != want.DatapointsToAlarm || have.EvaluationPeriods != want.EvaluationPeriods,
		SettingDatapoints, ofPeriods(have), ofPeriods(want))
	l.add(have.Threshold != want.Threshold || have.ComparisonOperator != want.ComparisonOperator,
		SettingThreshold, limit(have), limit(want))
	compare(&l, SettingMissing, have.TreatMissingData, want.TreatMissingData)
	compare(&l, SettingActions, a.ActionsEnabled, true)
	topic := p.topicARN()
	l.add(!slices.Contains(a.AlarmActions, topic), SettingAction, strings.Join(a.AlarmActions, ", "), topic)
	for i := range l {
		l[i].Have = foreign.Safe(l[i].Have)
	}
	return l
}

func ofPeriods(r monitor.AlarmRule) string {
	have, periods := float64(r.DatapointsToAlarm), float64(r.EvaluationPeriods)
	return number(&have) + " of " + number(&periods)
}

func limit(r monitor.AlarmRule) string { return r.ComparisonOperator + " " + number(&r.Threshold) }
