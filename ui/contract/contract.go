// Package contract holds the JSON shapes that scripts rely on; docs/json.md is
// their description in words. Times are RFC 3339 UTC, readers ignore fields
// they do not know, and foreign text stays as it is (encoding/json escapes it).
package contract

import (
	"encoding/json"
	"fmt"
	"io"
	"time"
)

// SchemaVersion is raised when a field changes its meaning or goes away.
const SchemaVersion = 1

// Write puts v on w as one line of JSON.
func Write(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return fmt.Errorf("writing JSON: %w", err)
	}
	return nil
}

// Time writes a moment as RFC 3339 UTC with milliseconds, and the zero moment
// as null.
type Time struct{ time.Time }

const timeLayout = "2006-01-02T15:04:05.000Z07:00"

// MarshalJSON implements json.Marshaler.
func (t Time) MarshalJSON() ([]byte, error) {
	if t.IsZero() {
		return []byte("null"), nil
	}
	return json.Marshal(t.UTC().Format(timeLayout))
}
