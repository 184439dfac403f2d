package contract

import (
	"strconv"
	"time"
	"unicode/utf8"

	"secretwatch/aws/watch"
)

// AppendRead appends the line that Write gives for NewRead, byte for byte: a look
// back has hundreds of thousands of them.
func AppendRead(to []byte, r *watch.Read, at time.Time) []byte {
	to = append(to, `{"type":"read","time":`...)
	to = appendTime(to, r.Time)
	to = member(to, `,"eventId":`, r.EventID)
	to = member(to, `,"requestId":`, r.RequestID)
	to = member(to, `,"secret":`, r.Secret.Raw())
	to = member(to, `,"who":{"kind":`, string(r.Who.Kind))
	to = member(to, `,"name":`, r.Who.Name.Raw())
	to = member(to, `,"arn":`, r.Who.ARN.Raw())
	to = member(to, `,"session":`, r.Who.Session.Raw())
	to = member(to, `},"how":`, string(r.How))
	to = member(to, `,"agent":`, r.Agent.Raw())
	to = member(to, `,"from":`, r.From.Raw())
	to = member(to, `,"result":`, string(r.Result))
	to = member(to, `,"error":`, r.Error.Raw())
	to = strconv.AppendBool(append(to, `,"test":`...), r.Test)
	to = strconv.AppendInt(append(to, `,"lagMs":`...), max(0, at.Sub(r.Time).Milliseconds()), 10)
	return append(to, "}\n"...)
}

func member(to []byte, name, value string) []byte {
	return appendText(append(to, name...), value)
}

// appendTime appends what Time marshals to.
func appendTime(to []byte, t time.Time) []byte {
	if t.IsZero() {
		return append(to, "null"...)
	}
	to = append(to, '"')
	to = t.UTC().AppendFormat(to, timeLayout)
	return append(to, '"')
}

// appendText appends a text as a JSON string, as encoding/json writes it where it
// does not escape for HTML.
func appendText(to []byte, text string) []byte {
	to = append(to, '"')
	done := 0
	for i := 0; i < len(text); {
		if i+8 <= len(text) && plain(text[i:i+8]) {
			i += 8
			continue
		}
		c := text[i]
		if c >= ' ' && c < utf8.RuneSelf && c != '"' && c != '\\' {
			i++
			continue
		}
		escape, size := escapeOf(text[i:])
		if escape != "" {
			to = append(append(to, text[done:i]...), escape...)
			done = i + size
		}
		i += size
	}
	return append(append(to, text[done:]...), '"')
}

// plain reports that eight bytes stand for themselves.
func plain(text string) bool {
	const ones, highs = 0x0101010101010101, 0x8080808080808080
	eight := uint64(text[0]) | uint64(text[1])<<8 | uint64(text[2])<<16 | uint64(text[3])<<24 |
		uint64(text[4])<<32 | uint64(text[5])<<40 | uint64(text[6])<<48 | uint64(text[7])<<56
	quote, escape := eight^'"'*ones, eight^'\\'*ones
	return (eight|(quote-ones)|(escape-ones)|(eight-' '*ones))&highs == 0
}

// escapeOf is what stands for the first character of text, "" for itself, and
// the character's size.
func escapeOf(text string) (escape string, size int) {
	const hex = "0123456789abcdef"
	switch c := text[0]; c {
	case '"':
		return `\"`, 1
	case '\\':
		return `\\`, 1
	case '\b':
		return `\b`, 1
	case '\f':
		return `\f`, 1
	case '\n':
		return `\n`, 1
	case '\r':
		return `\r`, 1
	case '\t':
		return `\t`, 1
	default:
		if c < ' ' {
			return `\u00` + hex[c>>4:c>>4+1] + hex[c&15:c&15+1], 1
		}
	}
	switch c, size := utf8.DecodeRuneInString(text); {
	case c == utf8.RuneError && size == 1:
		return `\ufffd`, 1
	case c == '\u2028':
		return `\u2028`, size // JavaScript takes them for the end of a line
	case c == '\u2029':
		return `\u2029`, size
	default:
		return "", size
	}
}
