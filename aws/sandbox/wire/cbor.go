package wire

import (
	"net/http"
	"reflect"
	"slices"
	"time"

	"github.com/fxamacker/cbor/v2"
)

// cborProtocol is Smithy RPC v2 CBOR, which CloudWatch's clients speak.
// https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html
type cborProtocol struct {
	service *Service
	read    cbor.DecMode
	written cbor.EncMode
}

// newCBOR fails only for options that contradict each other.
func newCBOR() (cborProtocol, error) {
	read, err := cbor.DecOptions{
		DefaultMapType:  reflect.TypeFor[map[string]any](),
		MaxNestedLevels: 64,
	}.DecMode()
	if err != nil {
		return cborProtocol{}, err
	}
	written, err := cbor.EncOptions{
		Sort:    cbor.SortBytewiseLexical,
		Time:    cbor.TimeUnixDynamic,
		TimeTag: cbor.EncTagRequired,
	}.EncMode()
	return cborProtocol{read: read, written: written}, err
}

func (p cborProtocol) decode(body []byte, input reflect.Value) *Error {
	if len(body) == 0 {
		return nil // an operation without input
	}
	var tree any
	if err := p.read.Unmarshal(body, &tree); err != nil {
		return malformed("The CBOR body could not be read: %s", err)
	}
	if _, ok := tree.(map[string]any); !ok {
		return malformed("Expected a structure, found %s", kindOf(tree))
	}
	return shapes{}.fill(input, tree)
}

func (p cborProtocol) encode(_ *Call, output any) Answer {
	plain := plainer{shapes: shapes{}, lowerCamel: p.service.LowerCamel, time: func(t time.Time) any {
		return t.UTC().Truncate(time.Millisecond)
	}}
	return p.answer(http.StatusOK, plain.outputOf(output))
}

// capitalMessages are CloudWatch's errors whose message has a capital letter.
// CBOR's clients mind, JSON's do not.
var capitalMessages = []string{
	"ConcurrentModificationException", "ConflictException", "InternalServiceFault", "LimitExceededException", "ResourceNotFoundException",
}

func (p cborProtocol) fail(_ *Call, err *Error) Answer {
	body := errorBody(errorType(p.service, err), err)
	if text, ok := body["message"]; ok && slices.Contains(capitalMessages, err.Code) {
		delete(body, "message")
		body["Message"] = text
	}
	a := p.answer(err.status(), body)
	markQueryError(a.Header, p.service, err)
	return a
}

func (p cborProtocol) answer(status int, v any) Answer {
	body, err := p.written.Marshal(v)
	if err != nil {
		status, body = http.StatusInternalServerError, []byte{0xa0} // an empty map
	}
	a := newAnswer(status, "application/cbor", body)
	a.Header.Set("Smithy-Protocol", "rpc-v2-cbor")
	return a
}
