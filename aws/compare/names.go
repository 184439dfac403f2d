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

// targetID names the rule's one target.
const targetID = "mail"

// parts are the names and ARNs of what the experiment makes.
type parts struct {
	names                monitor.Names
	files, reads         string // topics' ARNs
	filesName, readsName string
	rule, ruleName       string
}

func partsOf(n monitor.Names, a *account.Account) parts {
	p := parts{names: n, filesName: "secretwatch-" + n.Monitor + "-files", readsName: "secretwatch-" + n.Monitor + "-reads"}
	p.ruleName = p.readsName
	p.files, p.reads = a.ARN("sns", a.Region, p.filesName), a.ARN("sns", a.Region, p.readsName)
	p.rule = a.ARN("events", a.Region, "rule/"+p.ruleName)
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
