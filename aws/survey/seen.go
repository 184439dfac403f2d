package survey

import (
	"secretwatch/aws/account"
	"secretwatch/aws/monitor"
)

// seen makes one answer out of a call's result: what was found, nothing where
// AWS says so with one of the codes, or why it could not be seen.
func seen[T any](v *T, err error, absent ...string) monitor.Seen[T] {
	switch {
	case err == nil:
		return monitor.Seen[T]{Value: v}
	case account.HasCode(err, absent...):
		return monitor.Seen[T]{}
	default:
		return monitor.NotSeen[T](account.Unseen(err))
	}
}
