package build

import (
	"fmt"
	"slices"
	"strconv"

	"secretwatch/aws/monitor"
)

func (p planner) logGroup() monitor.Change {
	c := monitor.Change{Kind: monitor.KindLogGroup, Name: p.d.LogGroup}
	if p.s.LogGroup.Unseen != nil {
		return blind(c, "whether the log group is there", p.s.LogGroup.Unseen)
	}
	g := p.s.LogGroup.Value
	if g == nil {
		return create(c, "CloudTrail delivers records there, where the metric filter reads them")
	}
	c.ARN = p.d.LogGroupARN(p.d.Place)
	ours := p.d.Ours(g.Tags)
	if g.Class != "" && g.Class != "STANDARD" {
		c.NotOurs = !ours
		return blocked(c, fmt.Sprintf("its class is %s, which has no metric filters and cannot be changed: choose another log group", g.Class))
	}
	var l settings
	l.add(ours && g.RetentionDays != p.d.RetentionDays, SettingRetention, retention(g.RetentionDays), retention(p.d.RetentionDays))
	return found(c, ours, l)
}

func retention(days int32) string {
	if days == 0 {
		return "never expires"
	}
	return strconv.Itoa(int(days)) + " days"
}

func (p planner) filter() monitor.Change {
	c := monitor.Change{Kind: monitor.KindMetricFilter, Name: p.d.Filter}
	if p.s.Filter.Unseen != nil {
		return blind(c, "the log group's metric filters", p.s.Filter.Unseen)
	}
	f := p.s.Filter.Value
	if f == nil && p.s.LogGroup.Unseen != nil {
		return blind(c, "the log group that it belongs to", p.s.LogGroup.Unseen)
	}
	if f == nil || f.LogGroup != p.d.LogGroup {
		return create(c, "turns every record of a read into a count of one")
	}
	c.Name = f.Name
	var l settings
	l.add(f.Pattern.Raw() != p.d.FilterPattern(), SettingPattern, f.Pattern.Safe(), p.d.FilterPattern())
	have, want := f.Namespace+"/"+f.Metric, p.d.Namespace+"/"+p.d.Metric
	compare(&l, SettingMetric, have, want)
	compare(&l, SettingValue, f.Value, p.d.MetricValue)
	l.add(f.Default == nil || *f.Default != p.d.DefaultValue, SettingDefault, number(f.Default), number(&p.d.DefaultValue))
	l.add(len(f.Dimensions) > 0, SettingDimensions, fmt.Sprint(len(f.Dimensions)), "none")
	compare(&l, SettingTransform, f.OnTransformed, false)
	return found(c, p.filterOurs(*f), l)
}

// filterOurs goes by the group's tags, as a filter has none of its own; in
// another's group a filter is ours that has our usual name and does what setup's
// do, or stands beside an alarm that setup made.
func (p planner) filterOurs(f monitor.MetricFilter) bool {
	if g := p.s.LogGroup.Value; g != nil && p.d.Ours(g.Tags) && !p.d.Takes[monitor.KindMetricFilter] {
		return true
	}
	usual, a := monitor.NamesFor(p.d.Secret, p.d.Place), p.s.Alarm.Value
	switch {
	case f.Name != usual.Filter:
		return false
	case a != nil && p.d.Ours(a.Tags):
		return true
	default:
		return asWritten(f, p.d.Secret, p.d.Place) || f.Namespace == usual.Namespace && f.Metric == usual.Metric
	}
}

// asWritten reports that a filter has the name and the pattern that setup writes.
// The name alone anybody may have chosen.
func asWritten(f monitor.MetricFilter, secret string, at monitor.Place) bool {
	pattern := f.Pattern.Raw()
	return f.Name == monitor.NamesFor(secret, at).Filter &&
		(pattern == monitor.PatternFor(secret, false) || pattern == monitor.PatternFor(secret, true))
}

func number(f *float64) string {
	if f == nil {
		return "none"
	}
	return strconv.FormatFloat(*f, 'g', -1, 64)
}

// tagsDiffer compares name tags, which alone may change after creation.
func tagsDiffer(have, want map[string]string) bool {
	return !holds(have, want) || len(staleTags(have, want)) > 0
}

// staleTags are remembered names that are the usual ones again.
func staleTags(have, want map[string]string) []string {
	var stale []string
	for k := range have {
		if _, ok := want[k]; !ok && isNameTag(k) {
			stale = append(stale, k)
		}
	}
	slices.Sort(stale)
	return stale
}
