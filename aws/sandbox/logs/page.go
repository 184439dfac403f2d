package logs

import (
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"

	"secretwatch/aws/sandbox/wire"
)

const describePage = 50

// page cuts a list where the token says; the token is where the page starts.
func page[T any](all []T, token *string, limit *int32) ([]T, *string, error) {
	return pageUpTo(describePage, all, token, limit)
}

func pageUpTo[T any](most int32, all []T, token *string, limit *int32) ([]T, *string, error) {
	size := describePage
	if limit != nil {
		n, err := checkLimit(*limit, most)
		if err != nil {
			return nil, nil, err
		}
		size = n
	}
	start := 0
	if token != nil {
		n, err := strconv.Atoi(strings.TrimPrefix(*token, "p"))
		if err != nil || n < 0 || n > len(all) {
			return nil, nil, badToken()
		}
		start = n
	}
	end := min(start+size, len(all))
	if end < len(all) {
		return all[start:end], aws.String("p" + strconv.Itoa(end)), nil
	}
	return all[start:end], nil, nil
}

func checkLimit(asked, most int32) (int, error) {
	switch {
	case asked > most:
		return 0, invalid("1 validation error detected: Value '%d' at 'limit' failed to satisfy constraint: Member must have value less than or equal to %d", asked, most)
	case asked < 1:
		return 0, invalid("1 validation error detected: Value '%d' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1", asked)
	}
	return int(asked), nil
}

func badToken() *wire.Error { return invalid("The specified nextToken is invalid.") }
