package buckets

import (
	"bytes"
	"crypto/md5"  //nolint:gosec // S3's ETag and Content-MD5
	"crypto/sha1" //nolint:gosec // one of S3's checksums
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"hash/crc32"
	"net/http"
	"strconv"
	"strings"

	"secretwatch/aws/sandbox/wire"
)

func incomplete() *wire.Error {
	return fault(http.StatusBadRequest, "IncompleteBody", "You did not provide the number of bytes specified by the Content-Length HTTP header")
}

// payload is the body without its aws-chunked framing, checked against the
// digests that came with it.
// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
func (q *request) payload() ([]byte, *wire.Error) {
	body, sums := q.body, map[string]string{}
	streaming := strings.HasPrefix(q.header.Get("x-amz-content-sha256"), "STREAMING-")
	if streaming || strings.Contains(q.header.Get("Content-Encoding"), "aws-chunked") {
		var ok bool
		if body, ok = unchunk(q.body, sums); !ok {
			return nil, incomplete()
		}
		if want := q.header.Get("x-amz-decoded-content-length"); want != "" && want != length(len(body)) {
			return nil, incomplete()
		}
	}
	for name := range q.header {
		if lower := strings.ToLower(name); strings.HasPrefix(lower, "x-amz-checksum-") {
			sums[lower] = q.header.Get(name)
		}
	}
	for name, want := range sums {
		if have, known := checksum(name, body); known && have != want {
			return nil, fault(http.StatusBadRequest, "BadDigest",
				"The "+strings.ToUpper(strings.TrimPrefix(name, "x-amz-checksum-"))+" you specified did not match the calculated checksum.")
		}
	}
	if want := q.header.Get("Content-MD5"); want != "" {
		sum := md5.Sum(body) //nolint:gosec // Content-MD5
		if base64.StdEncoding.EncodeToString(sum[:]) != want {
			return nil, fault(http.StatusBadRequest, "BadDigest", "The Content-MD5 you specified did not match what we received.")
		}
	}
	return body, nil
}

// unchunk reads SIZE[;chunk-signature=...] CRLF DATA CRLF until a size of zero,
// then the trailers, which go to sums.
func unchunk(from []byte, sums map[string]string) ([]byte, bool) {
	var body []byte
	for {
		head, rest, found := bytes.Cut(from, []byte("\r\n"))
		if !found {
			return nil, false
		}
		digits, _, _ := strings.Cut(string(head), ";")
		size, err := strconv.ParseUint(digits, 16, 31)
		if err != nil {
			return nil, false
		}
		if size == 0 {
			trailers(rest, sums)
			return body, true
		}
		if uint64(len(rest)) < size+2 || !bytes.HasPrefix(rest[size:], []byte("\r\n")) {
			return nil, false
		}
		body = append(body, rest[:size]...)
		from = rest[size+2:]
	}
}

func trailers(lines []byte, sums map[string]string) {
	for line := range strings.Lines(string(lines)) {
		name, value, found := strings.Cut(strings.TrimSpace(line), ":")
		if name = strings.ToLower(name); found && strings.HasPrefix(name, "x-amz-checksum-") {
			sums[name] = strings.TrimSpace(value)
		}
	}
}

// checksum computes one of S3's; crc64nvme is taken as it comes.
func checksum(header string, body []byte) (string, bool) {
	var sum []byte
	switch header {
	case "x-amz-checksum-crc32":
		sum = binary.BigEndian.AppendUint32(nil, crc32.ChecksumIEEE(body))
	case "x-amz-checksum-crc32c":
		sum = binary.BigEndian.AppendUint32(nil, crc32.Checksum(body, crc32.MakeTable(crc32.Castagnoli)))
	case "x-amz-checksum-sha1":
		digest := sha1.Sum(body) //nolint:gosec // what the client chose
		sum = digest[:]
	case "x-amz-checksum-sha256":
		digest := sha256.Sum256(body)
		sum = digest[:]
	default:
		return "", false
	}
	return base64.StdEncoding.EncodeToString(sum), true
}
