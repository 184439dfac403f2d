package iampolicy

import (
	"strings"

	"secretwatch/aws/arnpart"
)

// glob matches with * for any text and ? for one character, over the whole
// text.
func glob(pattern, text string) bool {
	p, t := 0, 0
	star, mark := -1, 0
	for t < len(text) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, mark = p, t
			p++
		case p < len(pattern) && (pattern[p] == '?' || pattern[p] == text[t]):
			p++
			t++
		case star >= 0:
			mark++
			p, t = star+1, mark
		default:
			return false
		}
	}
	return strings.Trim(pattern[p:], "*") == ""
}

// arnLike matches ARNs part by part, so that a * does not reach over a colon
// except in the last part.
func arnLike(pattern, arn string) bool {
	if pattern == "*" {
		return true
	}
	want, have := strings.SplitN(pattern, ":", 6), strings.SplitN(arn, ":", 6)
	if len(want) != len(have) {
		return false
	}
	for i := range want {
		if !glob(want[i], have[i]) {
			return false
		}
	}
	return true
}

// include reports whether the principal is among them.
func (p principals) include(who Principal) bool {
	for _, name := range p["Service"] {
		if who.Service != "" && (name == "*" || strings.EqualFold(name, who.Service)) {
			return true
		}
	}
	for _, name := range p["AWS"] {
		switch {
		case name == "*":
			// Everyone: services too, which is how alarms of the owner's
			// account publish under a topic's default policy.
			return true
		case who.Service != "":
		case isAccount(name):
			if name == who.Account {
				return true
			}
		case strings.HasSuffix(name, ":root"):
			if arnpart.Account(name) == who.Account {
				return true
			}
		case name == who.AWS || roleOf(name) != "" && roleOf(name) == roleOf(who.AWS):
			return true
		}
	}
	return false
}

func isAccount(s string) bool {
	return len(s) == 12 && strings.Trim(s, "0123456789") == ""
}

// roleOf is "account/role" for the ARN of a role or of one of its sessions,
// and "" for others. Sessions do not tell the path of their role.
func roleOf(arn string) string {
	parts := strings.SplitN(arn, ":", 6)
	if len(parts) != 6 {
		return ""
	}
	account, resource := parts[4], parts[5]
	if rest, ok := strings.CutPrefix(resource, "assumed-role/"); ok && parts[2] == "sts" {
		role, _, _ := strings.Cut(rest, "/")
		return account + "/" + role
	}
	if rest, ok := strings.CutPrefix(resource, "role/"); ok && parts[2] == "iam" {
		return account + "/" + rest[strings.LastIndexByte(rest, '/')+1:]
	}
	return ""
}

// expander puts condition keys in the place of variables such as
// ${aws:PrincipalAccount}.
type expander struct {
	request Request
	off     bool // the policy's version is older than variables
}

// expand is false where a variable has no value: then nothing matches.
func (e expander) expand(text string) (string, bool) {
	if e.off || !strings.Contains(text, "${") {
		return text, true
	}
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(text, "${")
		b.WriteString(before)
		if !found {
			return b.String(), true
		}
		name, after, closed := strings.Cut(rest, "}")
		if !closed {
			b.WriteString("${" + rest)
			return b.String(), true
		}
		name, fallback, hasFallback := strings.Cut(name, ",")
		value, ok := e.key(strings.TrimSpace(name))
		switch {
		case ok:
			b.WriteString(value)
		case hasFallback:
			b.WriteString(strings.Trim(strings.TrimSpace(fallback), "'"))
		default:
			return "", false
		}
		text = after
	}
}

// key looks a condition key up, in any case.
func (e expander) key(name string) (string, bool) {
	for key, value := range e.request.Context {
		if strings.EqualFold(key, name) {
			return value, true
		}
	}
	who := e.request.Principal
	given := func(s string) (string, bool) { return s, s != "" }
	switch strings.ToLower(name) {
	case "aws:principalarn":
		return given(who.AWS)
	case "aws:principalaccount":
		return given(who.Account)
	case "aws:principalservicename":
		return given(who.Service)
	case "aws:principalisawsservice":
		if who.Service != "" {
			return "true", true
		}
		return "false", true
	default:
		return "", false
	}
}
