package doctor

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"secretwatch/aws/monitor"
)

// expected finds what somebody wrote by hand into the alarm's tags about readers
// who are expected, in a form that names no reader: it is passed over, and that
// reader's reads go on counting as unexpected.
func (j *judge) expected() {
	a := j.s.Alarm.Value
	if a == nil {
		return
	}
	var odd []Evidence
	for _, key := range slices.Sorted(maps.Keys(a.Tags)) {
		rest, ok := strings.CutPrefix(key, monitor.TagExpected)
		switch {
		case !ok:
		case !isTagNumber(rest):
			odd = append(odd, Evidence{key, "a further tag is called " + monitor.TagExpected + "2, then " + monitor.TagExpected + "3 and so on"})
		default:
			for text := range strings.FieldsSeq(a.Tags[key]) {
				if why := j.noReader(text); why != "" {
					odd = append(odd, Evidence{text, why})
				}
			}
		}
	}
	if len(odd) == 0 {
		return
	}
	var texts []string
	for _, e := range odd {
		texts = append(texts, e.Name)
	}
	f := j.warn(codeExpectedOdd, "alarm %s remembers expected readers in a form that names nobody, so they are not taken for expected: %s", a.Name, list(texts))
	f.seen("alarm", "%s", j.alarmARN())
	f.Evidence = append(f.Evidence, odd...)
	f.mend("write each reader as an ARN without path and session, such as " + j.readerARN("role/NAME") + " or " + j.readerARN("user/NAME") +
		", with blanks between them; or mark the reader with x in secretwatch watch, which writes the tag")
}

// isTagNumber reports what may stand behind the tag's name: nothing, or a number
// from 2 on.
func isTagNumber(rest string) bool {
	n, err := strconv.Atoi(rest)
	return rest == "" || err == nil && n >= 2 && strconv.Itoa(n) == rest
}

func (j *judge) readerARN(what string) string { return j.s.ARN("iam", "", what) }

var (
	iamReader = regexp.MustCompile(`^arn:[a-z-]+:iam::[0-9]{12}:(user|role)/(.+)$`)
	stsRole   = regexp.MustCompile(`^arn:[a-z-]+:sts::[0-9]{12}:assumed-role/([^/]+)(/.*)?$`)
	ownNumber = regexp.MustCompile(`^[0-9]{12}$`)
)

// ssoRole begins the names of the roles of IAM Identity Center, whose sessions
// are the persons.
// https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html
const ssoRole = "AWSReservedSSO_"

// noReader says why a text names no reader, "" where it may name one.
func (j *judge) noReader(text string) string {
	if strings.ContainsAny(text, ",;*'\"") {
		return "readers stand with blanks between them, each written in full, without quotes and wildcards"
	}
	if m := iamReader.FindStringSubmatch(text); m != nil {
		if i := strings.LastIndexByte(m[2], '/'); i >= 0 {
			return "the path is left out: " + strings.TrimSuffix(text, m[2]) + m[2][i+1:]
		}
		return ""
	}
	if m := stsRole.FindStringSubmatch(text); m != nil {
		if strings.HasPrefix(m[1], ssoRole) {
			return ""
		}
		return "a role is meant by its own ARN, without the session: " + j.readerARN("role/"+m[1])
	}
	if strings.Contains(text, ":") || strings.Contains(text, ".amazonaws.") || ownNumber.MatchString(text) || j.calls(text) {
		return ""
	}
	name := text[strings.LastIndexByte(text, '/')+1:]
	return "a user or a role is meant by its ARN: " + j.readerARN("user/"+name) + " or " + j.readerARN("role/"+name)
}

// calls reports that a reader without an ARN has this name, as those have who
// are no users and no roles.
func (j *judge) calls(name string) bool {
	for _, r := range j.reads {
		if r.Who.ARN.Empty() && r.Who.Name.Raw() == name {
			return true
		}
	}
	return strings.Contains(name, "=") // encoded, as only the pane does
}
