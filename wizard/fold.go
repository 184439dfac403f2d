package wizard

import (
	"encoding/json"
	"strings"
)

// Reading is a command laid out for the screen. What is copied off it works in
// a shell, unless it is Shortened or a line was too long for the screen; paste
// Shell.
type Reading struct {
	Lines     []string // a line may be longer than was asked for where a word has no place to break
	Shortened bool     // a long document stands as Cut
	Blanks    bool     // within a filter pattern a line break stands for a blank
}

// Cut stands in a Reading for what a document holds.
const Cut = "..."

// Where the lines of a command begin, after its first.
const (
	optionIndent = "  "
	valueIndent  = "    "
)

// goesOn is what ends a line where the command goes on in the next.
const goesOn = ` \`

// Reading lays the command out in lines of at most w bytes. An option stays
// with its value where there is room. A line ends between two words, with a
// backslash, or within the quotes of JSON or of a filter pattern, where those
// may have white space.
func (c Command) Reading(w int) Reading {
	f := folder{w: w}
	all := c.options()
	for i, words := range all {
		f.option, f.value = optionIndent, valueIndent
		if assignment.MatchString(all[0][0]) && i < 2 { // the variables and the command begin at the margin
			f.option = ""
			if i == 0 {
				f.value = ""
			}
		}
		for i := range words {
			if short := shortened(words[i]); short != "" {
				words[i], f.Shortened = short, true
			}
		}
		f.add(words)
	}
	f.Lines = append(f.Lines, f.line)
	return f.Reading
}

// shortened stands for a document that is too long to be read here, else "".
func shortened(word string) string {
	switch {
	case strings.HasPrefix(word, "{") && (strings.Contains(word, "Statement") || strings.Contains(word, "detail-type")):
		return "{ " + Cut + " }"
	case strings.HasPrefix(word, "[{") && strings.Contains(word, "InputTemplate"):
		return "[ " + Cut + " ]"
	default:
		return ""
	}
}

// folder writes one command.
type folder struct {
	Reading
	w    int
	line string // the one that is being written
	// Where a line begins with an option, and with its value.
	option, value string
}

// add writes an option and its value, or the command's name.
func (f *folder) add(words []string) {
	text := quoted(words)
	switch {
	case f.fits(text):
		return
	case len(f.option+text+goesOn) <= f.w:
		f.next(f.option + text)
		return
	}
	for i, word := range words {
		indent := f.value
		switch {
		case f.line == "":
			indent = ""
		case i == 0:
			indent = f.option
		}
		text := ShellQuote(word)
		if i > 0 && f.fits(text) {
			continue
		}
		f.next("")
		if len(indent+text+goesOn) > f.w {
			f.fold(indent, word)
		} else {
			f.line = indent + text
		}
	}
}

// fits writes text on the line where it fits.
func (f *folder) fits(text string) bool {
	if f.line != "" {
		text = " " + text
	}
	if len(f.line+text+goesOn) > f.w {
		return false
	}
	f.line += text
	return true
}

// next ends the line between two words.
func (f *folder) next(line string) {
	if f.line != "" {
		f.Lines = append(f.Lines, f.line+goesOn)
	}
	f.line = line
}

// fold writes a word that is longer than a line, in several where it has places
// to break.
func (f *folder) fold(indent, word string) {
	room := f.w - len(indent+"'"+"'"+goesOn)
	pieces, blank := documentPieces(word, room), ""
	if pieces == nil {
		if pieces, blank = patternPieces(word), " "; pieces == nil {
			f.line = indent + ShellQuote(word)
			return
		}
	}
	row := ""
	f.line = indent + "'"
	for _, piece := range pieces {
		piece = strings.ReplaceAll(piece, "'", `'\''`)
		if row != "" && len(row+blank+piece) > room {
			f.Lines = append(f.Lines, f.line+row)
			f.line, row = indent+" ", ""
			f.Blanks = f.Blanks || blank != ""
		}
		if row != "" {
			row += blank
		}
		row += piece
	}
	f.line += row + "'"
}

// documentPieces breaks JSON where it may have white space: between members,
// and between a long one's name and its value. It is nil for anything else.
func documentPieces(word string, room int) []string {
	if !strings.HasPrefix(word, "{") && !strings.HasPrefix(word, "[") || !json.Valid([]byte(word)) {
		return nil
	}
	var pieces []string
	for _, member := range splitAfter(word, "{[,") {
		if len(member) > room {
			pieces = append(pieces, splitAfter(member, ":")...)
		} else {
			pieces = append(pieces, member)
		}
	}
	return pieces
}

// patternPieces breaks a filter pattern of fields at its blanks. It is nil for
// anything else.
func patternPieces(word string) []string {
	if !strings.HasPrefix(word, "{") {
		return nil
	}
	pieces := splitAfter(word, " ")
	for i, p := range pieces[:len(pieces)-1] {
		pieces[i] = strings.TrimSuffix(p, " ")
	}
	return pieces
}

// splitAfter splits text behind every one of marks that stands outside of double
// quotes.
func splitAfter(text, marks string) []string {
	var pieces []string
	begin, inside := 0, false
	for i := 0; i < len(text); i++ {
		switch {
		case inside && text[i] == '\\':
			i++ // whatever it is, it ends no quotes
		case text[i] == '"':
			inside = !inside
		case !inside && strings.IndexByte(marks, text[i]) >= 0:
			pieces = append(pieces, text[begin:i+1])
			begin = i + 1
		}
	}
	if begin < len(text) {
		pieces = append(pieces, text[begin:])
	}
	return pieces
}
