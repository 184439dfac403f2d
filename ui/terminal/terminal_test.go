package terminal_test

import (
	"testing"

	"secretwatch/ui/terminal"
)

func TestScreenShowsWhatWasWritten(t *testing.T) {
	for _, c := range []struct{ name, written, want string }{
		{"text", "one\r\ntwo", "one\ntwo\n"},
		{"wraps", "0123456789ab", "0123456789\nab\n"},
		{"scrolls", "1\r\n2\r\n3\r\n4", "2\n3\n4"},
		{"moves", "\x1b[2;4Hx\x1b[1Gy\x1b[Az\x1b[2Bw", " z\ny  x\n  w"},
		{"erases", "abcdef\x1b[3G\x1b[Kx\r\nabcdef\x1b[3G\x1b[2X", "abx\nab  ef\n"},
		{"repeats", "─\x1b[4b|", "─────|\n\n"},
		{"inserts and deletes", "abcd\x1b[2G\x1b[2@\r\nabcd\x1b[2G\x1b[2P", "a  bcd\nad\n"},
		{"lines", "1\r\n2\r\n3\x1b[2;1H\x1b[L\x1b[1;1H\x1b[M", "\n2\n"},
		{"region", "1\r\n2\r\n3\x1b[2;3r\x1b[3;1H\nx", "1\n3\nx"},
		{"wide and combining", "秘密e\u0301!", "秘密e\u0301!\n\n"},
		{"questions and modes", "\x1b[?2026$p\x1b[>q\x1b[?25l\x1b]2;title\x07a\x1b[?u", "a\n\n"},
		{"alternate screen", "shell\x1b[?1049hx", "x\n\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			whole := terminal.NewScreen(10, 3, nil)
			_, _ = whole.Write([]byte(c.written))
			if got := whole.Text(); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
			bytewise := terminal.NewScreen(10, 3, nil)
			for i := range len(c.written) {
				_, _ = bytewise.Write([]byte{c.written[i]})
			}
			if bytewise.Text() != c.want {
				t.Errorf("byte by byte %q, want %q", bytewise.Text(), c.want)
			}
		})
	}
}

func TestStylesAndQuestions(t *testing.T) {
	var asked []string
	s := terminal.NewScreen(20, 2, func(q string) { asked = append(asked, q) })
	_, _ = s.Write([]byte("\x1b]11;?\x07\x1b[1;38;2;16;20;24;48;5;196ma\x1b[22;39;49;4;7mb\x1b[m\x1b[91mc"))
	row := s.Cells()[0]
	for i, want := range []terminal.Style{
		{Fg: "#101418", Bg: "#ff0000", Bold: true}, {Underline: true, Reverse: true}, {Fg: "#ff0000"},
	} {
		if row[i].Style != want {
			t.Errorf("%s is %+v, want %+v", row[i].Text, row[i].Style, want)
		}
	}
	if len(asked) != 1 || asked[0] != "\x1b]11;?\x07" {
		t.Errorf("asked %q", asked)
	}
}

func TestResizingKeepsTheUpperLeft(t *testing.T) {
	s := terminal.NewScreen(6, 3, nil)
	_, _ = s.Write([]byte("abcdef\r\nghi\r\nj"))
	s.Resize(4, 2)
	if got := s.Text(); got != "abcd\nghi" {
		t.Errorf("%q", got)
	}
	s.Resize(8, 3)
	_, _ = s.Write([]byte("\x1b[3;8Hx"))
	if got := s.Text(); got != "abcd\nghi\n       x" {
		t.Errorf("%q", got)
	}
}
