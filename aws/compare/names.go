package compare

import (
	"maps"

	"secretwatch/aws/account"
	"secretwatch/aws/monitor"
)

// Tags beside the monitor's own. The one that marks the experiment is what
// tells it from a part of the monitor. On the rule it decides for the rule's
// topic too, so that one call makes both a part of the monitor.
const (
	TagExperiment = monitor.TagExperiment
	thisOne       = "compare"
	// On the topic of the files: which trail notifies it, and which topic that
	// trail notified before, empty for none.
	tagTrail  = "secretwatch:trail"
	tagFormer = "secretwatch:former-topic"
)

// parts are the names and ARNs of what the experiment makes.
type parts struct {
	names                monitor.Names
	files, reads         string // topics' ARNs
	filesName, readsName string
	rule, ruleName       string
}

func partsOf(n monitor.Names, a *account.Account) parts {
	usual := monitor.NamesFor(n.Secret, a.Place)
	if n.Rule == "" {
		n.Rule = usual.Rule
	}
	if n.RuleTopic == "" {
		n.RuleTopic = usual.RuleTopic
	}
	p := parts{names: n, filesName: n.FilesTopic(), readsName: lastOf(n.RuleTopic), ruleName: n.Rule}
	p.files, p.reads, p.rule = a.ARN("sns", a.Region, p.filesName), n.RuleTopicARN(a.Place), n.RuleARN(a.Place)
	if p.readsName != n.RuleTopic {
		p.reads = n.RuleTopic // by its ARN
	}
	return p
}

// tags are the monitor's and the experiment's, and more.
func (p parts) tags(more map[string]string) map[string]string {
	tags := monitor.Desired{Names: p.names}.Tags()
	tags[TagExperiment] = thisOne
	maps.Copy(tags, more)
	return tags
}

// marked reports that the experiment made what has these tags.
func (p parts) marked(tags map[string]string) bool {
	return p.names.Ours(tags) && tags[TagExperiment] == thisOne
}

// kept reports that it is a part of the monitor.
func (p parts) kept(tags map[string]string) bool {
	return p.names.Ours(tags) && tags[TagExperiment] == ""
}
