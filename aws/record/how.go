package record

import "strings"

// how tells the tool from the user agent and what CloudTrail says beside it.
// The most telling comes first: Terraform's user agent names the SDK as well,
// and in Lambda every SDK names Lambda.
// https://docs.aws.amazon.com/sdkref/latest/guide/feature-appid.html
func (r *Record) how() How {
	agent := r.UserAgent.Raw()
	switch {
	case strings.Contains(agent, app) && (hasApp(agent, testApp) || hasApp(agent, app)):
		return HowSecretwatch
	case r.Identity.kind() == WhoService, !r.Identity.InvokedBy.Empty(), isService(agent):
		return HowService
	case r.FromConsole, isConsole(agent):
		return HowConsole
	case strings.Contains(agent, "Terraform/"), strings.Contains(agent, "terraform-provider-aws/"):
		return HowTerraform
	case strings.Contains(agent, "AWS_Lambda"):
		return HowLambda
	case strings.HasPrefix(agent, "aws-cli/"):
		return HowCLI
	case isSDK(agent):
		return HowSDK
	default:
		return HowOther
	}
}

// The application ids of this program, as a user agent carries them.
const (
	app     = "app/secretwatch"
	testApp = "app/secretwatch-test"
)

// Own reports that this program made the call, a test read or not: the
// identity may be anybody's, the user agent is told by the caller itself.
func (r *Record) Own() bool { return r.how() == HowSecretwatch }

// hasApp reports whether the user agent carries the application id.
func hasApp(agent, id string) bool {
	for {
		i := strings.Index(agent, id)
		if i < 0 {
			return false
		}
		before, after := agent[:i], agent[i+len(id):]
		if (before == "" || strings.HasSuffix(before, " ")) && (after == "" || after[0] == ' ') {
			return true
		}
		agent = after
	}
}

// isService: calls that a service makes for somebody have its name instead of
// a user agent.
func isService(agent string) bool {
	return strings.HasSuffix(agent, ".amazonaws.com") && !isConsole(agent) && !strings.Contains(agent, " ")
}

// service is the AWS service that made the call, "" where none did.
func (r *Record) service() string {
	agent := r.UserAgent.Raw()
	switch {
	case !r.Identity.InvokedBy.Empty():
		return r.Identity.InvokedBy.Raw()
	case isService(agent):
		return agent
	case r.Identity.kind() == WhoService:
		name, _ := r.Identity.names()
		return name
	default:
		return ""
	}
}

// batch is who makes the reads of a BatchGetSecretValue, one for every secret,
// each with a record of its own. No public record of one is known; that it is
// Secrets Manager follows from how CloudTrail names the maker of such calls.
// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_BatchGetSecretValue.html
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
const batch = "secretsmanager.amazonaws.com"

// ServiceWords names the AWS service that made the read, for a sentence. It is
// safe for a terminal.
func (r Read) ServiceWords() string {
	switch by := r.By.Safe(); by {
	case "":
		return "an AWS service"
	case batch:
		return "Secrets Manager (as for a BatchGetSecretValue)"
	default:
		return "the AWS service " + by
	}
}

func isConsole(agent string) bool {
	return strings.HasPrefix(agent, "Mozilla/") ||
		agent == "signin.amazonaws.com" || agent == "console.amazonaws.com" ||
		strings.Contains(agent, "Console/")
}

func isSDK(agent string) bool {
	for _, name := range []string{"aws-sdk-", "Boto3/", "Botocore/", "botocore/"} {
		if strings.Contains(agent, name) {
			return true
		}
	}
	return false
}
