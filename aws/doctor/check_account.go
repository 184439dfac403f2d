package doctor

import (
	"time"

	"secretwatch/aws/monitor"
)

// wrongClock is how wrong a clock may be before AWS refuses what is signed by
// it.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html
const wrongClock = 5 * time.Minute

// behind is where the local clock stands where AWS's is ahead of it by skew.
func behind(skew time.Duration) string {
	if skew > 0 {
		return "behind"
	}
	return "ahead of"
}

// account finds out whether anything of the monitor is here at all.
func (j *judge) account() {
	s := j.s
	if !j.bare() || !s.Secret.Absent() || j.ours() && j.home() == s.Region {
		f := j.passing(monitor.HopAccount, "this is account %s in %s", s.Account, s.Region).seen("caller", "%s", s.Caller.Safe())
		if skew := j.o.Skew; skew.Abs() > wrongClock {
			f.seen("code", "clock-skew").seen("clock here", "%s %s AWS's, whose time counts here", span(skew.Abs()), behind(skew))
		}
		return
	}
	f := j.broken(codeWrongPlace, "there is no monitor for %s in account %s and region %s, and no such secret either: perhaps it is another account, region or name",
		s.Names.Secret, s.Account, s.Region)
	f.seen("account", "%s", s.Account).seen("region", "%s", s.Region).seen("caller", "%s", s.Caller.Safe())
	j.nothing = f.Code
	other := ""
	if t := s.Trail.Value; t != nil && j.home() != s.Region {
		other = t.HomeRegion
		f.seen("trail", "%s is at home in %s", t.Name, t.HomeRegion)
	}
	if other != "" {
		f.mend("look where the monitor is", j.own("doctor").with("--region", other).String())
		return
	}
	f.mend("look where the monitor is (--profile, --region, --secret), or build one with setup",
		j.cliIn("", "sts", "get-caller-identity").String(), j.own("setup").String())
}
