//go:build unix

package app

import "golang.org/x/sys/unix"

// resumable reports that a shell could bring the program back after ctrl+z. A
// process group of its own within the session is what a shell with job control
// gives a job; whoever leads the session, such as a program that a terminal or a
// container starts itself, would stay stopped for good.
func resumable() bool {
	session, err := unix.Getsid(0)
	return err == nil && unix.Getpgrp() != session
}
