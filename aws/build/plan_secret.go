package build

import (
	"fmt"

	"secretwatch/aws/monitor"
)

func (p planner) secret() monitor.Change {
	c := monitor.Change{Kind: monitor.KindSecret, Name: p.d.Secret}
	secret := p.s.Secret.Value
	switch {
	case p.s.Secret.Unseen != nil:
		return blind(c, "whether the secret is there", p.s.Secret.Unseen)
	case secret == nil && p.d.SecretExists:
		return blocked(c, fmt.Sprintf("there is no secret with this name in %s of account %s", p.d.Region, p.d.Account))
	case secret == nil:
		return create(c, "the secret whose reads are watched")
	}
	c.ARN = secret.ARN
	ours := p.d.Ours(secret.Tags)
	switch {
	case !secret.DeleteAt.IsZero():
		c.NotOurs = !ours
		return blocked(c, fmt.Sprintf("it is scheduled for deletion on %s, and its name is taken until then: "+
			"restore it (aws secretsmanager restore-secret --secret-id '%s' --region %s), or choose another name",
			secret.DeleteAt.UTC().Format("2 January 2006"), p.d.Secret, p.d.Region))
	case !ours && !p.d.SecretExists:
		c.NotOurs = true
		return blocked(c, "a secret with this name exists already: watch that one with --existing, or choose another name")
	default:
		return found(c, ours, nil)
	}
}
