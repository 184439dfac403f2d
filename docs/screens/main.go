//go:build linux || darwin

// The program screens takes the pictures of this folder: it builds secretwatch,
// runs its demo on a terminal, presses keys, and writes each screen as SVG for
// dark and for light pages. Run it at the top of the repository:
//
//	go run ./docs/screens
package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := pictures(ctx, filepath.Join("docs", "screens"))
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "screens:", err)
		os.Exit(1)
	}
}

// pictures writes the pictures of all scenes into a folder.
func pictures(ctx context.Context, folder string) error {
	work, err := os.MkdirTemp("", "screens")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(work) }()
	program := filepath.Join(work, "secretwatch")
	build := exec.CommandContext(ctx, "go", "build", "-o", program, ".") //nolint:gosec // into our own folder
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		return fmt.Errorf("building the program: %w", err)
	}
	for _, s := range stories() {
		err := s.play(ctx, program, func(scene string, shot picture) error {
			for name, svg := range map[string]string{scene + "-dark.svg": draw(shot.dark, dark), scene + "-light.svg": draw(shot.light, light)} {
				if err := os.WriteFile(filepath.Join(folder, name), []byte(svg), 0o644); err != nil { //nolint:gosec // for everyone
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}
