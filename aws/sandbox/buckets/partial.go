package buckets

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"secretwatch/aws/sandbox/wire"
)

// part answers a Range of one stretch of bytes; what is no such range is
// answered with everything, as HTTP has it.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
func part(text string, whole wire.Answer) (wire.Answer, error) {
	spec, found := strings.CutPrefix(text, "bytes=")
	from, to, dash := strings.Cut(spec, "-")
	if !found || !dash || strings.Contains(spec, ",") {
		return whole, nil
	}
	size := len(whole.Body)
	first, err := strconv.Atoi(from)
	last := size - 1
	switch {
	case from == "": // the last so many bytes
		count, err := strconv.Atoi(to)
		if err != nil {
			return whole, nil
		}
		first = max(0, size-count)
	case err != nil:
		return whole, nil
	case to != "":
		end, err := strconv.Atoi(to)
		if err != nil || end < first {
			return whole, nil
		}
		last = min(end, last)
	}
	if first >= size {
		failed := fault(http.StatusRequestedRangeNotSatisfiable, "InvalidRange", "The requested range is not satisfiable")
		failed.Header = http.Header{"Content-Range": {fmt.Sprintf("bytes */%d", size)}}
		return wire.Answer{}, failed
	}
	whole.Status, whole.Body = http.StatusPartialContent, whole.Body[first:last+1]
	whole.Header.Set("Content-Range", fmt.Sprintf("bytes %d-%d/%d", first, last, size))
	return whole, nil
}
