package build

import (
	"strings"

	"secretwatch/aws/iampolicy"
	"secretwatch/aws/monitor"
	"secretwatch/aws/survey"
)

func (p planner) role() monitor.Change {
	c := monitor.Change{Kind: monitor.KindRole, Name: p.d.Role}
	if p.s.Role.Unseen != nil {
		return blind(c, "the role", p.s.Role.Unseen)
	}
	r := p.s.Role.Value
	if r == nil {
		return create(c, "lets CloudTrail write to the log group, and nothing else")
	}
	c.Name, c.ARN = r.Name, r.ARN
	ours := p.d.Ours(r.Tags)
	trust := iampolicy.RoleTrust(p.trailARN())
	_, untrusted := mergePolicy(r.Trust, trust, true)
	if untrusted && !ours {
		untrusted = !allows(r.Trust, trust)
	}
	var l settings
	l.add(untrusted, SettingTrust, "does not trust CloudTrail for this trail", "trusts CloudTrail for this trail")
	l.add(!p.roleWrites(*r, ours), SettingPermission, "cannot write CloudTrail's log stream", "may write CloudTrail's log stream")
	return found(c, ours, l)
}

// roleWrites reports whether the role may write to the log group. Managed
// policies are not read; a role that has them gets the benefit of the doubt,
// because CloudTrail itself checks it when the trail is pointed there.
func (p planner) roleWrites(r monitor.Role, ours bool) bool {
	want := iampolicy.RolePermissions(p.groupARN(), p.d.Account, p.d.Region)
	if _, changed := mergePolicy(r.Policies[survey.RolePolicyName], want, true); !changed {
		return true
	}
	if ours {
		return false
	}
	for _, document := range r.Policies {
		if allows(document, want) {
			return true
		}
	}
	return len(r.Attached) > 0
}

func isNameTag(key string) bool { return strings.HasPrefix(key, monitor.TagNamePrefix) }
