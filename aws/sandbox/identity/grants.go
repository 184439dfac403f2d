package identity

import (
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"

	"secretwatch/aws/iampolicy"
	"secretwatch/aws/sandbox/wire"
)

// put sets an inline policy.
func (g *grants) put(name, text *string) *wire.Error {
	if err := checkName("policyName", name, 128); err != nil {
		return err
	}
	d, err := identityDocument(text)
	if err != nil {
		return err
	}
	if _, ok := g.inline[*name]; !ok && len(g.inline) >= maxInlinePerOne {
		return quota(maxInlinePerOne, "InlinePolicies")
	}
	g.inline[*name] = d
	return nil
}

func (g *grants) inlineNames() []string { return slices.Sorted(maps.Keys(g.inline)) }

// attach adds a managed policy; one that is attached already stays so.
func (s *State) attach(g *grants, arn *string) *wire.Error {
	if _, ok := s.managed(aws.ToString(arn)); !ok {
		return missing("Policy %s does not exist or is not attachable.", aws.ToString(arn))
	}
	if !slices.Contains(g.attached, *arn) {
		g.attached = append(g.attached, *arn)
	}
	return nil
}

func (g *grants) detach(arn *string) *wire.Error {
	at := slices.Index(g.attached, aws.ToString(arn))
	if at < 0 {
		return missing("Policy %s was not found.", aws.ToString(arn))
	}
	g.attached = slices.Delete(g.attached, at, at+1)
	return nil
}

func (g *grants) attachedList() []types.AttachedPolicy {
	var list []types.AttachedPolicy
	for _, arn := range g.attached {
		list = append(list, types.AttachedPolicy{
			PolicyArn: aws.String(arn), PolicyName: aws.String(arn[strings.LastIndexByte(arn, '/')+1:]),
		})
	}
	return list
}

// removable says why a role or user cannot be deleted yet.
func (g *grants) removable() *wire.Error {
	switch {
	case len(g.inline) > 0:
		return conflict("Cannot delete entity, must delete policies first.")
	case len(g.attached) > 0:
		return conflict("Cannot delete entity, must detach all policies first.")
	}
	return nil
}

// granted asks all policies of a role or user, without their boundary.
func (s *State) granted(g *grants, r iampolicy.Request) iampolicy.Effect {
	all := slices.Collect(maps.Values(g.inline))
	for _, arn := range g.attached {
		if d, ok := s.managed(arn); ok {
			all = append(all, d)
		}
	}
	return decideAll(all, r)
}

// decideAll asks policies together: a Deny outweighs every Allow.
func decideAll(all []document, r iampolicy.Request) iampolicy.Effect {
	effect := iampolicy.None
	for _, d := range all {
		switch d.policy.Decide(r).Effect {
		case iampolicy.Deny:
			return iampolicy.Deny
		case iampolicy.Allow:
			effect = iampolicy.Allow
		case iampolicy.None:
		}
	}
	return effect
}
