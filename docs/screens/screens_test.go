//go:build linux || darwin

package main

import (
	"context"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"secretwatch/ui/terminal"
)

// The pictures in this folder are those of the stories, all of them are on the
// page, and all are well-formed.
func TestEverySceneHasItsPictures(t *testing.T) {
	page, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	expected := map[string]bool{}
	for _, s := range stories() {
		for _, step := range s.steps {
			for _, theme := range []string{"dark", "light"} {
				if step.scene != "" {
					expected[step.scene+"-"+theme+".svg"] = true
				}
			}
		}
	}
	files, err := filepath.Glob("*.svg")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if !expected[f] {
			t.Errorf("%s is of no scene", f)
		}
		delete(expected, f)
		if !strings.Contains(string(page), f) {
			t.Errorf("the page does not show %s", f)
		}
		svg, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		wellFormed(t, f, string(svg))
	}
	for f := range expected {
		t.Errorf("%s is missing: go run ./docs/screens", f)
	}
}

func wellFormed(t *testing.T, name, svg string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(svg))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
}

// The first pictures show the words that the program shows today.
func TestThePicturesAreUpToDate(t *testing.T) {
	if testing.Short() {
		t.Skip("SKIPPED: builds and runs the program")
	}
	program := filepath.Join(t.TempDir(), "secretwatch")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", program, "../..")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, s := range []story{{stories()[0].args, stories()[0].steps[:1]}, stories()[1]} {
		err := s.play(context.Background(), program, func(scene string, p picture) error {
			kept, err := os.ReadFile(scene + "-light.svg")
			if err != nil {
				return err
			}
			if got, want := words(t, draw(p.light, light)), words(t, string(kept)); got != want {
				t.Errorf("%s is old: go run ./docs/screens\nthe program shows %s\nthe picture %s", scene, got, want)
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	}
}

// words are the texts of a picture but for the times that parts took.
func words(t *testing.T, svg string) string {
	t.Helper()
	var all []string
	d := xml.NewDecoder(strings.NewReader(svg))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return strings.Join(all, "|")
		}
		if err != nil {
			t.Fatal(err)
		}
		text, is := token.(xml.CharData)
		if s := strings.TrimSpace(string(text)); is && s != "" && !strings.HasPrefix(s, "0:0") && !strings.HasPrefix(s, "text{") {
			all = append(all, s)
		}
	}
}

func TestDrawing(t *testing.T) {
	s := terminal.NewScreen(12, 2, nil)
	_, _ = s.Write([]byte("a <b>  秘 c\r\n│──╮ █▄ \x1b[1;31mx"))
	svg := draw(s.Cells(), dark)
	wellFormed(t, "drawing", svg)
	for _, want := range []string{
		`textLength="42.0" lengthAdjust="spacingAndGlyphs">a &lt;b&gt;</text>`,
		`<text x="72.8" y="53.0" fill="#dfe5ec" textLength="33.6" lengthAdjust="spacingAndGlyphs">秘 c</text>`,
		`h16.8" stroke="#dfe5ec"/>`, `height="9.00"`, `font-weight="bold"`, `fill="#800000"`,
	} {
		if !strings.Contains(svg, want) {
			t.Errorf("no %s in\n%s", want, svg)
		}
	}
}

func TestThePortOfARunIsNotInThePicture(t *testing.T) {
	s := terminal.NewScreen(50, 1, nil)
	_, _ = s.Write([]byte("at http://127.0.0.1:39741, pace fast"))
	row := usual(s.Cells())[0]
	if got := row[20].Text + row[21].Text + row[22].Text + row[23].Text + row[24].Text + row[25].Text; got != "54566," {
		t.Errorf("the port is %q", got)
	}
}
