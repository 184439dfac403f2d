package widget

// Window is which rows of a long list are on the screen: the selected row and
// the first one shown. Row 0 is the top. It knows no rows, so that a list of
// any length costs what the screen shows of it. The zero value is a window at
// the top.
type Window struct {
	Selected int
	first    int
	height   int // as last drawn, for paging
}

// Move moves the selection by n rows among count.
func (w *Window) Move(n, count int) {
	w.Selected = min(max(w.Selected+n, 0), max(count-1, 0))
}

// Page moves the selection by n screens.
func (w *Window) Page(n, count int) { w.Move(n*max(w.height-1, 1), count) }

// Top selects the first row, Bottom the last.
func (w *Window) Top() { w.Selected = 0 }

// Bottom selects the last of count rows.
func (w *Window) Bottom(count int) { w.Move(count, count) }

// Grew tells the window that n rows came in above the selected one: the same
// row stays selected, at the same place on the screen.
func (w *Window) Grew(n int) {
	w.Selected += n
	w.first += n
}

// Above is how many rows are above the screen.
func (w *Window) Above() int { return w.first }

// Range gives the rows from first up to but not including last that a screen of
// height lines shows of count rows, the selected one always among them.
func (w *Window) Range(count, height int) (first, last int) {
	w.height = height
	if count == 0 || height <= 0 {
		w.first = 0
		return 0, 0
	}
	w.Move(0, count)
	switch {
	case w.Selected < w.first:
		w.first = w.Selected
	case w.Selected >= w.first+height:
		w.first = w.Selected - height + 1
	}
	w.first = max(min(w.first, count-height), 0)
	return w.first, min(w.first+height, count)
}
