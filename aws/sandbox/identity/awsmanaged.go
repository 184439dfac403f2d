package identity

// awsManaged are the policies of AWS's own that the sandbox knows, cut down to
// the services that it simulates.
// https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
var awsManaged = map[string]string{
	administratorAccess: `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}`,
	awsPolicy + "ReadOnlyAccess": `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":[` +
		`"cloudtrail:Describe*","cloudtrail:Get*","cloudtrail:List*","cloudtrail:LookupEvents",` +
		`"cloudwatch:Describe*","cloudwatch:Get*","cloudwatch:List*","iam:Get*","iam:List*","iam:Simulate*",` +
		`"logs:Describe*","logs:FilterLogEvents","logs:Get*","logs:List*","logs:StartLiveTail","logs:TestMetricFilter",` +
		`"s3:Get*","s3:List*","secretsmanager:Describe*","secretsmanager:GetResourcePolicy","secretsmanager:List*",` +
		`"events:Describe*","events:List*","events:TestEventPattern","kms:Describe*","kms:Get*","kms:List*",` +
		`"sns:Get*","sns:List*","sts:GetCallerIdentity"],"Resource":"*"}]}`,
	awsPolicy + "SecretsManagerReadWrite": `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"secretsmanager:*","Resource":"*"}]}`,
	awsPolicy + "CloudWatchLogsFullAccess": `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":[` +
		`"logs:*","cloudwatch:GenerateQuery"],"Resource":"*"}]}`,
	awsPolicy + "CloudWatchLogsReadOnlyAccess": `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":[` +
		`"logs:Describe*","logs:Get*","logs:List*","logs:StartQuery","logs:StopQuery","logs:TestMetricFilter","logs:FilterLogEvents",` +
		`"logs:StartLiveTail","logs:StopLiveTail","cloudwatch:GenerateQuery"],"Resource":"*"}]}`,
	awsPolicy + "CloudWatchReadOnlyAccess": `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":[` +
		`"cloudwatch:BatchGet*","cloudwatch:Describe*","cloudwatch:GenerateQuery","cloudwatch:Get*","cloudwatch:List*",` +
		`"logs:Get*","logs:List*","logs:StartQuery","logs:StopQuery","logs:Describe*","logs:TestMetricFilter","logs:FilterLogEvents",` +
		`"logs:StartLiveTail","logs:StopLiveTail","sns:Get*","sns:List*"],"Resource":"*"}]}`,
	awsPolicy + "CloudWatchFullAccessV2": `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":[` +
		`"cloudwatch:*","logs:*","sns:CreateTopic","sns:ListSubscriptions","sns:ListSubscriptionsByTopic","sns:ListTopics","sns:Subscribe",` +
		`"iam:GetPolicy","iam:GetPolicyVersion","iam:GetRole"],"Resource":"*"}]}`,
	awsPolicy + "AWSCloudTrail_FullAccess": `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":[` +
		`"cloudtrail:*","sns:AddPermission","sns:CreateTopic","sns:SetTopicAttributes","sns:GetTopicAttributes","sns:ListTopics",` +
		`"s3:CreateBucket","s3:PutBucketPolicy","s3:PutBucketPublicAccessBlock","s3:ListAllMyBuckets","s3:GetBucketLocation","s3:GetBucketPolicy",` +
		`"logs:CreateLogGroup","iam:ListRoles","iam:GetRolePolicy","iam:GetUser","kms:CreateKey","kms:CreateAlias","kms:ListKeys","kms:ListAliases"],"Resource":"*"},` +
		`{"Effect":"Allow","Action":"iam:PassRole","Resource":"*","Condition":{"StringEquals":{"iam:PassedToService":"cloudtrail.amazonaws.com"}}}]}`,
	awsPolicy + "AWSCloudTrail_ReadOnlyAccess": `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":[` +
		`"cloudtrail:Get*","cloudtrail:Describe*","cloudtrail:List*","cloudtrail:LookupEvents"],"Resource":"*"}]}`,
	awsPolicy + "IAMReadOnlyAccess":           `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["iam:Get*","iam:List*","iam:Simulate*"],"Resource":"*"}]}`,
	awsPolicy + "AmazonSNSReadOnlyAccess":     `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["sns:GetTopicAttributes","sns:List*"],"Resource":"*"}]}`,
	awsPolicy + "AmazonS3ReadOnlyAccess":      `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:Get*","s3:List*","s3:Describe*"],"Resource":"*"}]}`,
	awsPolicy + "IAMFullAccess":               everythingOf("iam"),
	awsPolicy + "AmazonSNSFullAccess":         everythingOf("sns"),
	awsPolicy + "AmazonS3FullAccess":          everythingOf("s3"),
	awsPolicy + "AmazonEventBridgeFullAccess": everythingOf("events"),
}

const awsPolicy = "arn:aws:iam::aws:policy/"

func everythingOf(service string) string {
	return `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"` + service + `:*","Resource":"*"}]}`
}
