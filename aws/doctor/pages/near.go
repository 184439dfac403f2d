package pages

import (
	"maps"
	"slices"
	"strings"
)

// Near lists the codes that a mistyped one was probably meant to be, the
// nearest first, at most three.
func Near(typed string) []string {
	typed = Normal(typed)
	type guess struct {
		code string
		far  int
	}
	var guesses []guess
	for _, code := range Codes() {
		far := Distance(typed, code)
		switch {
		case typed != "" && len(typed) >= 4 && strings.Contains(code, typed):
			far = 1
		case far > max(2, len(code)/4):
			continue
		}
		guesses = append(guesses, guess{code, far})
	}
	slices.SortStableFunc(guesses, func(a, b guess) int { return a.far - b.far })
	var codes []string
	for _, g := range guesses[:min(3, len(guesses))] {
		codes = append(codes, g.code)
	}
	return codes
}

// ofErrors are the pages about errors of AWS's that no finding is about, by the
// error's code.
var ofErrors = map[string]string{"insufficientsnstopicpolicyexception": "trail-topic-policy-denies"}

// OfErrors lists those pages' codes.
func OfErrors() []string { return slices.Sorted(maps.Values(ofErrors)) }

// Normal is a code as it was probably meant: people type it with capitals,
// spaces or underscores. An error's code stands for the page about it.
func Normal(typed string) string {
	if page, ok := ofErrors[strings.ToLower(strings.TrimSpace(typed))]; ok {
		return page
	}
	return strings.NewReplacer(" ", "-", "_", "-").Replace(strings.ToLower(strings.TrimSpace(typed)))
}

// Distance is how many letters have to be put in, left out or changed to make
// b of a.
func Distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		corner := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := corner
			if a[i] != b[j] {
				change++
			}
			corner = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
