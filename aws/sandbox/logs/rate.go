package logs

import (
	"time"

	"secretwatch/aws/sandbox/wire"
)

// filterRate is how many FilterLogEvents a second an account has in a Region.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html
func filterRate(region string) int {
	switch region {
	case "us-east-1":
		return 25
	case "ap-northeast-3", "ap-southeast-3", "ca-west-1", "eu-central-1", "il-central-1":
		return 5
	default:
		return 10
	}
}

// rate remembers when the last calls were.
type rate struct {
	calls []time.Time
	next  int // the oldest of calls
}

// pace refuses more calls than the quota has.
func (s *State) pace(region string) error {
	r := s.rates[region]
	if r == nil {
		r = &rate{calls: make([]time.Time, filterRate(region))}
		s.rates[region] = r
	}
	now := s.deps.Clock.Now()
	if past := now.Sub(r.calls[r.next]); past >= 0 && past < time.Second {
		return wire.Errorf("ThrottlingException", "Rate exceeded")
	}
	r.calls[r.next] = now
	r.next = (r.next + 1) % len(r.calls)
	return nil
}
