package events

import (
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge/types"

	"secretwatch/aws/eventpattern"
	"secretwatch/aws/sandbox/wire"
)

var states = []types.RuleState{types.RuleStateDisabled, types.RuleStateEnabled, types.RuleStateEnabledWithAllCloudtrailManagementEvents}

// putRule makes a rule, or changes one: what is not given is then gone, but for
// tags and targets.
func (s *State) putRule(c *wire.Call, in *eventbridge.PutRuleInput) (*eventbridge.PutRuleOutput, error) {
	name := aws.ToString(in.Name)
	if err := checkName("name", name); err != nil {
		return nil, err
	}
	if err := s.checkBus(c, in.EventBusName); err != nil {
		return nil, err
	}
	parsed, err := checkTrigger(in)
	if err != nil {
		return nil, err
	}
	state := in.State
	if state == "" {
		state = types.RuleStateEnabled
	}
	if !slices.Contains(states, state) {
		return nil, invalid("1 validation error detected: Value '%s' at 'state' failed to satisfy constraint: Member must satisfy enum value set: [DISABLED, ENABLED, ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS]", state)
	}
	r := s.rules[c.Region][name]
	if r == nil {
		if r, err = s.newRule(c, name, in.Tags); err != nil {
			return nil, err
		}
	}
	r.description, r.role, r.state, r.text, r.pattern = in.Description, in.RoleArn, state, *in.EventPattern, parsed
	c.Response = map[string]any{"ruleArn": r.arn}
	return &eventbridge.PutRuleOutput{RuleArn: aws.String(r.arn)}, nil
}

func (s *State) newRule(c *wire.Call, name string, tags []types.Tag) (*rule, error) {
	if len(s.rules[c.Region]) >= maxRules {
		return nil, wire.Errorf("LimitExceededException", "The requested resource exceeds the maximum number allowed.")
	}
	named, err := merged(nil, tags)
	if err != nil {
		return nil, err
	}
	r := &rule{name: name, arn: s.arn(c.Region, "rule/"+name), region: c.Region, tags: named}
	if s.rules[c.Region] == nil {
		s.rules[c.Region] = map[string]*rule{}
	}
	s.rules[c.Region][name] = r
	return r, nil
}

// checkTrigger reads the pattern. The sandbox runs no schedules, and says so.
func checkTrigger(in *eventbridge.PutRuleInput) (*eventpattern.Pattern, error) {
	text := aws.ToString(in.EventPattern)
	switch {
	case aws.ToString(in.ScheduleExpression) != "":
		return nil, invalid("Parameter ScheduleExpression is not valid: the sandbox runs no schedules.")
	case text == "":
		return nil, invalid("Parameter(s) EventPattern or ScheduleExpression must be specified.")
	}
	return readPattern(text)
}

func readPattern(text string) (*eventpattern.Pattern, error) {
	if len(text) > eventpattern.MaxLength {
		return nil, invalid("1 validation error detected: Value '%s' at 'eventPattern' failed to satisfy constraint: Member must have length less than or equal to %d", text, eventpattern.MaxLength)
	}
	parsed, err := eventpattern.Parse(text)
	if err != nil {
		return nil, wire.Errorf("InvalidEventPatternException", "%s", err)
	}
	return parsed, nil
}

func (s *State) describeRule(c *wire.Call, in *eventbridge.DescribeRuleInput) (*eventbridge.DescribeRuleOutput, error) {
	r, err := s.find(c, in.EventBusName, in.Name)
	if err != nil {
		return nil, err
	}
	return &eventbridge.DescribeRuleOutput{
		Name: aws.String(r.name), Arn: aws.String(r.arn), State: r.state, EventPattern: aws.String(r.text), EventBusName: aws.String(defaultBus),
		Description: r.description, RoleArn: r.role, CreatedBy: aws.String(s.deps.Account),
	}, nil
}

func (s *State) listRules(c *wire.Call, in *eventbridge.ListRulesInput) (*eventbridge.ListRulesOutput, error) {
	if err := s.checkBus(c, in.EventBusName); err != nil {
		return nil, err
	}
	all := slices.DeleteFunc(s.sorted(c.Region), func(r *rule) bool { return !strings.HasPrefix(r.name, aws.ToString(in.NamePrefix)) })
	all, next, err := page(all, in.NextToken, in.Limit)
	if err != nil {
		return nil, err
	}
	out := &eventbridge.ListRulesOutput{Rules: []types.Rule{}, NextToken: next}
	for _, r := range all {
		out.Rules = append(out.Rules, types.Rule{
			Name: aws.String(r.name), Arn: aws.String(r.arn), State: r.state, EventPattern: aws.String(r.text), EventBusName: aws.String(defaultBus),
			Description: r.description, RoleArn: r.role,
		})
	}
	return out, nil
}

func (s *State) listRuleNamesByTarget(c *wire.Call, in *eventbridge.ListRuleNamesByTargetInput) (*eventbridge.ListRuleNamesByTargetOutput, error) {
	if err := s.checkBus(c, in.EventBusName); err != nil {
		return nil, err
	}
	names := []string{}
	for _, r := range s.sorted(c.Region) {
		if slices.ContainsFunc(r.targets, func(t types.Target) bool { return aws.ToString(t.Arn) == aws.ToString(in.TargetArn) }) {
			names = append(names, r.name)
		}
	}
	names, next, err := page(names, in.NextToken, in.Limit)
	if err != nil {
		return nil, err
	}
	return &eventbridge.ListRuleNamesByTargetOutput{RuleNames: names, NextToken: next}, nil
}

// deleteRule: deleting what is not there is no error, but a rule must have lost
// its targets before.
func (s *State) deleteRule(c *wire.Call, in *eventbridge.DeleteRuleInput) (*eventbridge.DeleteRuleOutput, error) {
	if err := s.checkBus(c, in.EventBusName); err != nil {
		return nil, err
	}
	if r := s.rules[c.Region][aws.ToString(in.Name)]; r != nil {
		if len(r.targets) > 0 {
			return nil, invalid("Rule can't be deleted since it has targets.")
		}
		delete(s.rules[c.Region], r.name)
	}
	return &eventbridge.DeleteRuleOutput{}, nil
}

func (s *State) enableRule(c *wire.Call, in *eventbridge.EnableRuleInput) (*eventbridge.EnableRuleOutput, error) {
	r, err := s.find(c, in.EventBusName, in.Name)
	if err != nil {
		return nil, err
	}
	r.state = types.RuleStateEnabled
	return &eventbridge.EnableRuleOutput{}, nil
}

func (s *State) disableRule(c *wire.Call, in *eventbridge.DisableRuleInput) (*eventbridge.DisableRuleOutput, error) {
	r, err := s.find(c, in.EventBusName, in.Name)
	if err != nil {
		return nil, err
	}
	r.state = types.RuleStateDisabled
	return &eventbridge.DisableRuleOutput{}, nil
}
