package doctor

import (
	"encoding/json"
	"slices"

	"secretwatch/aws/eventpattern"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
)

// ruleTooWide finds that the rule's pattern also takes what is no read of this
// secret. One that names other secrets beside it is meant so.
func (j *judge) ruleTooWide(r monitor.Rule, p *eventpattern.Pattern) {
	hits := j.alsoTaken(p)
	if len(hits) == 0 {
		return
	}
	f := j.warn(codeRuleWide, "the pattern of EventBridge rule %s also takes what is no read of %s: %s, so that mail comes for that too", r.Name, j.s.Names.Secret, list(hits))
	f.seen("event pattern", "%s", r.Pattern.Safe()).seen("takes too", "%s", list(hits))
	j.putPattern(f, r, j.eventPattern(), "give the rule a pattern that takes reads of this secret only")
}

// alsoTaken are the events that a pattern takes beside reads of this secret.
func (j *judge) alsoTaken(p *eventpattern.Pattern) []string {
	var hits []string
	for _, name := range []string{"another-secret", "x" + j.s.Names.Secret + "y"} {
		arn := j.s.ARN("secretsmanager", j.s.Region, "secret:"+name+"-AbCdEf")
		if j.takesAny(p, j.readsOf(name)) || j.takesAny(p, j.readsOf(arn)) {
			hits = append(hits, "GetSecretValue of "+name)
			break
		}
	}
	if j.takes(p, j.unlike(j.callers()[0], "secretsmanager.amazonaws.com", "DescribeSecret")) {
		hits = append(hits, "DescribeSecret")
	}
	return hits
}

// readsOf are records of all callers' reads of any secret.
func (j *judge) readsOf(id string) []string {
	var records []string
	for _, c := range j.callers() {
		records = append(records, j.successful(c, id))
	}
	return records
}

// widened is a pattern that takes reads of this secret, with what the one that
// is there asks for beside it kept: all of it where it is enough that the secret
// is named in every way, else the other secrets that it names.
func (j *judge) widened(have foreign.String) foreign.String {
	good := j.eventPattern()
	var old, fresh map[string]any
	if json.Unmarshal([]byte(have.Raw()), &old) != nil || json.Unmarshal([]byte(good.Raw()), &fresh) != nil {
		return good
	}
	was, _ := under(old)["secretId"].([]any)
	ours, _ := under(fresh)["secretId"].([]any)
	all, named := slices.Clone(ours), false
	for _, id := range was {
		text, plain := id.(string)
		if plain && slices.Contains(ours, id) || !plain && len(ours) == 0 {
			continue
		}
		named = named || plain && text != ""
		if plain || j.narrow(fresh, id) {
			all = append(all, id)
		}
	}
	if !named {
		return good // nothing but ways to name this secret
	}
	under(old)["secretId"] = all
	if text := compact(old); j.takesBoth(text) {
		return foreign.New(text)
	}
	under(fresh)["secretId"] = all
	return foreign.New(compact(fresh))
}

// narrow reports that a matcher among the secret's names, alone in a good
// pattern, takes no read of just any secret.
func (j *judge) narrow(fresh map[string]any, id any) bool {
	ids := under(fresh)["secretId"]
	defer func() { under(fresh)["secretId"] = ids }()
	under(fresh)["secretId"] = []any{id}
	p, err := eventpattern.Parse(compact(fresh))
	return err == nil && len(j.alsoTaken(p)) == 0
}

func (j *judge) takesBoth(pattern string) bool {
	p, err := eventpattern.Parse(pattern)
	return err == nil && j.takesAny(p, j.byName()) && j.takesAny(p, j.byARN()) && len(j.alsoTaken(p)) == 0
}

// under is what a pattern asks of the request's parameters; writing to it is
// safe only where they are named.
func under(pattern map[string]any) map[string]any {
	detail, _ := pattern["detail"].(map[string]any)
	parameters, _ := detail["requestParameters"].(map[string]any)
	return parameters
}
