package plain

import (
	"github.com/charmbracelet/x/ansi"

	"secretwatch/aws/doctor/pages"
)

// Page prints what there is to say about a code, for a width in columns.
func (p Printer) Page(page pages.Page, width int) {
	if p.Spoken {
		p.spokenPage(page)
		return
	}
	for _, l := range page.Lines(width) {
		p.line("%s", p.role(l.Role, l.Text))
	}
}

// role colours a line by what it is; without colours it stays as it is.
func (p Printer) role(r pages.Role, text string) string {
	style := ansi.Style(nil)
	switch r {
	case pages.RoleTitle, pages.RoleHeading:
		style = p.Styles.Good
	case pages.RoleCommand:
		style = p.Styles.Wait
	case pages.RoleURL, pages.RoleFacts:
		style = p.Styles.Dim
	default:
	}
	if len(style) == 0 || text == "" {
		return text
	}
	return style.Styled(text)
}

// Codes lists every code with its title, link by link.
func (p Printer) Codes(all []pages.Page) {
	if p.Spoken {
		p.spokenCodes(all)
		return
	}
	hop, wide := "", 0
	for _, page := range all {
		wide = max(wide, len(page.Code))
	}
	for i, page := range all {
		if name := pages.HopName(page.Hop); i == 0 || name != hop {
			hop = name
			p.line("%s", p.role(pages.RoleHeading, hop))
		}
		p.line("  %-*s  %s", wide, page.Code, page.Title)
	}
	p.line("")
	p.line("secretwatch explain CODE prints the page behind one of them.")
}
