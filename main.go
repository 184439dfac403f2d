// Command secretwatch builds, watches and explains an e-mail alarm on the
// reads of a secret in AWS Secrets Manager.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"secretwatch/ui/cli"
)

// Set by the linker when a release is built.
var version, commit string

func main() {
	// Signals stay caught to the end: a second ctrl+c while we leave must not
	// end the process another way.
	ctx, _ := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	os.Exit(cli.Main(ctx, os.Args[1:], cli.OSStreams(), cli.Build{Version: version, Commit: commit}))
}
