package widget

import (
	"strings"

	"charm.land/bubbles/v2/key"
)

// Binding is a key binding with its help; the first key is the one shown.
func Binding(what string, keys ...string) key.Binding {
	return key.NewBinding(key.WithKeys(keys...), key.WithHelp(keys[0], what))
}

// alsoMark begins the entry of a binding's keys that holds other words for it. No
// key has such a name, so it never matches one.
const alsoMark = "also: "

// Also gives a binding other words by which a person may look for it, where all
// keys are searched.
func Also(b key.Binding, words string) key.Binding {
	b.SetKeys(append(b.Keys(), alsoMark+words)...)
	return b
}

// Words are all by which a binding can be found, in lower case: what it does, its
// key, and its other words.
func Words(b key.Binding) string {
	words := b.Help().Desc + " " + b.Help().Key
	for _, k := range b.Keys() {
		if also, ok := strings.CutPrefix(k, alsoMark); ok {
			words += " " + also
		}
	}
	return strings.ToLower(words)
}
