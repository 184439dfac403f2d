package filter_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// Real CloudTrail records: a text pattern finds the word anywhere in them,
// BatchGetSecretValue included; a JSON pattern only the event of that name.
func TestRealRecords(t *testing.T) {
	const folder = "../record/testdata/events"
	b, err := os.ReadFile(filepath.Join(folder, "index.json"))
	if err != nil {
		t.Fatal(err)
	}
	var index []struct {
		File string
		JSON bool `json:"matches_GetSecretValue_json"`
		Text bool `json:"matches_quoted_text"`
	}
	if err := json.Unmarshal(b, &index); err != nil {
		t.Fatal(err)
	}
	byName, byText := parse(t, `{ $.eventName = "GetSecretValue" }`), parse(t, `"GetSecretValue"`)
	for _, entry := range index {
		record, err := os.ReadFile(filepath.Join(folder, entry.File))
		if err != nil {
			t.Fatal(err)
		}
		if got := byName.Match(string(record)); got != entry.JSON {
			t.Errorf("%s: %s = %v", entry.File, byName, got)
		}
		if got := byText.Match(string(record)); got != entry.Text {
			t.Errorf("%s: %s = %v", entry.File, byText, got)
		}
	}
	// A field that is missing makes every comparison false, so this pattern
	// drops the reads that worked.
	worked := parse(t, `{ ($.eventName = "GetSecretValue") && ($.errorCode != "AccessDenied") }`)
	record, err := os.ReadFile(filepath.Join(folder, "61-inferred-lambda-role.json"))
	if err != nil {
		t.Fatal(err)
	}
	if worked.Match(string(record)) {
		t.Errorf("%s matches a record without errorCode", worked)
	}
}
