// Package trail is the sandbox's CloudTrail: it makes a record of every
// management call, keeps the Event history, and delivers to the log groups and
// buckets of the trails that log.
//
// It has no lock of its own: the sandbox's is held whenever its code runs. It
// may import wire, clock, keys and the SDK's types.
package trail

import (
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"

	"secretwatch/aws/sandbox/clock"
	"secretwatch/aws/sandbox/keys"
	"secretwatch/aws/sandbox/wire"
)

// What is kept, and AWS's limits.
const (
	keepHistory = 90 * 24 * time.Hour
	maxHistory  = 50_000 // records per region
	maxPending  = 50_000 // records of a trail that wait for delivery
	maxTrails   = 5      // per region, shadow trails counted
)

// principal is CloudTrail in the eyes of policies.
const principal = "cloudtrail.amazonaws.com"

// Roles tells whether CloudTrail may use a role.
type Roles interface {
	AssumeAs(roleARN, service string, context map[string]string) error
	RoleAllows(roleARN, action, resource string, context map[string]string) bool
}

// Logs takes what is delivered to log groups.
type Logs interface {
	Has(region, group string) bool
	EnsureStream(region, group, stream string) error
	Deliver(region, group, stream string, messages []string) error
}

// Buckets takes log files. Errors are S3's, as *wire.Error.
type Buckets interface {
	// Check tries what CloudTrail tries before it takes a bucket.
	Check(bucket, prefix, trailARN string) error
	Put(bucket, key string, body []byte, trailARN string) error
}

// Topics takes CloudTrail's own notifications.
type Topics interface {
	Check(topicARN, trailARN string) error
	Publish(topicARN, trailARN, message string) error
}

// Keys tells whether CloudTrail may use a key. The errors are those of package
// keys.
type Keys interface {
	ARN(region, id string) string
	MayUse(region, id string, u keys.Use) error
}

// Deps are what trails need of the rest of the sandbox.
type Deps struct {
	Account string
	Clock   clock.Clock
	Roles   Roles
	Logs    Logs
	Buckets Buckets
	Topics  Topics
	// Keys are asked about the keys of encrypted trails; nil asks nobody.
	Keys Keys
	// HistoryDelay and DeliveryDelay say how late the next record is in the
	// Event history, and the next delivery.
	HistoryDelay, DeliveryDelay func() time.Duration
	// Event takes every record that a trail with logging on could log, whatever
	// its selectors; nil takes none.
	Event func(region, source, name string, at time.Time, record string)
	// Dropped reports that a delivery of these records to a log group gets
	// lost on the way.
	Dropped func(records []string) bool
}

// State is all trails and the Event history of the account.
type State struct {
	deps    Deps
	trails  map[string]*trail    // by ARN
	history map[string][]entry   // by region, oldest first
	lookups map[string]time.Time // by region and slot: for the rate
	serial  uint64
}

// trail is one trail.
type trail struct {
	name, arn, home      string
	bucket, prefix       string
	groupARN, roleARN    string
	topicName, topicARN  string
	multiRegion, global  bool
	validation, org      bool
	key                  *string
	tags                 map[string]string
	basic                []types.EventSelector
	advanced             []types.AdvancedEventSelector
	custom               bool
	logging              bool
	started, stopped     time.Time
	pending              map[string][]waiting // records by region
	flushes              time.Time            // when the next delivery is; zero for none
	delivered, notified  time.Time
	logsDelivered        time.Time
	bucketError          string
	logsError, topicFail string
}

// New makes an account without trails.
func New(deps Deps) *State {
	return &State{deps: deps, trails: map[string]*trail{}, history: map[string][]entry{}, lookups: map[string]time.Time{}}
}

func (s *State) arn(region, name string) string {
	return "arn:" + wire.Partition(region) + ":cloudtrail:" + region + ":" + s.deps.Account + ":trail/" + name
}

// find gives a trail by name in its home region, or by ARN from anywhere. A
// shadow trail needs its ARN.
func (s *State) find(c *wire.Call, nameOrARN *string) (*trail, error) {
	wanted := aws.ToString(nameOrARN)
	arn := wanted
	if strings.HasPrefix(wanted, "arn:") {
		if !strings.Contains(wanted, ":trail/") {
			return nil, wire.Errorf("CloudTrailARNInvalidException", "Trail ARN is not valid: %s", wanted)
		}
	} else {
		if err := checkName(wanted); err != nil {
			return nil, err
		}
		arn = s.arn(c.Region, wanted)
	}
	if t := s.trails[arn]; t != nil && t.seenFrom(c.Region) {
		return t, nil
	}
	return nil, wire.Errorf("TrailNotFoundException", "Unknown trail: %s for the user: %s", arn, s.deps.Account)
}

// findHome is find for changes: they are possible in the home region only.
func (s *State) findHome(c *wire.Call, nameOrARN *string) (*trail, error) {
	t, err := s.find(c, nameOrARN)
	if err != nil {
		return nil, err
	}
	if t.home != c.Region {
		return nil, wire.Errorf("InvalidHomeRegionException", "The trail %s must be changed in its home region %s.", t.arn, t.home)
	}
	return t, nil
}

func (t *trail) seenFrom(region string) bool { return t.home == region || t.multiRegion }

// seen lists the trails of a region by name, with shadow trails if wanted.
func (s *State) seen(region string, shadows bool) []*trail {
	var found []*trail
	for _, t := range s.trails {
		if t.home == region || shadows && t.multiRegion {
			found = append(found, t)
		}
	}
	slices.SortFunc(found, func(a, b *trail) int { return strings.Compare(a.name+a.arn, b.name+b.arn) })
	return found
}

// codeOf is the code of an AWS error, or its text where it is none.
func codeOf(err error) string {
	var e *wire.Error
	if errors.As(err, &e) {
		return e.Code
	}
	return err.Error()
}
