package compare

import (
	"context"
	"encoding/json"
	"net/url"
	"regexp"
	"strings"
	"time"

	"secretwatch/aws/foreign"
)

// letterKey tells letters apart that are alike but for this.
type letterKey struct {
	at                time.Time
	to, subject, body string
}

func keyOf(l Letter) letterKey { return letterKey{l.At, l.To, l.Subject, l.Body} }

// letters counts what lies in the inbox.
func (e *experiment) letters(ctx context.Context) (map[letterKey]int, error) {
	if e.o.Inbox == nil {
		return nil, nil
	}
	list, err := e.o.Inbox(ctx)
	if err != nil {
		return nil, err
	}
	seen := map[letterKey]int{}
	for _, l := range list {
		seen[keyOf(l)]++
	}
	return seen, nil
}

// arrived are the mails of each way that came since the beginning.
func (e *experiment) arrived(ctx context.Context) (map[Way][]Mail, error) {
	list, err := e.o.Inbox(ctx)
	if err != nil {
		return nil, err
	}
	byWay, before := map[Way][]Mail{}, map[letterKey]int{}
	for _, l := range list {
		k := keyOf(l)
		if before[k]++; before[k] <= e.before[k] || !strings.EqualFold(l.To, e.email) {
			continue
		}
		if w, ok := e.wayOf(l); ok {
			byWay[w] = append(byWay[w], e.read(ctx, w, l, byWay[w]))
		}
	}
	return byWay, nil
}

// wayOf is the way that sent a mail: by the topic, and where several send to the
// same one, by what the mail says. What else comes by a topic that a trail
// notified before is nobody's.
func (e *experiment) wayOf(l Letter) (Way, bool) {
	topic, alarms := sentBy(l), e.topicOf(WayAlarm)
	_, byTrail := noticeOf(l.Body)
	from := func(w Way) bool { return topic != "" && e.takes(w) && topic == e.topicOf(w) }
	switch {
	case byTrail && (from(WayTrail) || e.takes(WayTrail) && topic != "" && topic == alarms):
		return WayTrail, true
	case from(WayRule) && (topic != alarms || e.alarmMail(l.Subject) == ""):
		return WayRule, true
	case from(WayAlarm):
		return WayAlarm, true
	case from(WayTrail) && e.hears == "":
		return WayTrail, true
	default:
		return "", false
	}
}

// notice is what CloudTrail's notification says: which files came.
type notice struct {
	Bucket string   `json:"s3Bucket"`
	Keys   []string `json:"s3ObjectKey"`
}

// validation is what CloudTrail sends to a topic to try it, with no subject and
// about no file. AWS's documentation does not have it; many programs know it.
const validation = "CloudTrail validation message"

// noticeOf reads a mail as CloudTrail's notification; false where it is none.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/configure-sns-notifications-for-cloudtrail.html
func noticeOf(body string) (notice, bool) {
	var n notice
	text, _, _ := strings.Cut(body, "\n")
	if strings.HasPrefix(text, validation) {
		return n, true
	}
	ok := json.Unmarshal([]byte(text), &n) == nil && n.Bucket != "" && len(n.Keys) > 0
	return n, ok
}

// sentBy is the topic that a mail came from, by the link that every one ends
// with; a confirmation has none.
func sentBy(l Letter) string {
	for _, link := range l.Links {
		u, err := url.Parse(link)
		if err != nil {
			continue
		}
		if arn := u.Query().Get("SubscriptionArn"); arn != "" {
			return arn[:max(0, strings.LastIndexByte(arn, ':'))]
		}
	}
	return ""
}

// read finds out what a letter is about. before are the way's earlier mails.
func (e *experiment) read(ctx context.Context, w Way, l Letter, before []Mail) Mail {
	m := Mail{At: l.At.UTC(), Source: FromInbox, Subject: foreign.New(l.Subject), Lines: firstLines(l.Body), About: AboutOther}
	switch w {
	case WayRule:
		m.About = AboutSecret
		for i, r := range e.result.Reads {
			if r.RequestID != "" && strings.Contains(l.Body, r.RequestID) {
				m.Reads = append(m.Reads, i)
			}
		}
	case WayTrail:
		switch n, ok := noticeOf(l.Body); {
		case !ok:
			m.About = AboutUnknown
		case len(n.Keys) > 0:
			e.inFiles(ctx, &m, n.Bucket, n.Keys)
		}
	case WayAlarm:
		switch state := e.alarmMail(l.Subject); state {
		case "":
		case "ALARM":
			m.About, m.Reads = AboutSecret, e.alarmRead(m.At, before)
		default:
			m.About = AboutSecret
		}
	}
	return m
}

// alarmRead is the read for which the alarm went off: the newest before it,
// since each is made when the alarm is OK again; none where an earlier mail told
// of that one. Somebody else's read at the same time may have set it off.
func (e *experiment) alarmRead(at time.Time, before []Mail) []int {
	for i := len(e.result.Reads) - 1; i >= 0; i-- {
		if e.result.Reads[i].At.After(at.Add(time.Second)) {
			continue
		}
		for _, m := range before {
			if len(m.Reads) > 0 && m.Reads[0] == i {
				return nil
			}
		}
		return []int{i}
	}
	return nil
}

var (
	alarmSubject = regexp.MustCompile(`^([A-Z_]+): "(.*)" in `)
	beyondASCII  = regexp.MustCompile(`[^\x20-\x7e]+`)
)

// alarmMail is the state that a mail of the monitor's alarm tells, "" where it
// is none. SNS puts _ for what is not ASCII, and cuts long names.
func (e *experiment) alarmMail(subject string) string {
	m := alarmSubject.FindStringSubmatch(subject)
	if m == nil || e.chain.Alarm.Value == nil {
		return ""
	}
	name := beyondASCII.ReplaceAllString(e.chain.Alarm.Value.Name, "_")
	if cut, short := strings.CutSuffix(m[2], "..."); m[2] == name || short && strings.HasPrefix(name, cut) {
		return m[1]
	}
	return ""
}

const (
	shownLines = 6
	lineLength = 200 // characters
)

// firstLines are the first lines of a mail that say something.
func firstLines(body string) []foreign.String {
	var list []foreign.String
	for line := range strings.Lines(body) {
		line = strings.TrimRight(line, "\r\n")
		if strings.TrimSpace(line) == "" {
			continue
		}
		if r := []rune(line); len(r) > lineLength {
			line = string(r[:lineLength]) + "..."
		}
		if line == "--" || len(list) == shownLines {
			break
		}
		list = append(list, foreign.New(line))
	}
	return list
}
