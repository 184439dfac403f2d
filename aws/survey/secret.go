package survey

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager/types"

	"secretwatch/aws/account"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
)

// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DescribeSecret.html
func (t *taker) secret(ctx context.Context) {
	if t.names.Secret == "" {
		return // nobody knows which is meant
	}
	out, err := t.Secrets.DescribeSecret(ctx, &secretsmanager.DescribeSecretInput{SecretId: aws.String(t.names.Secret)})
	if err != nil {
		t.s.Secret = seen[monitor.Secret](nil, err, "ResourceNotFoundException")
		return
	}
	s := monitor.Secret{
		Name: foreign.New(aws.ToString(out.Name)), ARN: aws.ToString(out.ARN), Tags: secretTags(out.Tags),
		DeleteAt: aws.ToTime(out.DeletedDate), KeyID: aws.ToString(out.KmsKeyId), Primary: aws.ToString(out.PrimaryRegion),
	}
	if s.Primary == t.Region {
		s.Primary = ""
	}
	for _, r := range out.ReplicationStatus {
		s.Replicas = append(s.Replicas, aws.ToString(r.Region))
	}
	t.s.Secret = monitor.Found(s)
}

func secretTags(list []types.Tag) map[string]string {
	tags := make(map[string]string, len(list))
	for _, t := range list {
		tags[aws.ToString(t.Key)] = aws.ToString(t.Value)
	}
	return tags
}

// SecretName gives the name of the secret that id stands for: a name, an ARN,
// or an ARN without its last six characters. Only ARNs take a call.
func SecretName(ctx context.Context, a *account.Account, id string) (string, error) {
	if !strings.HasPrefix(id, "arn:") {
		return id, nil
	}
	out, err := a.Secrets.DescribeSecret(ctx, &secretsmanager.DescribeSecretInput{SecretId: aws.String(id)})
	if err != nil {
		return "", fmt.Errorf("find the secret %s: %w", foreign.Safe(id), err)
	}
	if aws.ToString(out.Name) == "" {
		return "", errors.New("find the secret: AWS's answer has no name")
	}
	return *out.Name, nil
}

// SecretsLike lists at most ten secrets whose names start with part or hold it
// as a word, for a person who remembers only some of a name.
// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ListSecrets.html
func SecretsLike(ctx context.Context, a *account.Account, part string) ([]string, error) {
	input := &secretsmanager.ListSecretsInput{MaxResults: aws.Int32(10)}
	if part != "" {
		input.Filters = []types.Filter{{Key: types.FilterNameStringTypeName, Values: []string{part}}}
	}
	out, err := a.Secrets.ListSecrets(ctx, input)
	if err != nil {
		return nil, fmt.Errorf("list secrets: %w", err)
	}
	names := make([]string, 0, len(out.SecretList))
	for _, s := range out.SecretList {
		names = append(names, aws.ToString(s.Name))
	}
	return names, nil
}
