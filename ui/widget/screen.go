// Package widget holds the small drawn parts that the screens share, and the
// contract between a screen and the program's one tea.Model. It may import
// ui/theme and aws.
package widget

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// Screen is one face of the terminal program. It mutates itself in Update and
// draws itself as a block of exactly width by height cells; the frame around it
// (title bar, banner, footer, overlays) belongs to ui/app.
type Screen interface {
	Init() tea.Cmd
	Update(msg tea.Msg) tea.Cmd
	View(width, height int) string
	// Title is shown in the title bar, such as "setup > 6 alarm".
	Title() string
	// Keys are the bindings that work right now, the most useful first: the
	// footer and the help overlay show them.
	Keys() []key.Binding
	// Typing reports that a text field has the focus, so that single letters
	// are text and no shortcuts.
	Typing() bool
}

// Commander is a screen whose keys are more than those that the footer shows.
type Commander interface{ Commands() []key.Binding }

// Briefer is a screen whose state can be told in a word or two, such as "alarm OK",
// where there is no room for anything else; "" where there is nothing to tell.
type Briefer interface{ Brief() string }

// Helper is a screen whose help page has more to say than its keys.
type Helper interface{ Help() []string }
