package app

import (
	"reflect"
	"time"

	tea "charm.land/bubbletea/v2"
)

// The renderer looks for a changed frame at every tick of a clock of its own,
// also when nothing happens for hours, and that is nearly all the processor
// time of a program at rest (1.2 % of a core at 60 ticks a second where this
// was measured). So the clock runs fast while messages come and slowly
// otherwise.
const (
	busyTick  = time.Second / 120
	restTick  = time.Second
	restAfter = 100 * time.Millisecond
)

// pacer sets the renderer's clock. Bubble Tea 2.0 has no option for it after
// the start, so it takes the ticker out of the program; where a later version
// keeps it elsewhere, the renderer's clock stays as it is.
type pacer struct {
	program *tea.Program
	ticker  *time.Ticker
	rest    *time.Timer
	resting chan struct{} // holds one token while the clock is slow
}

// filter makes the clock fast before a message is handled. It runs on the
// program's own goroutine, after the renderer has started.
func (p *pacer) filter(_ tea.Model, msg tea.Msg) tea.Msg {
	if p.ticker == nil {
		p.ticker = rendererTicker(p.program)
		if p.ticker == nil {
			return msg
		}
		p.resting = make(chan struct{}, 1)
		p.rest = time.AfterFunc(restAfter, func() {
			p.ticker.Reset(restTick)
			p.resting <- struct{}{}
		})
		return msg
	}
	// A timer that was stopped in time leaves the clock as fast as it is.
	if !p.rest.Stop() {
		<-p.resting
		p.ticker.Reset(busyTick)
	}
	p.rest.Reset(restAfter)
	return msg
}

// stop ends the pacer with the program.
func (p *pacer) stop() {
	if p.rest != nil {
		p.rest.Stop()
	}
}

// rendererTicker finds the clock of the program's renderer, nil where there is
// none of that name and type.
func rendererTicker(program *tea.Program) *time.Ticker {
	field := reflect.ValueOf(program).Elem().FieldByName("ticker")
	if !field.IsValid() || field.Type() != reflect.TypeFor[*time.Ticker]() {
		return nil
	}
	return (*time.Ticker)(field.UnsafePointer())
}
