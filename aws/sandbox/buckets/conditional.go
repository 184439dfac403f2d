package buckets

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"secretwatch/aws/sandbox/wire"
)

func preconditionFailed() *wire.Error {
	return fault(http.StatusPreconditionFailed, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold")
}

// readable minds the conditions of a GET or HEAD.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-reads.html
func (q *request) readable(o *object) *wire.Error {
	match, none := q.header.Get("If-Match"), q.header.Get("If-None-Match")
	modified := o.modified.Truncate(time.Second)
	switch {
	case match != "" && !o.tagged(match), match == "" && before(modified, q.header.Get("If-Unmodified-Since")):
		return preconditionFailed()
	case none != "" && o.tagged(none), none == "" && notSince(modified, q.header.Get("If-Modified-Since")):
		return fault(http.StatusNotModified, "NotModified", "Not Modified")
	}
	return nil
}

// writable minds the conditions of a PUT.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
func (q *request) writable(b *bucket) *wire.Error {
	match, none := q.header.Get("If-Match"), q.header.Get("If-None-Match")
	o := b.newest(q.key)
	there := o != nil && !o.marker
	switch {
	case none != "" && none != "*":
		return notImplemented()
	case none != "" && there, match != "" && there && !o.tagged(match):
		return preconditionFailed()
	case match != "" && !there:
		return noSuchKey()
	}
	return nil
}

// tagged reports whether one of the ETags in a condition is the object's.
func (o *object) tagged(condition string) bool {
	for one := range strings.SplitSeq(condition, ",") {
		if one = strings.TrimSpace(one); one == "*" || strings.Trim(one, `"`) == strings.Trim(o.etag, `"`) {
			return true
		}
	}
	return false
}

// before reports whether a time of HTTP is older than the object's.
func before(modified time.Time, text string) bool {
	at, err := http.ParseTime(text)
	return err == nil && at.Before(modified)
}

func notSince(modified time.Time, text string) bool {
	at, err := http.ParseTime(text)
	return err == nil && !modified.After(at)
}

// lapsed reports whether the time of a presigned URL is over.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-presigned-url.html
func (q *request) lapsed(now time.Time) bool {
	if signed, err := time.Parse("20060102T150405Z", q.query.Get("X-Amz-Date")); err == nil {
		seconds, err := strconv.Atoi(q.query.Get("X-Amz-Expires"))
		return err == nil && now.After(signed.Add(time.Duration(seconds)*time.Second))
	}
	// Version 2 of the signature has the end itself.
	until, err := strconv.ParseInt(q.query.Get("Expires"), 10, 64)
	return err == nil && q.query.Has("Signature") && now.Unix() > until
}
