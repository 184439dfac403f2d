package sandbox_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	trailtypes "github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	smtypes "github.com/aws/aws-sdk-go-v2/service/secretsmanager/types"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go"

	"secretwatch/aws/sandbox"
)

// user makes an IAM user with one policy and gives its key.
func (c *chain) user(name, policy string) string {
	c.t.Helper()
	c.do(c.iam.CreateUser(c.ctx, &iam.CreateUserInput{UserName: aws.String(name)}))
	if policy != "" {
		c.do(c.iam.PutUserPolicy(c.ctx, &iam.PutUserPolicyInput{UserName: aws.String(name), PolicyName: aws.String("p"), PolicyDocument: aws.String(policy)}))
	}
	key := must[*iam.CreateAccessKeyOutput](c)(c.iam.CreateAccessKey(c.ctx, &iam.CreateAccessKeyInput{UserName: aws.String(name)}))
	return *key.AccessKey.AccessKeyId
}

func (c *chain) readAs(key string) error {
	_, err := secretsmanager.NewFromConfig(c.box.ConfigFor("", key)).GetSecretValue(c.ctx, &secretsmanager.GetSecretValueInput{SecretId: aws.String(secretID)})
	return err
}

func wantMessage(t *testing.T, what string, err error, code, message string) {
	t.Helper()
	var api smithy.APIError
	switch {
	case code == "" && err == nil:
	case !errors.As(err, &api):
		t.Errorf("%s: %v, want %s", what, err, code)
	case api.ErrorCode() != code || api.ErrorMessage() != message:
		t.Errorf("%s: %s: %s\nwant %s: %s", what, api.ErrorCode(), api.ErrorMessage(), code, message)
	}
}

var teamBlue = []smtypes.Tag{{Key: aws.String("team"), Value: aws.String("blue")}}

const ann = "arn:aws:iam::123456789012:user/ann"

// Within an account, the caller's policies or the secret's allow, and none may
// deny. A statement for the account as a whole allows nobody by itself.
func TestPoliciesOfCallerAndSecret(t *testing.T) {
	const (
		read    = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"secretsmanager:GetSecretValue","Resource":"*"}]}`
		tagged  = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"secretsmanager:GetSecretValue","Resource":"*","Condition":{"StringEquals":{"aws:ResourceTag/team":"blue"}}}]}`
		list    = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"secretsmanager:List*","Resource":"*"}]}`
		forAnn  = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"` + ann + `"},"Action":"secretsmanager:GetSecretValue","Resource":"*"}]}`
		forRoot = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:root"},"Action":"secretsmanager:*","Resource":"*"}]}`
		denyAnn = `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":{"AWS":"` + ann + `"},"Action":"secretsmanager:GetSecretValue","Resource":"*"}]}`
		prefix  = "User: " + ann + " is not authorized to perform: secretsmanager:GetSecretValue on resource: TopSecretInfo "
		none    = prefix + "because no identity-based policy allows the secretsmanager:GetSecretValue action"
		denied  = prefix + "with an explicit deny in a resource-based policy"
	)
	for _, test := range []struct{ name, callers, secrets, message string }{
		{"nothing", "", "", none},
		{"another action", list, "", none},
		{"the caller's", read, "", ""},
		{"the caller's, by tag", tagged, "", ""},
		{"the secret's", "", forAnn, ""},
		{"the secret's, for the account", "", forRoot, none},
		{"the secret's denies", read, denyAnn, denied},
	} {
		story(t, sandbox.Options{}, func(c *chain) {
			c.do(c.secrets.CreateSecret(c.ctx, &secretsmanager.CreateSecretInput{Name: aws.String(secretID), SecretString: aws.String("the value")}))
			c.do(c.secrets.TagResource(c.ctx, &secretsmanager.TagResourceInput{SecretId: aws.String(secretID), Tags: teamBlue}))
			if test.secrets != "" {
				c.do(c.secrets.PutResourcePolicy(c.ctx, &secretsmanager.PutResourcePolicyInput{SecretId: aws.String(secretID), ResourcePolicy: aws.String(test.secrets)}))
			}
			code := "AccessDeniedException"
			if test.message == "" {
				code = ""
			}
			wantMessage(t, test.name, c.readAs(c.user("ann", test.callers)), code, test.message)
		})
	}
}

// The record of a denied call has the error and no parameters.
func TestRecordOfADeniedRead(t *testing.T) {
	story(t, sandbox.Options{}, func(c *chain) {
		c.do(c.secrets.CreateSecret(c.ctx, &secretsmanager.CreateSecretInput{Name: aws.String(secretID), SecretString: aws.String("the value")}))
		if c.readAs(c.user("ann", "")) == nil {
			t.Error("a user without policies read the secret")
		}
		c.wait(5 * time.Second)
		var record map[string]any
		for _, event := range c.lookup() {
			if *event.EventName == "GetSecretValue" {
				if err := json.Unmarshal([]byte(*event.CloudTrailEvent), &record); err != nil {
					t.Fatal(err)
				}
			}
		}
		message, _ := record["errorMessage"].(string)
		if parameters, there := record["requestParameters"]; !there || parameters != nil || record["errorCode"] != "AccessDenied" || !strings.Contains(message, "on resource: TopSecretInfo because") {
			t.Errorf("the record is %v", record)
		}
	})
}

// A batch makes a read of each secret, which Secrets Manager does for the
// caller; what the caller may not read is an error of that one alone.
func TestBatchReadsOneByOne(t *testing.T) {
	const onlyFirst = `{"Version":"2012-10-17","Statement":[
 {"Effect":"Allow","Action":"secretsmanager:BatchGetSecretValue","Resource":"*"},
 {"Effect":"Allow","Action":"secretsmanager:GetSecretValue","Resource":"arn:aws:secretsmanager:us-east-1:123456789012:secret:first-*"}]}`
	story(t, sandbox.Options{}, func(c *chain) {
		for _, name := range []string{"first", "second"} {
			c.do(c.secrets.CreateSecret(c.ctx, &secretsmanager.CreateSecretInput{Name: aws.String(name), SecretString: aws.String("the value")}))
		}
		client := secretsmanager.NewFromConfig(c.box.ConfigFor("", c.user("ann", onlyFirst)))
		out := must[*secretsmanager.BatchGetSecretValueOutput](c)(client.BatchGetSecretValue(c.ctx, &secretsmanager.BatchGetSecretValueInput{SecretIdList: []string{"first", "second"}}))
		if len(out.SecretValues) != 1 || *out.SecretValues[0].Name != "first" || len(out.Errors) != 1 || *out.Errors[0].ErrorCode != "AccessDeniedException" || *out.Errors[0].SecretId != "second" {
			t.Errorf("the batch gave %+v %+v", out.SecretValues, out.Errors)
		}
		c.wait(5 * time.Second)
		var results []string
		for _, event := range c.lookup() {
			var record struct {
				EventName, ErrorCode, SourceIPAddress, UserAgent string
				UserIdentity                                     struct{ ARN, InvokedBy string }
			}
			if err := json.Unmarshal([]byte(*event.CloudTrailEvent), &record); err != nil {
				t.Fatal(err)
			}
			if record.EventName != "GetSecretValue" {
				continue
			}
			results = append(results, record.ErrorCode)
			const service = "secretsmanager.amazonaws.com"
			if record.UserIdentity.ARN != ann || record.UserIdentity.InvokedBy != service || record.SourceIPAddress != service || record.UserAgent != service {
				t.Errorf("the record is %+v", record)
			}
		}
		slices.Sort(results)
		if !slices.Equal(results, []string{"", "AccessDenied"}) {
			t.Errorf("the reads' errors are %q", results)
		}
	})
}

// Whoever gives CloudTrail a role has to be allowed to pass it.
func TestPassRole(t *testing.T) {
	const update = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"cloudtrail:UpdateTrail","Resource":"*"}]}`
	const pass = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"cloudtrail:UpdateTrail","Resource":"*"},
 {"Effect":"Allow","Action":"iam:PassRole","Resource":"` + roleARN + `","Condition":{"StringEquals":{"iam:PassedToService":"cloudtrail.amazonaws.com"}}}]}`
	story(t, sandbox.Options{}, func(c *chain) {
		c.build()
		try := func(key string) error {
			_, err := cloudtrail.NewFromConfig(c.box.ConfigFor("", key)).UpdateTrail(c.ctx, &cloudtrail.UpdateTrailInput{
				Name: aws.String(trailName), CloudWatchLogsLogGroupArn: aws.String(groupARN), CloudWatchLogsRoleArn: aws.String(roleARN),
			})
			return err
		}
		wantMessage(t, "without", try(c.user("ann", update)), "AccessDeniedException", "User: "+ann+
			" is not authorized to perform: iam:PassRole on resource: "+roleARN+" because no identity-based policy allows the iam:PassRole action")
		wantMessage(t, "with", try(c.user("bob", pass)), "", "")
	})
}

// SimulatePrincipalPolicy says what the evaluation would.
func TestSimulateSaysWhatHappens(t *testing.T) {
	const policy = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"secretsmanager:*","Resource":"*"},
 {"Effect":"Deny","Action":"secretsmanager:DeleteSecret","Resource":"*"}]}`
	story(t, sandbox.Options{}, func(c *chain) {
		c.user("ann", policy)
		out := must[*iam.SimulatePrincipalPolicyOutput](c)(c.iam.SimulatePrincipalPolicy(c.ctx, &iam.SimulatePrincipalPolicyInput{
			PolicySourceArn: aws.String(ann), ActionNames: []string{"secretsmanager:GetSecretValue", "secretsmanager:DeleteSecret", "sns:Publish"},
		}))
		var got []string
		for _, result := range out.EvaluationResults {
			got = append(got, *result.EvalActionName+" "+string(result.EvalDecision))
		}
		want := []string{"secretsmanager:GetSecretValue allowed", "secretsmanager:DeleteSecret explicitDeny", "sns:Publish implicitDeny"}
		if !slices.Equal(got, want) {
			t.Errorf("%v, want %v", got, want)
		}
	})
}

// A role's trust policy that names a user is enough; one that names the account
// leaves it to the user's own policies.
func TestAssumeRoleByTrust(t *testing.T) {
	for _, test := range []struct{ principal, code string }{
		{ann, ""},
		{"arn:aws:iam::123456789012:root", "AccessDenied"},
		{"arn:aws:iam::123456789012:user/bob", "AccessDenied"},
	} {
		story(t, sandbox.Options{}, func(c *chain) {
			c.do(c.iam.CreateRole(c.ctx, &iam.CreateRoleInput{RoleName: aws.String("r"), AssumeRolePolicyDocument: aws.String(
				`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"` + test.principal + `"},"Action":"sts:AssumeRole"}]}`)}))
			_, err := sts.NewFromConfig(c.box.ConfigFor("", c.user("ann", ""))).AssumeRole(c.ctx, &sts.AssumeRoleInput{
				RoleArn: aws.String("arn:aws:iam::123456789012:role/r"), RoleSessionName: aws.String("session"),
			})
			var api smithy.APIError
			if (test.code == "") != (err == nil) || err != nil && (!errors.As(err, &api) || api.ErrorCode() != test.code) {
				t.Errorf("trusting %s: %v", test.principal, err)
			}
		})
	}
}

// What is not simulated is refused in AWS's way, and is named in the log.
func TestLogNamesWhatIsNotSimulated(t *testing.T) {
	var lines []string
	story(t, sandbox.Options{Log: func(line string) { lines = append(lines, line) }}, func(c *chain) {
		_, err := c.trail.ListChannels(c.ctx, &cloudtrail.ListChannelsInput{})
		var api smithy.APIError
		if !errors.As(err, &api) || api.ErrorCode() != "UnknownOperationException" {
			t.Errorf("an operation: %v", err)
		}
		if status, body := c.ask(http.MethodPut, "/a-bucket?inventory", "", signedFor("s3")); status != http.StatusNotImplemented || !strings.Contains(body, "<Code>NotImplemented</Code>") {
			t.Errorf("S3: %d %s", status, body)
		}
		if status, body := c.ask(http.MethodGet, "/2015-03-31/functions%1b", "", signedFor("lambda")); status != http.StatusBadRequest || !strings.Contains(body, "UnknownOperationException") {
			t.Errorf("another service: %d %s", status, body)
		}
		c.do(c.trail.DescribeTrails(c.ctx, &cloudtrail.DescribeTrailsInput{TrailNameList: []string{"none"}}))
	})
	want := []string{"not simulated: cloudtrail ListChannels", "not simulated: s3 PUT /{bucket}?inventory", "not simulated: lambda GET /2015-03-31/functions·"}
	if !slices.Equal(lines, want) {
		t.Errorf("the log is %q, want %q", lines, want)
	}
}

func signedFor(service string) http.Header {
	return http.Header{"Authorization": {"AWS4-HMAC-SHA256 Credential=SANDBOXADMIN/20261122/us-east-1/" + service + "/aws4_request, SignedHeaders=host, Signature=00"}}
}

// A third look into the Event history within a second is refused, whoever
// asks; and only there.
func TestLookupEventsTwoASecond(t *testing.T) {
	story(t, sandbox.Options{}, func(c *chain) {
		look := func(region string) error {
			client := cloudtrail.NewFromConfig(c.box.ConfigFor(region, "ROOT"), func(o *cloudtrail.Options) { o.RetryMaxAttempts = 1 })
			_, err := client.LookupEvents(c.ctx, &cloudtrail.LookupEventsInput{LookupAttributes: []trailtypes.LookupAttribute{
				{AttributeKey: trailtypes.LookupAttributeKeyEventName, AttributeValue: aws.String("GetSecretValue")},
			}})
			return err
		}
		for i, want := range []string{"", "", "ThrottlingException"} {
			wantMessage(t, "look "+string(rune('1'+i)), look("us-east-1"), want, "Rate exceeded")
		}
		wantMessage(t, "another region", look("eu-west-1"), "", "")
		c.wait(time.Second)
		wantMessage(t, "a second later", look("us-east-1"), "", "")
	})
}

// A session is over when its time is, and its record says when it began.
func TestSessionEnds(t *testing.T) {
	story(t, sandbox.Options{}, func(c *chain) {
		began := c.box.Now()
		c.do(c.iam.CreateRole(c.ctx, &iam.CreateRoleInput{RoleName: aws.String("r"), AssumeRolePolicyDocument: aws.String(
			`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:root"},"Action":"sts:AssumeRole"}]}`)}))
		out := must[*sts.AssumeRoleOutput](c)(sts.NewFromConfig(c.box.Config("")).AssumeRole(c.ctx, &sts.AssumeRoleInput{
			RoleArn: aws.String("arn:aws:iam::123456789012:role/r"), RoleSessionName: aws.String("session"), DurationSeconds: aws.Int32(900),
		}))
		client := sts.NewFromConfig(c.box.ConfigFor("", *out.Credentials.AccessKeyId))
		c.wait(10 * time.Minute)
		who := must[*sts.GetCallerIdentityOutput](c)(client.GetCallerIdentity(c.ctx, nil))
		if *who.Arn != "arn:aws:sts::123456789012:assumed-role/r/session" {
			t.Errorf("the session is %s", *who.Arn)
		}
		c.wait(5 * time.Minute)
		_, err := client.GetCallerIdentity(c.ctx, nil)
		wantMessage(t, "after 15 minutes", err, "ExpiredToken", "The security token included in the request is expired")
		for _, event := range c.lookup() {
			if aws.ToString(event.Username) == "session" && !strings.Contains(*event.CloudTrailEvent, `"creationDate":"`+began.UTC().Format(time.RFC3339)+`"`) {
				t.Errorf("the record is %s, want a session of %v", *event.CloudTrailEvent, began)
			}
		}
	})
}
