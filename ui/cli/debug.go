package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	"secretwatch/aws/account"
)

// watchCalls appends every API call to the file of --debug, one JSON object a
// line, until ctx ends. Calls hold no parameters, so no secret can be in it.
func (p *program) watchCalls(ctx context.Context, a *account.Account) error {
	if p.flags.debug == "" {
		return nil
	}
	f, err := os.OpenFile(p.flags.debug, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return usage(fmt.Errorf("cannot write the --debug file: %w", err), "name a file in a folder that exists")
	}
	enc := json.NewEncoder(f)
	a.Log.Observe(func(c account.Call) {
		_ = enc.Encode(map[string]any{
			"at": c.At.UTC(), "service": c.Service, "operation": c.Operation, "ms": c.Duration.Milliseconds(),
			"attempts": c.Attempts, "requestId": c.RequestID, "error": c.Err.Safe(),
		})
	})
	context.AfterFunc(ctx, func() { _ = f.Close() })
	return nil
}
