package talk

import (
	"regexp"
	"strings"
)

// forEars leaves out the keys of the screens, and marks that are only seen, and
// says signs in words. What stands in quotes is a person's own, and stays.
func forEars(text string) string {
	text = strings.NewReplacer(" (u)", "", "`", "").Replace(text)
	own := ""
	if end := refusal.FindStringIndex(text); end != nil { // what was answered may hold quotes itself
		own, text = text[:end[1]-1], text[end[1]-1:]
	}
	parts := strings.Split(text, `"`)
	for i := 0; i < len(parts); i += 2 {
		parts[i] = signsInWords(parts[i])
	}
	return own + strings.Join(parts, `"`)
}

// refusal is how the sentence about a wrong answer begins: with the answer.
var refusal = regexp.MustCompile(`^".*"( \([0-9]+ characters\))? `)

// span is a range of numbers or letters, such as 1-512 or A-Z.
var span = regexp.MustCompile(`\b(\d+|[AaZz])-(\d+|[AaZz])\b`)

// alphabet says the ranges that names are made of, which sound the same one after
// the other.
var alphabet = strings.NewReplacer("A-Z a-z 0-9 ", "capital and small letters, digits, ", "a-z 0-9 ", "small letters, digits, ")

// signRow is a row of signs without blanks, such as /_+=.@-.
var signRow = regexp.MustCompile(`(^| )[/_+=.@#:*$-]{3,}($| )`)

// signNames are what a voice leaves out where it stands alone.
var signNames = map[string]string{
	"/": "slash", "_": "underscore", "+": "plus", "=": "equals sign", ".": "dot", "@": "at sign", "-": "hyphen",
	"#": "hash", ":": "colon", "*": "star", "$": "dollar sign", ",": "comma",
}

func signsInWords(text string) string {
	text = alphabet.Replace(text)
	text = span.ReplaceAllString(text, "$1 to $2")
	text = signRow.ReplaceAllStringFunc(text, func(row string) string {
		if strings.Trim(row, " .") == "" { // three dots are a pause
			return row
		}
		return strings.Replace(row, strings.TrimSpace(row), strings.Join(strings.Split(strings.TrimSpace(row), ""), " "), 1)
	})
	words := strings.Split(text, " ")
	inRow := false
	for i := len(words) - 1; i >= 0; i-- { // a name is followed by a comma where another one comes
		name, after := signOf(words[i])
		if name == "" {
			inRow = false
			continue
		}
		if after == "" && inRow {
			after = ","
		}
		words[i], inRow = name+after, true
	}
	return strings.Join(words, " ")
}

// signOf is the name of a sign that stands alone, and the punctuation behind it.
func signOf(word string) (name, after string) {
	if name = signNames[word]; name != "" || len(word) != 2 {
		return name, ""
	}
	if strings.ContainsAny(word[1:], ",.;:") {
		return signNames[word[:1]], word[1:]
	}
	return "", ""
}

// optionForEars is what an option is called.
func optionForEars(label string) string { return strings.ReplaceAll(label, " + ", " and ") }
