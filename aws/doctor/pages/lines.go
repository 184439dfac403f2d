package pages

import (
	"strings"

	"secretwatch/aws/monitor"
)

// Role says what a line of a page is, so that a face may style it.
type Role string

// The roles of a line.
const (
	RoleTitle   Role = "title"
	RoleFacts   Role = "facts"
	RoleHeading Role = "heading"
	RoleBody    Role = "body"
	RoleCommand Role = "command"
	RoleURL     Role = "url"
	RoleBlank   Role = "blank"
)

// Line is one line of a page, without colour.
type Line struct {
	Role Role
	Text string
}

const (
	narrowest = 40
	widest    = 100
)

// Lines lays a page out for a width in columns, of which it uses 40 to 100. Only
// an address, or a word of a command, that is longer than a line runs over it.
func (p Page) Lines(width int) []Line {
	w := &writer{width: min(max(width, narrowest), widest)}
	w.put(RoleTitle, "", "", p.Code+": "+p.Title)
	w.put(RoleFacts, "", "", p.facts())
	commands := false
	for _, s := range p.Sections {
		w.lines = append(w.lines, Line{Role: RoleBlank})
		w.put(RoleHeading, "", "", s.Heading)
		for _, b := range s.Blocks {
			commands = commands || b.Kind == Command
			w.block(b)
		}
	}
	if commands {
		w.lines = append(w.lines, Line{Role: RoleBlank})
		w.put(RoleFacts, "", "", "Words in capitals stand for your own names. Add --region and --profile where yours are not the default. The wording of the console changes over time.")
	}
	return w.lines
}

// facts say at a glance what the code means for the mail and who acts.
func (p Page) facts() string {
	facts := "Hop: " + HopName(p.Hop) + ". Effect on the mail: " + string(p.Effect) + ". "
	switch p.Remedy {
	case "auto":
		facts += "Remedy: auto, secretwatch doctor --fix applies it after a yes."
	case "person":
		facts += "Remedy: person, somebody has to look or to act."
	case "removes":
		facts += "Remedy: removes, it takes something away, so the doctor shows it and does not apply it."
	default:
		facts += "Nothing has to be mended."
	}
	if !p.Seen {
		facts += " No API shows this, so the doctor cannot find it."
	}
	return facts
}

type writer struct {
	width int
	lines []Line
}

func (w *writer) block(b Block) {
	switch b.Kind {
	case Command:
		w.command(b.Text)
	case Source:
		w.put(RoleBody, "  ", "  ", b.Text)
		w.lines = append(w.lines, Line{RoleURL, "  " + b.URL})
	case Unverified:
		w.put(RoleBody, "  ", "  ", "Not verified against AWS: "+b.Text)
	default:
		w.put(RoleBody, "  ", "  ", b.Text)
	}
}

// put wraps words; the first line and the others may be indented differently.
func (w *writer) put(role Role, first, others, text string) {
	line := first
	for _, word := range strings.Fields(text) {
		switch {
		case strings.TrimSpace(line) == "":
			line += word
		case len(line)+1+len(word) <= w.width:
			line += " " + word
		default:
			w.lines = append(w.lines, Line{role, line})
			line = others + word
		}
	}
	w.lines = append(w.lines, Line{role, line})
}

// command breaks between arguments, with a backslash, so that the lines can be
// pasted into a shell as they stand.
func (w *writer) command(text string) {
	line := "    "
	for _, word := range arguments(text) {
		switch {
		case strings.TrimSpace(line) == "":
			line += word
		case len(line)+1+len(word)+2 <= w.width:
			line += " " + word
		default:
			w.lines = append(w.lines, Line{RoleCommand, line + ` \`})
			line = "      " + word
		}
	}
	w.lines = append(w.lines, Line{RoleCommand, line})
}

// arguments cuts a command into an option with its value each, leaving what is
// quoted whole.
func arguments(command string) []string {
	var parts []string
	quoted, from := false, 0
	for i := range len(command) {
		switch {
		case command[i] == '\'':
			quoted = !quoted
		case !quoted && strings.HasPrefix(command[i:], " --"):
			parts = append(parts, strings.TrimSpace(command[from:i]))
			from = i
		}
	}
	return append(parts, strings.TrimSpace(command[from:]))
}

// HopName is a hop's name, "any" for what may be said of every one.
func HopName(h monitor.Hop) string {
	if h == "" {
		return "any"
	}
	return string(h)
}
