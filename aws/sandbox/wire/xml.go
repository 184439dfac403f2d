package wire

import (
	"bytes"
	"encoding/base64"
	"encoding/xml"
	"maps"
	"slices"
	"strconv"
	"time"
)

// xmlWriter writes plain values as the query protocol's XML: lists as member,
// maps as entry, key and value.
type xmlWriter struct{ to *bytes.Buffer }

func (x xmlWriter) open(name, namespace string) {
	x.to.WriteString("<" + name)
	if namespace != "" {
		x.to.WriteString(` xmlns="`)
		x.text(namespace)
		x.to.WriteString(`"`)
	}
	x.to.WriteString(">")
}

func (x xmlWriter) close(name string) { x.to.WriteString("</" + name + ">") }

func (x xmlWriter) text(s string) {
	// EscapeText fails only where the writer does, and a buffer never does.
	_ = xml.EscapeText(x.to, []byte(s))
}

func (x xmlWriter) element(name string, v any) {
	x.open(name, "")
	switch value := v.(type) {
	case object:
		for _, k := range slices.Sorted(maps.Keys(value)) {
			x.element(k, value[k])
		}
	case dict:
		for _, k := range slices.Sorted(maps.Keys(value)) {
			x.open("entry", "")
			x.element("key", k)
			x.element("value", value[k])
			x.close("entry")
		}
	case []any:
		for _, item := range value {
			x.element("member", item)
		}
	case string:
		x.text(value)
	case bool:
		x.to.WriteString(strconv.FormatBool(value))
	case int64:
		x.to.WriteString(strconv.FormatInt(value, 10))
	case float64:
		x.to.WriteString(strconv.FormatFloat(value, 'f', -1, 64))
	case []byte:
		x.to.WriteString(base64.StdEncoding.EncodeToString(value))
	}
	x.close(name)
}

func timeXML(t time.Time) any { return t.UTC().Format("2006-01-02T15:04:05.999Z") }
