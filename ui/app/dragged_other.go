//go:build !unix

package app

import "os"

// dragged says nothing: where there are no signals, a terminal's new size comes
// with the keys.
func dragged() (changes <-chan os.Signal, stop func()) { return nil, func() {} }
