package watch

import (
	"regexp"
	"strings"

	"secretwatch/aws/foreign"
	"secretwatch/aws/record"
)

// read parses a record and reports whether it is a read to show. It keeps nothing
// of the text, so JSON is left empty.
func (w *Watcher) read(text string) (Read, bool) {
	r, err := record.Parse(text)
	if err != nil {
		return Read{}, false
	}
	return w.readOf(r)
}

// readOf is the read that a record tells of, if it is one to show.
func (w *Watcher) readOf(r record.Record) (Read, bool) {
	rr, ok := r.Read()
	if !ok || rr.EventID == "" || !w.wanted(r, rr) {
		return Read{}, false
	}
	return Read{Read: rr}, true
}

// wanted reports whether a read is of the watched secret. A target without a
// secret is all of them.
func (w *Watcher) wanted(r record.Record, rr record.Read) bool {
	if w.o.AllSecrets || (w.t.SecretName == "" && w.t.SecretARN == "") || rr.Of(w.t.SecretName, w.t.SecretARN) {
		return true
	}
	if !rr.Secret.Empty() {
		return false
	}
	// A denied read may have no parameters; then only its message tells.
	named := deniedSecret.FindStringSubmatch(r.ErrorMessage.Raw())
	if named == nil {
		return false
	}
	rr.Secret = foreign.New(strings.TrimRight(named[1], ".,"))
	return rr.Of(w.t.SecretName, w.t.SecretARN)
}

var deniedSecret = regexp.MustCompile(`secretsmanager:GetSecretValue on resource: (\S+)`)
