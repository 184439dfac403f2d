package trail

import (
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"

	"secretwatch/aws/sandbox/wire"
)

const (
	maxBasic    = 5
	maxAdvanced = 500 // values in all of a trail's advanced selectors
)

// excludable are the only sources that basic selectors can leave out.
var excludable = []string{"kms.amazonaws.com", "rdsdata.amazonaws.com"}

// managementFields are those of advanced selectors for management events.
// https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_AdvancedFieldSelector.html
var managementFields = []string{"eventCategory", "readOnly", "eventSource", "eventName", "eventType", "userIdentity.arn", "sessionCredentialFromConsole"}

func defaultSelectors() []types.EventSelector {
	return []types.EventSelector{{
		ReadWriteType: types.ReadWriteTypeAll, IncludeManagementEvents: aws.Bool(true),
		DataResources: []types.DataResource{}, ExcludeManagementEventSources: []string{},
	}}
}

func (s *State) getEventSelectors(c *wire.Call, in *cloudtrail.GetEventSelectorsInput) (*cloudtrail.GetEventSelectorsOutput, error) {
	t, err := s.find(c, in.TrailName)
	if err != nil {
		return nil, err
	}
	return &cloudtrail.GetEventSelectorsOutput{TrailARN: aws.String(t.arn), EventSelectors: t.basic, AdvancedEventSelectors: t.advanced}, nil
}

func (s *State) putEventSelectors(c *wire.Call, in *cloudtrail.PutEventSelectorsInput) (*cloudtrail.PutEventSelectorsOutput, error) {
	t, err := s.findHome(c, in.TrailName)
	if err != nil {
		return nil, err
	}
	if err := checkSelectors(in); err != nil {
		return nil, err
	}
	t.basic, t.advanced, t.custom = nil, in.AdvancedEventSelectors, true
	for _, given := range in.EventSelectors {
		if given.ReadWriteType == "" {
			given.ReadWriteType = types.ReadWriteTypeAll
		}
		if given.IncludeManagementEvents == nil {
			given.IncludeManagementEvents = aws.Bool(true)
		}
		t.basic = append(t.basic, given)
	}
	return &cloudtrail.PutEventSelectorsOutput{TrailARN: aws.String(t.arn), EventSelectors: t.basic, AdvancedEventSelectors: t.advanced}, nil
}

func checkSelectors(in *cloudtrail.PutEventSelectorsInput) error {
	refused := func(format string, args ...any) error {
		return wire.Errorf("InvalidEventSelectorsException", format, args...)
	}
	switch {
	case len(in.EventSelectors) == 0 && len(in.AdvancedEventSelectors) == 0:
		return refused("You must specify EventSelectors or AdvancedEventSelectors.")
	case len(in.EventSelectors) > 0 && len(in.AdvancedEventSelectors) > 0:
		return refused("You cannot specify both EventSelectors and AdvancedEventSelectors.")
	case len(in.EventSelectors) > maxBasic:
		return refused("A trail can have at most %d event selectors.", maxBasic)
	}
	for _, b := range in.EventSelectors {
		if b.ReadWriteType != "" && !slices.Contains(b.ReadWriteType.Values(), b.ReadWriteType) {
			return refused("The value %s for ReadWriteType is not valid.", b.ReadWriteType)
		}
		for _, source := range b.ExcludeManagementEventSources {
			if !slices.Contains(excludable, source) {
				return refused("The value %s for ExcludeManagementEventSources is not valid.", source)
			}
		}
	}
	return checkAdvanced(in.AdvancedEventSelectors, refused)
}

func checkAdvanced(selectors []types.AdvancedEventSelector, refused func(string, ...any) error) error {
	values := 0
	for _, a := range selectors {
		category := ""
		for _, f := range a.FieldSelectors {
			if aws.ToString(f.Field) == "eventCategory" && len(f.Equals) == 1 {
				category = f.Equals[0]
			}
			values += len(f.Equals) + len(f.NotEquals) + len(f.StartsWith) + len(f.NotStartsWith) + len(f.EndsWith) + len(f.NotEndsWith)
		}
		if category == "" {
			return refused("Every advanced event selector needs the field eventCategory with Equals.")
		}
		for _, f := range a.FieldSelectors {
			field := aws.ToString(f.Field)
			if category == "Management" && !slices.Contains(managementFields, field) {
				return refused("The field %s is not valid for management events.", field)
			}
			if field == "readOnly" && (len(f.Equals) != 1 || f.Equals[0] != "true" && f.Equals[0] != "false") {
				return refused("The field readOnly takes Equals with true or false.")
			}
		}
	}
	if values > maxAdvanced {
		return refused("A trail can have at most %d values in its advanced event selectors.", maxAdvanced)
	}
	return nil
}

// wants reports whether the trail's selectors take a record. It is logged if
// any selector takes it; an advanced one needs all of its fields.
func (t *trail) wants(r *record) bool {
	for _, b := range t.basic {
		readOnly := b.ReadWriteType == types.ReadWriteTypeReadOnly
		writeOnly := b.ReadWriteType == types.ReadWriteTypeWriteOnly
		if aws.ToBool(b.IncludeManagementEvents) && (!readOnly || r.ReadOnly) && (!writeOnly || !r.ReadOnly) &&
			!slices.Contains(b.ExcludeManagementEventSources, r.EventSource) {
			return true
		}
	}
	return slices.ContainsFunc(t.advanced, func(a types.AdvancedEventSelector) bool { return takes(a, r) })
}

func takes(a types.AdvancedEventSelector, r *record) bool {
	fields := map[string]string{
		"eventCategory": r.EventCategory, "readOnly": strconv.FormatBool(r.ReadOnly), "eventSource": r.EventSource,
		"eventName": r.EventName, "eventType": r.EventType, "userIdentity.arn": r.UserIdentity.ARN,
	}
	for _, f := range a.FieldSelectors {
		if value, known := fields[aws.ToString(f.Field)]; !meets(f, value, known) {
			return false
		}
	}
	return true
}

// meets reports whether a field fulfils all operators of a condition; within
// one operator any value will do, and none for the negated ones.
func meets(f types.AdvancedFieldSelector, value string, known bool) bool {
	anyOf := func(list []string, test func(string, string) bool) bool {
		return slices.ContainsFunc(list, func(want string) bool { return known && test(value, want) })
	}
	equal := func(a, b string) bool { return a == b }
	return (len(f.Equals) == 0 || anyOf(f.Equals, equal)) && !anyOf(f.NotEquals, equal) &&
		(len(f.StartsWith) == 0 || anyOf(f.StartsWith, strings.HasPrefix)) && !anyOf(f.NotStartsWith, strings.HasPrefix) &&
		(len(f.EndsWith) == 0 || anyOf(f.EndsWith, strings.HasSuffix)) && !anyOf(f.NotEndsWith, strings.HasSuffix)
}
