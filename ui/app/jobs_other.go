//go:build !unix

package app

// resumable is false where processes are not stopped by a key.
func resumable() bool { return false }
