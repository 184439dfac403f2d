package build

import (
	"errors"
	"strings"

	"github.com/aws/smithy-go"

	"secretwatch/aws/account"
	"secretwatch/aws/monitor"
)

// refused is a refusal that only building meets, in words, with AWS's own
// answer kept behind them.
type refused struct {
	account.Problem
	err error
}

func (r refused) Error() string   { return r.err.Error() + ": " + r.Summary }
func (r refused) Unwrap() []error { return []error{r.Problem, r.err} }

// inWords explains an error that a new resource ran into. account.Explain finds
// the words; what it can explain itself comes back as it is.
func inWords(err error, k monitor.Kind) error {
	var api smithy.APIError
	if !errors.As(err, &api) {
		return err
	}
	summary, hint := explained(api.ErrorCode(), api.ErrorMessage(), k)
	if summary == "" {
		return err
	}
	p := account.Explain(err)
	p.Kind, p.Summary, p.Hint = account.Other, summary, hint
	return refused{p, err}
}

func explained(code, message string, k monitor.Kind) (summary, hint string) {
	switch {
	case code == "BucketAlreadyExists":
		return "the bucket's name is taken by another AWS account", "bucket names are shared by everyone: choose another"
	case code == "MaximumNumberOfTrailsExceededException":
		return "there are as many trails in this region as AWS allows", "share one that is there with --trail"
	case k == monitor.KindSecret && strings.Contains(message, "scheduled for deletion"):
		return "a secret with this name is scheduled for deletion, and its name is taken until then",
			"restore it with aws secretsmanager restore-secret, or choose another name"
	case code == "ResourceExistsException" && k == monitor.KindSecret:
		return "a secret with this name exists already", "watch that one with --existing, or choose another name"
	case code == "InvalidCloudWatchLogsRoleArnException" && strings.Contains(message, "Access denied."):
		return "CloudTrail may still not take the role", "look at the role's trust policy, or run setup again in a few minutes"
	case code == "InvalidCloudWatchLogsLogGroupArnException" && strings.Contains(message, "Access denied."):
		// The exception names the group; what is missing is the role's.
		return "CloudTrail's role may still not write to the log group", "look at the role's permissions, or run setup again in a few minutes"
	case code == "InsufficientS3BucketPolicyException":
		return "CloudTrail may still not write to the bucket", "look at the bucket's policy for a statement that denies it"
	}
	return "", ""
}
