package wire

import (
	"encoding/json"
	"strings"
)

// JSON writes <, > and & as they are, as AWS does: text patterns and people
// look for them.
func JSON(v any) (string, error) {
	var b strings.Builder
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		return "", err
	}
	return strings.TrimSuffix(b.String(), "\n"), nil
}
