package report_test

import (
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode"

	"secretwatch/aws/doctor"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/aws/record"
	"secretwatch/aws/report"
	"secretwatch/aws/trace"
)

// FuzzForeignText writes reports with the same text wherever others may write
// one: it makes no heading, no list, no cell, no code, no HTML and no line of
// its own, and brings nothing that a terminal would obey.
func FuzzForeignText(f *testing.F) {
	for _, text := range []string{
		"plain", "a|b\\|c", "`", "``a```b`", "x\n## Success!\n", "# heading", "- item", "+ item", "1. one", "2) two", "===", "---", "```text", "> quote", "    code",
		"<script>alert(1)</script>", "<!-- ", "[a](http://b)", "![a](b)", "&lt;", "$x$", "~~a~~", "*_a_*", "\\", "a\\", "evil\rALL OK\x1b]52;c;aGk=\x07",
		"\x1b[2J\x1b[8m", "秘密の読者", "\u202egnp.exe", "e\u0301", "\xff\xfe", "\u00ad\ufeff", "\u2028\u2029", "arn:aws:iam::111122223333:user/`x`", "a\tb\nc", "%s%d",
		"{ $.eventName = \"x|`y`\" }", "| --- |", "||",
	} {
		f.Add(text, false)
		f.Add(text, true)
	}
	f.Fuzz(func(t *testing.T, text string, unmasked bool) {
		if len(text) > 1000 {
			return
		}
		facts := report.Facts{Unmasked: unmasked}
		fill(reflect.ValueOf(&facts).Elem(), text, 0)
		facts.Unmasked, facts.Zone = unmasked, time.UTC
		facts.Snapshot.Changes = monitor.Found([]monitor.Changed{})
		for _, event := range report.Events() {
			list := append(*facts.Snapshot.Changes.Value, monitor.Changed{
				Event: event, Who: foreign.New(text), At: theDay, Resources: []foreign.String{foreign.New(text)}, EventID: text,
			})
			facts.Snapshot.Changes = monitor.Found(list)
		}
		sound(t, report.Markdown(facts))
	})
}

var theDay = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// fill puts the text into every string within v, with one of everything that
// there may be several of. What has few values gets one that tells of trouble.
func fill(v reflect.Value, text string, deep int) {
	if deep > 12 {
		return
	}
	switch x := v.Addr().Interface().(type) {
	case *foreign.String:
		*x = foreign.New(text)
		return
	case *time.Time:
		*x = theDay
		return
	case *doctor.Status:
		*x = doctor.Broken
		return
	case *trace.Status:
		*x = trace.Broken
		return
	case *record.Result:
		*x = record.ResultDenied
		return
	case **monitor.Unseen: // or nothing would be there
		return
	case **time.Location:
		return
	case *monitor.Hop:
		*x = monitor.HopAlarm
		return
	}
	switch v.Kind() {
	case reflect.String:
		if v.Type() == reflect.TypeFor[string]() { // our own kinds of words are no text of others
			v.SetString(text)
		}
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int32, reflect.Int64:
		v.SetInt(60)
	case reflect.Float64:
		v.SetFloat(1)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), text, deep+1)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(v.Index(0), text, deep+1)
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Field(i).CanSet() {
				fill(v.Field(i), text, deep+1)
			}
		}
	default:
	}
}

var (
	escaped  = regexp.MustCompile(`\\[[:punct:]]`)
	block    = regexp.MustCompile("^( {4}|\t| {0,3}(#|[-+*] |[-+*]$|>|=+ *$|-+ *$|~~~|`{3,}[^`]*$|[0-9]+[.)]( |$)))")
	ownBold  = regexp.MustCompile(`\*\*[A-Z][A-Za-z0-9 ,.?:'()-]*\*\*`)
	ownBlock = regexp.MustCompile(`^(# |## | {0,2}- |> To fill in: |> )`)
)

// sound checks a report line by line, and that only its own markup is in it.
func sound(t *testing.T, text string) {
	t.Helper()
	var have []string
	columns, fenced := 0, false
	for _, line := range strings.Split(text, "\n") {
		for _, c := range line {
			if unicode.IsControl(c) || unicode.Is(unicode.Cf, c) || c == '\u2028' || c == '\u2029' {
				t.Fatalf("%U in %q", c, line)
			}
		}
		if line == "```text" && !fenced || line == "```" && fenced {
			fenced = !fenced
			continue
		}
		if fenced {
			continue
		}
		if strings.HasPrefix(line, "## ") {
			have = append(have, line)
		}
		if !strings.HasPrefix(line, "| ") {
			columns = 0
			plain(t, line)
			continue
		}
		n := strings.Count(strings.ReplaceAll(line, `\|`, ""), "|")
		if columns == 0 {
			columns = n
		}
		if n != columns {
			t.Fatalf("%d bars in a table of %d: %q", n, columns, line)
		}
		plain(t, "a "+strings.ReplaceAll(strings.ReplaceAll(line, `\|`, "x"), "|", "")) // code of bars alone is not empty
	}
	if fenced {
		t.Fatal("a fence is not closed")
	}
	if strings.Join(have, "\n") != strings.Join(headings, "\n") {
		t.Fatalf("headings %q", have)
	}
}

// plain wants no markup in a line but that of its beginning and its code.
func plain(t *testing.T, line string) {
	t.Helper()
	rest := line
	if own := ownBlock.FindString(line); own != "" {
		rest = line[len(own):]
	} else if block.MatchString(line) {
		t.Fatalf("begins a block: %q", line)
	}
	if block.MatchString(rest) {
		t.Fatalf("begins a block within another: %q", line)
	}
	if bare := ownBold.ReplaceAllString(escaped.ReplaceAllString(withoutCode(rest), ""), ""); strings.ContainsAny(bare, "`<>[]*|~") {
		t.Fatalf("markup in %q, which is %q without its code", line, bare)
	}
}

// withoutCode cuts the spans of code out of a line, as CommonMark finds them:
// from a run of backticks to the next run of the same length.
func withoutCode(s string) string {
	var out strings.Builder
	for i := 0; i < len(s); {
		switch {
		case s[i] == '\\' && i+1 < len(s):
			out.WriteString(s[i : i+2])
			i += 2
		case s[i] == '`':
			n := len(s[i:]) - len(strings.TrimLeft(s[i:], "`"))
			end := closing(s[i+n:], n)
			if end < 0 {
				out.WriteString(s[i : i+n])
				i += n
				continue
			}
			i += n + end
		default:
			out.WriteByte(s[i])
			i++
		}
	}
	return out.String()
}

// closing is the position behind the next run of n backticks, -1 for none.
func closing(s string, n int) int {
	for i := 0; i < len(s); {
		if s[i] != '`' {
			i++
			continue
		}
		run := len(s[i:]) - len(strings.TrimLeft(s[i:], "`"))
		if i += run; run == n {
			return i
		}
	}
	return -1
}
