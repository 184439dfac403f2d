package account

import (
	"errors"
	"slices"

	"github.com/aws/smithy-go"
)

// HasCode reports whether err is AWS's answer with one of these error codes.
func HasCode(err error, codes ...string) bool {
	var api smithy.APIError
	return errors.As(err, &api) && slices.Contains(codes, api.ErrorCode())
}
