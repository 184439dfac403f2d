package record

import "strings"

// how tells the tool from the user agent and what CloudTrail says beside it.
// The most telling comes first: Terraform's user agent names the SDK as well,
// and in Lambda every SDK names Lambda.
// https://docs.aws.amazon.com/sdkref/latest/guide/feature-appid.html
func (r Record) how() How {
	agent := r.UserAgent.Raw()
	switch {
	case hasApp(agent, "secretwatch-test"), hasApp(agent, "secretwatch"):
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

// hasApp reports whether the user agent carries the SDK's application id.
func hasApp(agent, id string) bool {
	for {
		i := strings.Index(agent, "app/"+id)
		if i < 0 {
			return false
		}
		before, after := agent[:i], agent[i+len("app/"+id):]
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
