//go:build unix

package app

import (
	"os"
	"os/signal"
	"syscall"
)

// dragged says when the terminal has another size, until stop.
func dragged() (changes <-chan os.Signal, stop func()) {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGWINCH)
	return signals, func() { signal.Stop(signals) }
}
