package history

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager/types"

	"secretwatch/aws/account"
)

// SecretNamed is the secret with its ARN, which tells reads of it from those of
// one that had its name before. A secret that is gone, or may not be seen, has
// none, and is known by its name alone.
// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DescribeSecret.html
func SecretNamed(ctx context.Context, a *account.Account, name string) (Secret, error) {
	s := Secret{Name: name, Region: a.Region, Account: a.Account}
	out, err := a.Secrets.DescribeSecret(ctx, &secretsmanager.DescribeSecretInput{SecretId: aws.String(name)})
	var gone *types.ResourceNotFoundException
	switch {
	case err == nil:
		s.ARN = aws.ToString(out.ARN)
	case errors.As(err, &gone), account.Explain(err).Kind == account.Denied:
	default:
		return s, fmt.Errorf("find the secret: %w", err)
	}
	return s, nil
}
