package record

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"unsafe"
)

// A read must share no memory with the text of its record: the watcher uses that
// memory again, and a read that is kept must not keep the page it came in.
func TestAReadSharesNothingWithItsRecord(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "events", "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	reads, texts := 0, 0
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		message := string(b)
		r, err := Parse(message)
		if err != nil {
			continue
		}
		read, ok := r.Read()
		if !ok {
			continue
		}
		reads++
		from := uintptr(unsafe.Pointer(unsafe.StringData(message)))
		eachText(reflect.ValueOf(read), "Read", func(path, text string) {
			if text == "" {
				return
			}
			texts++
			if at := uintptr(unsafe.Pointer(unsafe.StringData(text))); at >= from && at < from+uintptr(len(message)) {
				t.Errorf("%s: %s %q lies in the record", file, path, text)
			}
		})
	}
	if reads < 13 || texts < 100 {
		t.Errorf("only %d reads with %d texts", reads, texts)
	}
}

func eachText(v reflect.Value, path string, found func(path, text string)) {
	switch v.Kind() {
	case reflect.String:
		found(path, v.String())
	case reflect.Struct:
		for i := range v.NumField() {
			if field := v.Type().Field(i); !strings.HasPrefix(field.Type.String(), "time.") {
				eachText(v.Field(i), path+"."+field.Name, found)
			}
		}
	default: // a flag
	}
}
