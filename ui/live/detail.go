package live

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"secretwatch/aws/foreign"
	"secretwatch/ui/widget"
)

// detailView is the chosen read in a few lines, the most telling first.
func (l *Live) detailView(w, h int) string {
	if h <= 0 {
		return ""
	}
	r := l.reads.newest(l.list.Selected)
	if r == nil {
		return widget.Fit("", w, h)
	}
	return widget.Fit(strings.Join(l.detailLines(r, w), "\n"), w, h)
}

func (l *Live) detailLines(r *row, w int) []string {
	t := l.theme
	line := func(name, value string) string {
		return " " + t.Dim.Render(widget.FitLine(name, 8)) + widget.FitLine(value, w-9)
	}
	if r.waiting {
		return []string{
			line("result", "AWS answered; the value was discarded unread"),
			line("request", foreign.Safe(r.RequestID)),
			line("record", "CloudTrail has not shown it yet"),
		}
	}
	lines := make([]string, 0, 8)
	if r.failure != "" {
		lines = append(lines, line("error", t.Bad.Render(r.failure)))
	}
	who := short(r.Who.ARN)
	if who == "" {
		who = r.who
	}
	mfa := "no MFA"
	if r.MFA {
		mfa = "MFA"
	}
	lines = append(lines,
		" "+t.Dim.Render(widget.FitLine("who", 8))+widget.FitTail(who, w-9),
		line("how", string(r.How)+"  "+t.Dim.Render(r.agent)),
		line("from", r.from+"  "+t.Dim.Render(mfa+"  key "+foreign.Safe(r.KeyID))),
		line("secret", r.secret),
		line("seen in", l.seenIn(r)))
	return append(lines,
		line("event", foreign.Safe(r.EventID)),
		line("request", foreign.Safe(r.RequestID)))
}

// seenIn says where the record was seen, and when.
func (l *Live) seenIn(r *row) string {
	t := l.theme
	var parts []string
	if !r.InHistory.IsZero() {
		parts = append(parts, "Event history "+r.InHistory.In(l.zone).Format(time.TimeOnly))
	}
	if !r.InLogs.IsZero() {
		parts = append(parts, "log group "+r.InLogs.In(l.zone).Format(time.TimeOnly))
		if r.Matched {
			parts = append(parts, t.Good.Render("the filter matches"))
		} else {
			parts = append(parts, t.Warn.Render("the filter does not match"))
		}
	}
	return strings.Join(parts, ", ")
}

// recordView is the whole record of one read, scrolling.
func (l *Live) recordView(w, h int) string {
	if l.recordAt != w {
		l.recordAt = w
		l.record.SetLines(l.recordLines(w))
	}
	return l.record.View(w, h)
}

func (l *Live) recordLines(w int) []string {
	t := l.theme
	var lines []string
	for _, text := range recordText(l.detail) {
		name, value, isField := strings.Cut(text, `": `)
		for i, part := range widget.Wrap(text, w) {
			if i == 0 && isField && strings.HasPrefix(part, name) {
				part = t.Title.Render(name+`":`) + " " + strings.TrimPrefix(part, name+`": `)
				if value == "" {
					part = t.Title.Render(text)
				}
			}
			lines = append(lines, part)
		}
	}
	return lines
}

// recordText is a read's record as JSON, a field a line. The text is made safe
// first, which leaves JSON what it is, and set out afterwards.
func recordText(r *row) []string {
	if r.JSON.Empty() {
		text := []string{"The record itself is not kept for this read. What is known of it:"}
		return append(text, fmt.Sprintf("event %s, request %s, %s, %s, %s", foreign.Safe(r.EventID), foreign.Safe(r.RequestID), r.who, r.from, r.Result))
	}
	safe := r.JSON.Safe()
	var out bytes.Buffer
	if json.Indent(&out, []byte(safe), "", "  ") != nil {
		return []string{safe}
	}
	return strings.Split(out.String(), "\n")
}
