package metrics

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"

	"secretwatch/aws/alarm"
	"secretwatch/aws/sandbox/wire"
)

// muteRule holds the actions of alarms back at certain times.
type muteRule struct {
	name, arn     string
	description   *string
	schedule      *types.Schedule // as given
	when          alarm.Schedule
	targets       []string // names of alarms
	start, expire *time.Time
	tags          map[string]string
	updated       time.Time
}

const (
	maxTargets = 100
	maxMutes   = 1000 // per region, the sandbox's own limit
	mutePage   = 50
)

func (s *State) putAlarmMuteRule(c *wire.Call, in *cloudwatch.PutAlarmMuteRuleInput) (*cloudwatch.PutAlarmMuteRuleOutput, error) {
	r := s.region(c.Region)
	when, err := checkMute(r, in)
	if err != nil {
		return nil, err
	}
	rule := r.mutes[*in.Name]
	if rule == nil {
		if len(r.mutes) >= maxMutes {
			e := wire.Errorf("LimitExceededFault", "The maximum limit of %d alarm mute rules has been exceeded.", maxMutes)
			e.Query = "LimitExceeded"
			return nil, e
		}
		rule = &muteRule{name: *in.Name, arn: s.muteARN(c.Region, *in.Name), tags: map[string]string{}}
		for _, tag := range in.Tags {
			rule.tags[aws.ToString(tag.Key)] = aws.ToString(tag.Value)
		}
		r.mutes[rule.name] = rule
	}
	rule.description, rule.schedule, rule.when = in.Description, in.Rule.Schedule, when
	rule.start, rule.expire, rule.updated = in.StartDate, in.ExpireDate, s.deps.Clock.Now()
	rule.targets = nil
	if in.MuteTargets != nil {
		rule.targets = in.MuteTargets.AlarmNames
	}
	s.unmute(r)
	return &cloudwatch.PutAlarmMuteRuleOutput{}, nil
}

func (s *State) muteARN(region, name string) string {
	return "arn:" + wire.Partition(region) + ":cloudwatch:" + region + ":" + s.deps.Account + ":alarm-mute-rule:" + name
}

func checkMute(r *region, in *cloudwatch.PutAlarmMuteRuleInput) (alarm.Schedule, error) {
	var none alarm.Schedule
	name := aws.ToString(in.Name)
	switch {
	case name == "":
		return none, null("name")
	case len(name) > maxName:
		return none, validation("1 validation error detected: Value '%s' at 'name' failed to satisfy constraint: Member must have length less than or equal to %d", name, maxName)
	case in.Rule == nil:
		return none, null("rule")
	case in.Rule.Schedule == nil:
		return none, null("rule.schedule")
	case in.Rule.Schedule.Expression == nil:
		return none, null("rule.schedule.expression")
	case in.Rule.Schedule.Duration == nil:
		return none, null("rule.schedule.duration")
	case in.StartDate != nil && in.ExpireDate != nil && !in.StartDate.Before(*in.ExpireDate):
		return none, validation("StartDate must be before ExpireDate")
	}
	if err := checkTargets(r, in.MuteTargets); err != nil {
		return none, err
	}
	zone, err := time.LoadLocation(cmpOr(aws.ToString(in.Rule.Schedule.Timezone), "UTC"))
	if err != nil {
		return none, validation("Invalid Timezone: %s", *in.Rule.Schedule.Timezone)
	}
	when, err := alarm.ParseSchedule(*in.Rule.Schedule.Expression, *in.Rule.Schedule.Duration, zone)
	if err != nil {
		return none, validation("Invalid Schedule: %s", err)
	}
	return when, nil
}

func checkTargets(r *region, targets *types.MuteTargets) error {
	if targets == nil {
		return nil
	}
	if len(targets.AlarmNames) > maxTargets {
		return validation("1 validation error detected: Value '%v' at 'muteTargets.alarmNames' failed to satisfy constraint: Member must have length less than or equal to %d", targets.AlarmNames, maxTargets)
	}
	for _, name := range targets.AlarmNames {
		if r.alarms[name] == nil && r.composites[name] == nil {
			return validation("Alarm %s does not exist", name)
		}
	}
	return nil
}

func (s *State) getAlarmMuteRule(c *wire.Call, in *cloudwatch.GetAlarmMuteRuleInput) (*cloudwatch.GetAlarmMuteRuleOutput, error) {
	rule := s.region(c.Region).mutes[aws.ToString(in.AlarmMuteRuleName)]
	if rule == nil {
		e := noResource()
		e.Code, e.Message = "ResourceNotFoundException", "Alarm mute rule "+aws.ToString(in.AlarmMuteRuleName)+" does not exist"
		return nil, e
	}
	out := &cloudwatch.GetAlarmMuteRuleOutput{
		Name: aws.String(rule.name), AlarmMuteRuleArn: aws.String(rule.arn), Description: rule.description,
		Rule: &types.Rule{Schedule: rule.schedule}, StartDate: rule.start, ExpireDate: rule.expire,
		LastUpdatedTimestamp: aws.Time(rule.updated), MuteType: aws.String(rule.muteType()), Status: rule.status(s.deps.Clock.Now()),
	}
	if len(rule.targets) > 0 {
		out.MuteTargets = &types.MuteTargets{AlarmNames: list(rule.targets)}
	}
	return out, nil
}

func (s *State) listAlarmMuteRules(c *wire.Call, in *cloudwatch.ListAlarmMuteRulesInput) (*cloudwatch.ListAlarmMuteRulesOutput, error) {
	r := s.region(c.Region)
	if in.MaxRecords != nil && (*in.MaxRecords < 1 || *in.MaxRecords > alarmPage) {
		return nil, maxRecords(*in.MaxRecords)
	}
	found := []types.AlarmMuteRuleSummary{}
	for _, rule := range slices.SortedFunc(maps.Values(r.mutes), func(a, b *muteRule) int { return cmp.Compare(a.name, b.name) }) {
		status := rule.status(s.deps.Clock.Now())
		if in.AlarmName != nil && !slices.Contains(rule.targets, *in.AlarmName) || len(in.Statuses) > 0 && !slices.Contains(in.Statuses, status) {
			continue
		}
		found = append(found, types.AlarmMuteRuleSummary{
			AlarmMuteRuleArn: aws.String(rule.arn), ExpireDate: rule.expire, LastUpdatedTimestamp: aws.Time(rule.updated),
			MuteType: aws.String(rule.muteType()), Status: status,
		})
	}
	size := mutePage
	if in.MaxRecords != nil {
		size = int(*in.MaxRecords)
	}
	items, next, err := page(found, in.NextToken, size)
	if err != nil {
		return nil, err
	}
	return &cloudwatch.ListAlarmMuteRulesOutput{AlarmMuteRuleSummaries: items, NextToken: next}, nil
}

// deleteAlarmMuteRule succeeds for a rule that does not exist too. Alarms that
// it muted run their actions at once, where they are still in that state.
func (s *State) deleteAlarmMuteRule(c *wire.Call, in *cloudwatch.DeleteAlarmMuteRuleInput) (*cloudwatch.DeleteAlarmMuteRuleOutput, error) {
	name := aws.ToString(in.AlarmMuteRuleName)
	if strings.TrimSpace(name) == "" {
		return nil, null("alarmMuteRuleName")
	}
	r := s.region(c.Region)
	delete(r.mutes, name)
	s.unmute(r)
	return &cloudwatch.DeleteAlarmMuteRuleOutput{}, nil
}
