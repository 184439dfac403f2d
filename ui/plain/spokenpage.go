package plain

import (
	"strings"

	"secretwatch/aws/doctor/pages"
)

// spokenPage is a page with every paragraph, and every command, on one line.
func (p Printer) spokenPage(page pages.Page) {
	role, text := pages.RoleBlank, ""
	end := func() {
		switch {
		case text == "":
		case role == pages.RoleCommand:
			p.Whole(text)
		case role == pages.RoleHeading || role == pages.RoleTitle:
			p.line("%s", p.role(role, ended(text)))
		case role == pages.RoleURL:
			p.line("%s", p.role(role, text))
		default:
			p.line("%s", p.role(role, strings.ReplaceAll(text, " > ", ", then ")))
		}
		text = ""
	}
	for _, l := range page.Lines(unwrapped) {
		more := strings.TrimSuffix(strings.TrimSpace(l.Text), ` \`)
		if l.Role != role || l.Role == pages.RoleCommand && !strings.HasPrefix(more, "--") {
			end()
		}
		role, text = l.Role, strings.TrimSpace(text+" "+more)
	}
	end()
}

// unwrapped is a width at which a page breaks as few lines as it can.
const unwrapped = 1 << 14

// spokenCodes lists the codes as sentences, link by link.
func (p Printer) spokenCodes(all []pages.Page) {
	p.line("There are %d codes. secretwatch explain and a code says the page behind it.", len(all))
	hop := ""
	for _, page := range all {
		if name := pages.HopName(page.Hop); name != hop {
			hop = name
			p.line("About %s:", hop)
		}
		p.line("%s: %s", page.Code, Sentence(page.Title))
	}
}

// ended is a heading that is heard to be one.
func ended(heading string) string {
	if strings.ContainsAny(heading[len(heading)-1:], ".:?!") {
		return heading
	}
	return heading + ":"
}
