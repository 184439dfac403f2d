// Package metrics is the sandbox's CloudWatch: metrics, the alarms on them and
// what the alarms do.
//
// It has no lock of its own: the sandbox's is held whenever its code runs. It
// may import wire, clock, topics, alarm and the SDK's types.
package metrics

import (
	"time"

	"secretwatch/aws/sandbox/clock"
	"secretwatch/aws/sandbox/topics"
	"secretwatch/aws/sandbox/wire"
)

// What is kept. CloudWatch keeps one-minute points for 15 days and alarm
// history for two weeks; the sandbox keeps as long, up to these numbers.
const (
	keepPoints  = 15 * 24 * time.Hour
	keepHistory = 14 * 24 * time.Hour
	maxSeries   = 5000 // per region; samples of further metrics are dropped
	maxBuckets  = 25_000
	maxSamples  = 2000 // per bucket; further ones are merged by value
	keepApart   = 180  // newest buckets of a series whose samples stay apart
	maxCompact  = 100  // samples of an older bucket
	maxHistory  = 5000 // items per region
	maxAlarms   = 5000 // per region

	maxRegionBuckets = 400_000 // of all series
)

// Deps are what metrics need of the rest of the sandbox.
type Deps struct {
	Account string
	Clock   clock.Clock
	// Fast makes alarms look every second, at the unfinished minute too.
	Fast bool
	// Publish sends an alarm's action to a topic; its errors are those of
	// topics.PublishByService.
	Publish func(topicARN string, p topics.Publication) error
}

// State is all metrics and alarms of the account.
type State struct {
	deps    Deps
	regions map[string]*region
	serial  uint64 // of the newest sample
	ticking bool   // an evaluation is due
}

// region is CloudWatch in one region.
type region struct {
	name       string
	series     map[string]*series // by key
	buckets    int                // of all series
	alarms     map[string]*metricAlarm
	composites map[string]*compositeAlarm
	mutes      map[string]*muteRule
	history    []historyItem // oldest first
}

// New makes an account without metrics and alarms.
func New(deps Deps) *State { return &State{deps: deps, regions: map[string]*region{}} }

func (s *State) region(name string) *region {
	r := s.regions[name]
	if r == nil {
		r = &region{
			name: name, series: map[string]*series{}, alarms: map[string]*metricAlarm{},
			composites: map[string]*compositeAlarm{}, mutes: map[string]*muteRule{},
		}
		s.regions[name] = r
	}
	return r
}

func validation(format string, args ...any) *wire.Error {
	e := wire.Errorf("ValidationException", format, args...)
	e.Query = "ValidationError"
	return e
}

func badValue(format string, args ...any) *wire.Error {
	e := wire.Errorf("InvalidParameterValueException", format, args...)
	e.Query = "InvalidParameterValue"
	return e
}

func badCombination(format string, args ...any) *wire.Error {
	e := wire.Errorf("InvalidParameterCombinationException", format, args...)
	e.Query = "InvalidParameterCombination"
	return e
}

func missing(parameter string) *wire.Error {
	e := wire.Errorf("MissingRequiredParameterException", "The parameter %s is required.", parameter)
	e.Query = "MissingParameter"
	return e
}

func noResource() *wire.Error { return &wire.Error{Code: "ResourceNotFound", Status: 404} }
