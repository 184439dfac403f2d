package plain

import (
	"github.com/charmbracelet/x/ansi"

	"secretwatch/aws/doctor"
)

// Styles colour the words that say how things stand. The words alone say it
// all: the zero value leaves them plain.
type Styles struct {
	Good, Bad, Warn, Wait, Dim ansi.Style
}

// Colors are the terminal's own palette, which its owner chose to be legible
// on its background. Green is not among them: many cannot tell it from red.
func Colors() Styles {
	return Styles{
		Good: ansi.NewStyle(ansi.AttrCyanForegroundColor),
		Bad:  ansi.NewStyle(ansi.AttrBold, ansi.AttrRedForegroundColor),
		Warn: ansi.NewStyle(ansi.AttrYellowForegroundColor),
		Wait: ansi.NewStyle(ansi.AttrMagentaForegroundColor),
		Dim:  ansi.NewStyle(ansi.AttrFaint),
	}
}

// Status is the word for a finding's status, coloured.
func (p Printer) Status(s doctor.Status) string {
	switch s {
	case doctor.OK:
		return p.Styles.Good.Styled(string(s))
	case doctor.Broken:
		return p.Styles.Bad.Styled("BROKEN")
	case doctor.Waiting:
		return p.Styles.Wait.Styled(string(s))
	case doctor.Skipped:
		return p.Styles.Dim.Styled(string(s))
	default:
		return p.Styles.Warn.Styled(string(s))
	}
}
