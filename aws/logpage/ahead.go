package logpage

import (
	"bytes"
	"context"
)

type aheadKey struct{}

// Ahead is a context for a call whose page's token is told as soon as the page
// is here, before it is decoded, so that the next page can be asked for
// meanwhile. Nothing is told where there is no token, or none to be seen without
// decoding. What counts is the token of the answer: a page that turns out to be
// broken may have told another.
func Ahead(ctx context.Context, tell func(token string)) context.Context {
	return context.WithValue(ctx, aheadKey{}, tell)
}

// tokenMember begins the member that holds the token. Within a string its quotes
// would be escaped, so it can be nothing else, but for the depth at which it
// stands.
const tokenMember = `"nextToken":"`

func tellAhead(ctx context.Context, body []byte) {
	tell, ok := ctx.Value(aheadKey{}).(func(string))
	if !ok {
		return
	}
	from := bytes.LastIndex(body, []byte(tokenMember))
	if from < 0 {
		return
	}
	token, _, whole := bytes.Cut(body[from+len(tokenMember):], []byte(`"`))
	if whole && len(token) > 0 && !bytes.ContainsRune(token, '\\') {
		tell(string(token))
	}
}
