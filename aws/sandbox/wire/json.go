package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"math"
	"net/http"
	"reflect"
	"strconv"
	"time"
)

// jsonProtocol is AWS JSON 1.0 and 1.1.
// https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
type jsonProtocol struct {
	service     *Service
	contentType string
}

func (p jsonProtocol) decode(body []byte, input reflect.Value) *Error {
	tree, err := parseJSON(body)
	if err != nil {
		return err
	}
	return shapes{}.fill(input, tree)
}

// parseJSON reads one JSON object; nothing at all counts as an empty one.
func parseJSON(body []byte) (any, *Error) {
	if len(bytes.TrimSpace(body)) == 0 {
		return map[string]any{}, nil
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	var tree any
	if err := decoder.Decode(&tree); err != nil {
		return nil, malformed("Unexpected token or end of the JSON body: %s", err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, malformed("Unexpected data after the JSON body")
	}
	if _, ok := tree.(map[string]any); !ok {
		return nil, malformed("Expected a structure, found %s", kindOf(tree))
	}
	return tree, nil
}

func (p jsonProtocol) encode(_ *Call, output any) Answer {
	plain := plainer{shapes: shapes{}, lowerCamel: p.service.LowerCamel, time: epochJSON}
	return p.answer(http.StatusOK, jsonNumbers(plain.outputOf(output)))
}

func (p jsonProtocol) fail(_ *Call, err *Error) Answer {
	name := errorType(p.service, err)
	a := p.answer(err.status(), errorBody(name, err))
	a.Header.Set("x-amzn-ErrorType", name)
	markQueryError(a.Header, p.service, err)
	return a
}

func (p jsonProtocol) answer(status int, v any) Answer {
	body, err := JSON(v)
	if err != nil {
		status, body = http.StatusInternalServerError, `{"__type":"InternalFailure"}`
	}
	return newAnswer(status, p.contentType, []byte(body))
}

// epochJSON is a timestamp as AWS JSON has it: seconds, to the millisecond.
func epochJSON(t time.Time) any {
	seconds := float64(t.UnixMilli()) / 1e3
	return json.Number(strconv.FormatFloat(seconds, 'f', -1, 64))
}

// jsonNumbers replaces the numbers that JSON cannot write by Smithy's words.
func jsonNumbers(v any) any {
	switch value := v.(type) {
	case object:
		for k, item := range value {
			value[k] = jsonNumbers(item)
		}
	case dict:
		for k, item := range value {
			value[k] = jsonNumbers(item)
		}
	case []any:
		for i, item := range value {
			value[i] = jsonNumbers(item)
		}
	case float64:
		switch {
		case math.IsNaN(value):
			return "NaN"
		case math.IsInf(value, 1):
			return "Infinity"
		case math.IsInf(value, -1):
			return "-Infinity"
		}
	}
	return v
}
