package buckets

import (
	"encoding/xml"
	"net/http"
	"strconv"

	"secretwatch/aws/sandbox/wire"
)

// The errors of S3, in its words.
// https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html

func fault(status int, code, message string) *wire.Error {
	return &wire.Error{Code: code, Message: message, Status: status}
}

func noSuchBucket() *wire.Error {
	return fault(http.StatusNotFound, "NoSuchBucket", "The specified bucket does not exist")
}

func noSuchKey() *wire.Error {
	return fault(http.StatusNotFound, "NoSuchKey", "The specified key does not exist.")
}

func accessDenied() *wire.Error {
	return fault(http.StatusForbidden, "AccessDenied", "Access Denied")
}

func malformedXML() *wire.Error {
	return fault(http.StatusBadRequest, "MalformedXML", "The XML you provided was not well-formed or did not validate against our published schema")
}

func malformedPolicy(text string) *wire.Error {
	return fault(http.StatusBadRequest, "MalformedPolicy", text)
}

func invalidArgument(text string) *wire.Error {
	return fault(http.StatusBadRequest, "InvalidArgument", text)
}

func notImplemented() *wire.Error {
	return fault(http.StatusNotImplemented, "NotImplemented", "A header or query you provided implies functionality that is not implemented.")
}

func full() *wire.Error {
	return fault(http.StatusServiceUnavailable, "ServiceUnavailable", "The sandbox holds no more objects. Delete some.")
}

// fail writes an error; the answer to a HEAD has no body.
func fail(c *wire.Call, r *http.Request, err *wire.Error) wire.Answer {
	status := err.Status
	if status == 0 {
		status = http.StatusBadRequest
	}
	answer := wire.Answer{Status: status, Header: http.Header{}}
	for name, values := range err.Header {
		answer.Header[name] = values
	}
	code := err.Code
	switch code {
	case "RequestEntityTooLargeException":
		code = "EntityTooLarge"
	case "SerializationException":
		code = "IncompleteBody"
	case "InternalFailure":
		code = "InternalError"
	}
	if r.Method == http.MethodHead || status == http.StatusNotModified {
		return answer
	}
	answer.Header.Set("Content-Type", "application/xml")
	answer.Body = document(struct {
		XMLName   xml.Name `xml:"Error"`
		Code      string
		Message   string
		Resource  string
		RequestID string `xml:"RequestId"`
	}{Code: code, Message: err.Message, Resource: r.URL.Path, RequestID: c.RequestID})
	return answer
}

// document is a value as an XML document. It is only given types of this
// package, which encoding/xml can always write.
func document(v any) []byte {
	body, err := xml.Marshal(v)
	if err != nil {
		return []byte(xml.Header)
	}
	return append([]byte(xml.Header), body...)
}

// ok is an answer with a document.
func ok(v any) wire.Answer {
	return wire.Answer{
		Status: http.StatusOK,
		Header: http.Header{"Content-Type": {"application/xml"}},
		Body:   document(v),
	}
}

func noContent() wire.Answer { return wire.Answer{Status: http.StatusNoContent} }

func length(n int) string { return strconv.Itoa(n) }
