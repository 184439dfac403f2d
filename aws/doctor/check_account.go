package doctor

import "secretwatch/aws/monitor"

// account finds out whether anything of the monitor is here at all.
func (j *judge) account() {
	s := j.s
	if !j.bare() || !s.Secret.Absent() || j.ours() && j.home() == s.Region {
		j.passing(monitor.HopAccount, "this is account %s in %s", s.Account, s.Region).seen("caller", "%s", s.Caller.Safe())
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
