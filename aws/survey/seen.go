package survey

import (
	"errors"
	"slices"

	"github.com/aws/smithy-go"

	"secretwatch/aws/account"
	"secretwatch/aws/monitor"
)

// seen makes one answer out of a call's result: what was found, nothing where
// AWS says so with one of the codes, or why it could not be seen.
func seen[T any](v *T, err error, absent ...string) monitor.Seen[T] {
	switch {
	case err == nil:
		return monitor.Seen[T]{Value: v}
	case hasCode(err, absent...):
		return monitor.Seen[T]{}
	default:
		return monitor.NotSeen[T](account.Unseen(err))
	}
}

// hasCode reports whether err is AWS's answer with one of these error codes.
func hasCode(err error, codes ...string) bool {
	var api smithy.APIError
	return errors.As(err, &api) && slices.Contains(codes, api.ErrorCode())
}
