package setup

import (
	"regexp"
	"testing"

	"charm.land/lipgloss/v2"
)

// partRow is a row of a plan, or of the parts that are made.
var partRow = regexp.MustCompile(`([+=~!-] (?:create|keep|use|update|delete)|[✓…○✗] (?:done|kept|making|next|deleted)) +` +
	`(?:secret|bucket|log group|role|trail|metric filter|topic|subscription|alarm|EventBridge rule|rule's topic|rule's subscription) {1,17}\S`)

// aligned wants the names of all parts in a frame below one another, where the
// longest kinds have room.
func aligned(t testing.TB, lines []string, w int) {
	t.Helper()
	column := -1
	for _, line := range lines {
		at := partRow.FindStringIndex(line)
		if at == nil || w < 60 {
			continue
		}
		if begins := lipgloss.Width(line[:at[1]]); column < 0 {
			column = begins
		} else if begins != column {
			t.Errorf("at %d columns a name begins at %d, the others at %d: %q", w, begins, column, line)
		}
	}
}
