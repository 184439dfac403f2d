package wire

import (
	"net/http"
	"reflect"
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

func (p cborProtocol) fail(_ *Call, err *Error) Answer {
	a := p.answer(err.status(), map[string]any{"__type": errorType(p.service, err), "message": err.Message})
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
