package build

import (
	"context"
	"errors"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager/types"

	"secretwatch/aws/account"
	"secretwatch/aws/monitor"
)

func (b *applier) secretSteps(i int, c monitor.Change) {
	if c.Action != monitor.ActionCreate {
		return
	}
	b.create(i, c.Kind, func(ctx context.Context) error { return b.createSecret(ctx, i) })
}

// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html
func (b *applier) createSecret(ctx context.Context, i int) error {
	if b.o.SecretValue == nil {
		return errors.New("there is no value for it")
	}
	value, err := b.o.SecretValue()
	if err != nil {
		return err
	}
	out, err := b.Secrets.CreateSecret(ctx, &secretsmanager.CreateSecretInput{
		Name: aws.String(b.d.Secret), SecretString: aws.String(value),
		Description: aws.String("Its reads are watched by secretwatch"), Tags: secretTags(b.d.Tags()),
	})
	if account.HasCode(err, "ResourceExistsException") {
		return b.takeSecret(ctx, i, err)
	}
	if err != nil {
		return err
	}
	b.made(i, aws.ToString(out.ARN))
	return nil
}

// takeSecret counts a secret that came into being meanwhile as done where it is
// ours: an earlier run made it and was cut off.
func (b *applier) takeSecret(ctx context.Context, i int, exists error) error {
	out, err := b.Secrets.DescribeSecret(ctx, &secretsmanager.DescribeSecretInput{SecretId: aws.String(b.d.Secret)})
	if err != nil {
		return errors.Join(exists, err)
	}
	tags := map[string]string{}
	for _, t := range out.Tags {
		tags[aws.ToString(t.Key)] = aws.ToString(t.Value)
	}
	if !b.d.Ours(tags) {
		return exists
	}
	b.made(i, aws.ToString(out.ARN))
	return nil
}

func secretTags(tags map[string]string) []types.Tag {
	var list []types.Tag
	for k, v := range sorted(tags) {
		list = append(list, types.Tag{Key: aws.String(k), Value: aws.String(v)})
	}
	return list
}
