package live

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"charm.land/lipgloss/v2"

	"secretwatch/aws/expected"
	"secretwatch/aws/foreign"
	"secretwatch/aws/record"
	"secretwatch/aws/watch"
)

// mostShown bounds the texts of a row: a user agent may have 200 kB.
const mostShown = 240

// row is one read as the list shows it. Its texts are safe, short and made once.
// What many reads have in common they share.
type row struct {
	*caller
	Time, InHistory, InLogs time.Time
	EventID, RequestID      string
	KeyID, Stream           string
	Result                  record.Result
	JSON                    foreign.String
	from, failure           string

	Test, Matched, CatchUp, Unlooked bool
	rematched                        bool // with a filter that the watcher did not know when it came
	// waiting marks our own test read before any record of it has come.
	waiting bool
	lost    bool // its mail: nobody was subscribed yet
	stopped halt // at a hop that was broken when it came there
}

// identity is who reads which secret, and how.
type identity struct {
	Who    record.Who
	How    record.How
	By     foreign.String
	Agent  foreign.String
	Secret foreign.String
	Region string
	MFA    bool
}

// caller is an identity with its texts, made once for all reads of it.
type caller struct {
	identity
	who, agent, secret string
	program            string          // the first word of the agent, without its version
	reader             expected.Reader // who it is whatever the session
	name               string          // the secret's, in the one form that all its ids have
	asked              uint            // which filter has been answered
	found              uint64          // which of its words, a bit for each
}

// mostCallers bounds how many identities are told apart at a time. Beyond it
// the same one may be held twice, which costs memory and nothing else.
const mostCallers = 20_000

func (s *store) callerOf(r record.Read) *caller {
	id := identity{
		Who: r.Who, How: r.How, By: brief(r.By), Agent: brief(r.Agent), Secret: r.Secret, Region: r.Region, MFA: r.MFA,
	}
	if known := s.callers[id]; known != nil {
		return known
	}
	n := &caller{identity: id, who: whoText(r.Who), reader: expected.Of(r.Who), agent: short(r.Agent), secret: short(r.Secret)}
	n.name, n.program = secretName(n.secret), programOf(n.agent)
	s.wideHow = max(s.wideHow, lipgloss.Width(n.how()))
	if len(s.callers) >= mostCallers {
		clear(s.callers)
	}
	s.callers[id] = n
	if n.name != "" && len(s.secrets) < mostCallers {
		s.secrets[n.name] = true
	}
	return n
}

// fill takes over what a read says. Its ids are copied, so that they do not keep
// the record's whole text.
func (s *store) fill(r *row, read watch.Read) {
	r.caller = s.callerOf(read.Read)
	r.Time, r.InHistory, r.InLogs = read.Time, read.InHistory, read.InLogs
	if r.EventID != read.EventID || r.RequestID != read.RequestID {
		ids := read.EventID + read.RequestID
		r.EventID, r.RequestID = ids[:len(read.EventID)], ids[len(read.EventID):]
	}
	r.KeyID, r.Stream = s.same(read.KeyID), s.same(read.Stream)
	r.from, r.failure = s.same(short(read.From)), s.same(short(read.Error))
	r.Result = read.Result
	if !r.rematched {
		r.Matched = read.Matched
	}
	r.Test, r.CatchUp, r.Unlooked, r.JSON = read.Test, read.CatchUp, read.Unlooked, read.JSON
}

// programOf is the program that a user agent begins with. Who reads chooses it.
func programOf(agent string) string {
	first, _, _ := strings.Cut(strings.TrimSpace(agent), " ")
	program, _, _ := strings.Cut(first, "/")
	return program
}

// how is the caller's way of reading, with the program where that is none of the
// known ones.
func (c *caller) how() string {
	if c.How != record.HowOther || c.program == "" {
		return string(c.How)
	}
	return "other " + c.program
}

// holds says which of the words the caller's texts have in them, a bit for each.
func (c *caller) holds(words []string) uint64 {
	var found uint64
	for _, text := range [...]string{c.who, c.Who.ARN.Safe(), string(c.How), c.agent, c.secret} {
		text = strings.ToLower(text)
		for i, word := range words {
			if strings.Contains(text, word) {
				found |= 1 << i
			}
		}
	}
	return found
}

// same gives one copy of texts that come again and again.
func (s *store) same(text string) string {
	if text == "" {
		return ""
	}
	if known, ok := s.texts[text]; ok {
		return known
	}
	if len(s.texts) >= mostCallers {
		clear(s.texts)
	}
	text = strings.Clone(text)
	s.texts[text] = text
	return text
}

// read is the row as the watcher brought it, as far as that is kept.
func (r *row) read() watch.Read {
	return watch.Read{
		Read: record.Read{
			Time: r.Time, EventID: r.EventID, RequestID: r.RequestID, Region: r.Region, Secret: r.Secret, Who: r.Who, How: r.How,
			Agent: r.Agent, From: foreign.New(r.from), Result: r.Result, Error: foreign.New(r.failure), Test: r.Test, MFA: r.MFA, KeyID: r.KeyID,
		},
		CatchUp: r.CatchUp, Unlooked: r.Unlooked, InHistory: r.InHistory, InLogs: r.InLogs, Stream: r.Stream, Matched: r.Matched, JSON: r.JSON,
	}
}

// lag is how long after the read its record could be seen; false where nobody
// looked at the time.
func (r *row) lag() (time.Duration, bool) {
	switch {
	case r.waiting:
		return 0, false
	case !r.InLogs.IsZero():
		return max(r.InLogs.Sub(r.Time), 0), true
	case !r.InHistory.IsZero() && !r.CatchUp && !r.Unlooked:
		return max(r.InHistory.Sub(r.Time), 0), true
	default:
		return 0, false
	}
}

// ssoRole begins the name of a role that IAM Identity Center made; the
// permission set and a suffix follow, and the session is the person.
// https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html
const ssoRole = "AWSReservedSSO_"

func whoText(w record.Who) string {
	name := short(w.Name)
	set, sso := strings.CutPrefix(name, ssoRole)
	switch {
	case sso && w.Kind == record.WhoRole && !w.Session.Empty():
		if i := strings.LastIndexByte(set, '_'); i > 0 {
			set = set[:i]
		}
		return short(w.Session) + " (SSO " + set + ")"
	case name == "" && w.Kind == "":
		return "unknown"
	case w.Kind == record.WhoRoot:
		return "root"
	case w.Kind == record.WhoRole && !w.Session.Empty():
		return "role/" + name + " (" + short(w.Session) + ")"
	default:
		return string(w.Kind) + "/" + name
	}
}

// secretName is a secret's name, whether its name, its ARN or its ARN without
// the last six characters was asked for.
func secretName(id string) string {
	parts := strings.SplitN(id, ":", 7)
	if len(parts) < 7 || parts[0] != "arn" {
		return id
	}
	name := parts[6]
	if i := len(name) - len("-AbCdEf"); i > 0 && name[i] == '-' && !strings.ContainsAny(name[i+1:], "-_/+=.@") {
		return name[:i]
	}
	return name
}

// short is a foreign text fit for one cell of a table. A mark that would stand on
// the sign before it gets a place of its own.
func short(s foreign.String) string {
	text := s.Safe()
	if first, _ := utf8.DecodeRuneInString(text); first > unicode.MaxASCII && unicode.Is(unicode.M, first) {
		text = "◌" + text
	}
	if len(text) <= mostShown {
		return text
	}
	return strings.ToValidUTF8(text[:mostShown], "") + "…"
}

// brief is a text of which no more is kept than can be shown.
func brief(s foreign.String) foreign.String {
	if text := s.Safe(); len(text) > mostShown {
		return foreign.New(short(s))
	}
	return s
}
