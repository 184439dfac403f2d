package app

import (
	"context"
	"os"
	"runtime/debug"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
)

// ProgramOptions are the options that the environment asks for. NO_COLOR counts
// with any value but the empty one (https://no-color.org); the library reads it
// as a boolean.
func ProgramOptions(getenv func(string) string) []tea.ProgramOption {
	if getenv("NO_COLOR") != "" {
		return []tea.ProgramOption{tea.WithColorProfile(colorprofile.ASCII)}
	}
	return nil
}

// MostMemory is from how much memory on, in bytes, garbage is collected more
// often than usual: a pane that has seen a million reads has made a lot of it.
const MostMemory = 128 << 20

// Run shows the terminal program until it is left. The context that begin gets
// ends with the program: every command closes over it. When parent ends, the
// program is left too, with the terminal as it was before.
// The error is tea.ErrInterrupted after ctrl+c.
func Run(parent context.Context, begin func(context.Context) Options, options ...tea.ProgramOption) error {
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(MostMemory)
	}
	changes, stop := dragged()
	defer stop()
	return run(parent, changes, begin, options...)
}

func run(parent context.Context, changes <-chan os.Signal, begin func(context.Context) Options, options ...tea.ProgramOption) error {
	ctx, cancel := context.WithCancel(parent)
	defer cancel()
	clock := &pacer{}
	defer clock.stop()
	known := onlyChanges()
	filter := func(m tea.Model, msg tea.Msg) tea.Msg { return known(m, clock.filter(m, msg)) }
	options = append([]tea.ProgramOption{tea.WithFPS(120), tea.WithFilter(filter)}, options...)
	model := New(begin(ctx))
	model.suspends = resumable()
	p := tea.NewProgram(model, options...)
	clock.program = p
	go settle(ctx, changes, func(size tea.WindowSizeMsg) { p.Send(size) })
	go func() {
		<-ctx.Done()
		p.Quit()
	}()
	_, err := p.Run()
	return err
}
