package cli_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/sns"

	"secretwatch/ui/contract"
)

// moto is another project's simulation of AWS: it makes, shows and removes the
// chain's resources, and does nothing with them.
func moto(t *testing.T) string {
	t.Helper()
	path, err := exec.LookPath("moto_server")
	if err != nil {
		t.Skip("SKIPPED: moto_server is not on the PATH, so nothing here was tried on moto (pip install 'moto[server]')")
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := l.Addr().(*net.TCPAddr).Port
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), path, "-H", "127.0.0.1", "-p", fmt.Sprint(port))
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	url := fmt.Sprintf("http://127.0.0.1:%d", port)
	for range 300 {
		if r, err := http.Get(url + "/moto-api/data.json"); err == nil {
			_ = r.Body.Close()
			return url
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Fatal("moto_server did not come up within 30 s")
	return ""
}

func TestSetupOnMoto(t *testing.T) {
	t.Parallel()
	at := program(moto(t))
	cfg := at.config()
	setup := []string{"setup", "--yes", "--json", "--secret", "moto/secret", "--generate", "--email", "you@example.com"}

	// moto confirms e-mail addresses at once, so nothing is waited for.
	first := runJSON[contract.Setup](t, at, 0, setup...)
	if len(first.Resources) != 9 {
		t.Fatalf("made %d resources, want 9: %+v", len(first.Resources), first.Resources)
	}
	for _, r := range first.Resources {
		if r.Action != "created" {
			t.Errorf("first run: %s %s is %s, want created", r.Kind, r.Name, r.Action)
		}
	}
	names := map[string]string{}
	for _, r := range first.Resources {
		names[r.Kind] = r.Name
	}
	thereOnMoto(t, cfg, names)

	second := runJSON[contract.Setup](t, at, 0, setup...)
	for _, r := range second.Resources {
		if r.Action != "unchanged" {
			t.Errorf("second run: %s %s is %s, want unchanged", r.Kind, r.Name, r.Action)
		}
	}

	// moto has neither Event history nor alarm history: that is unknown, and
	// nothing is called broken for it.
	code, out, errs := at.run(t, "doctor", "--json")
	var report contract.Doctor
	if err := json.Unmarshal([]byte(out), &report); err != nil {
		t.Fatalf("doctor: exit status %d: %v\n%s\n%s", code, err, out, errs)
	}
	for _, f := range report.Findings {
		if f.Status == "broken" {
			t.Errorf("doctor calls %s broken on moto: %s", f.Code, f.Summary)
		}
	}

	gone := runJSON[contract.Destroy](t, at, 0, "destroy", "--yes", "--json")
	for _, r := range gone.Remaining {
		if r.Kind != "secret" {
			t.Errorf("destroy leaves %s %s: %s", r.Kind, r.Name, r.Why)
		}
	}
	goneOnMoto(t, cfg, names)
}

// thereOnMoto looks at what setup made with the SDK's own clients.
func thereOnMoto(t *testing.T, cfg aws.Config, names map[string]string) {
	t.Helper()
	ctx := t.Context()
	trails := cloudtrail.NewFromConfig(cfg)
	trail, err := trails.GetTrail(ctx, &cloudtrail.GetTrailInput{Name: aws.String(names["trail"])})
	if err != nil {
		t.Fatal(err)
	}
	if !aws.ToBool(trail.Trail.IsMultiRegionTrail) || !strings.HasSuffix(aws.ToString(trail.Trail.CloudWatchLogsLogGroupArn), names["log-group"]+":*") {
		t.Errorf("trail: %+v", trail.Trail)
	}
	status, err := trails.GetTrailStatus(ctx, &cloudtrail.GetTrailStatusInput{Name: aws.String(names["trail"])})
	if err != nil || !aws.ToBool(status.IsLogging) {
		t.Errorf("trail status: %+v, %v", status, err)
	}
	groups, err := cloudwatchlogs.NewFromConfig(cfg).DescribeLogGroups(ctx, &cloudwatchlogs.DescribeLogGroupsInput{LogGroupNamePrefix: aws.String(names["log-group"])})
	if err != nil || len(groups.LogGroups) != 1 || aws.ToInt32(groups.LogGroups[0].RetentionInDays) != 30 {
		t.Errorf("log groups: %+v, %v", groups, err)
	}
	filters, err := cloudwatchlogs.NewFromConfig(cfg).DescribeMetricFilters(ctx, &cloudwatchlogs.DescribeMetricFiltersInput{LogGroupName: aws.String(names["log-group"])})
	if err != nil || len(filters.MetricFilters) != 1 {
		t.Fatalf("metric filters: %+v, %v", filters, err)
	}
	tr := filters.MetricFilters[0].MetricTransformations[0]
	if aws.ToString(tr.MetricValue) != "1" || aws.ToFloat64(tr.DefaultValue) != 0 || tr.DefaultValue == nil {
		t.Errorf("metric transformation: %+v", tr)
	}
	buckets := s3.NewFromConfig(cfg, func(o *s3.Options) { o.UsePathStyle = true })
	block, err := buckets.GetPublicAccessBlock(ctx, &s3.GetPublicAccessBlockInput{Bucket: aws.String(names["bucket"])})
	if err != nil || !aws.ToBool(block.PublicAccessBlockConfiguration.BlockPublicPolicy) {
		t.Errorf("public access block: %+v, %v", block, err)
	}
	if _, err := buckets.GetBucketPolicy(ctx, &s3.GetBucketPolicyInput{Bucket: aws.String(names["bucket"])}); err != nil {
		t.Errorf("bucket policy: %v", err)
	}
	if _, err := buckets.GetBucketLifecycleConfiguration(ctx, &s3.GetBucketLifecycleConfigurationInput{Bucket: aws.String(names["bucket"])}); err != nil {
		t.Errorf("bucket lifecycle: %v", err)
	}
	role, err := iam.NewFromConfig(cfg).GetRole(ctx, &iam.GetRoleInput{RoleName: aws.String(names["role"])})
	if err != nil || !strings.Contains(aws.ToString(role.Role.AssumeRolePolicyDocument), "cloudtrail.amazonaws.com") {
		t.Errorf("role: %+v, %v", role, err)
	}
	topics, err := sns.NewFromConfig(cfg).ListSubscriptions(ctx, &sns.ListSubscriptionsInput{})
	if err != nil || len(topics.Subscriptions) != 1 || aws.ToString(topics.Subscriptions[0].Endpoint) != "you@example.com" {
		t.Errorf("subscriptions: %+v, %v", topics, err)
	}
}

// goneOnMoto finds nothing of it any more, but the secret that waits.
func goneOnMoto(t *testing.T, cfg aws.Config, names map[string]string) {
	t.Helper()
	ctx := context.WithoutCancel(t.Context())
	if _, err := cloudtrail.NewFromConfig(cfg).GetTrail(ctx, &cloudtrail.GetTrailInput{Name: aws.String(names["trail"])}); err == nil {
		t.Error("the trail is still there")
	}
	groups, err := cloudwatchlogs.NewFromConfig(cfg).DescribeLogGroups(ctx, &cloudwatchlogs.DescribeLogGroupsInput{})
	if err != nil || len(groups.LogGroups) != 0 {
		t.Errorf("log groups: %+v, %v", groups, err)
	}
	buckets, err := s3.NewFromConfig(cfg, func(o *s3.Options) { o.UsePathStyle = true }).ListBuckets(ctx, &s3.ListBucketsInput{})
	if err != nil || len(buckets.Buckets) != 0 {
		t.Errorf("buckets: %+v, %v", buckets, err)
	}
	if _, err := iam.NewFromConfig(cfg).GetRole(ctx, &iam.GetRoleInput{RoleName: aws.String(names["role"])}); err == nil {
		t.Error("the role is still there")
	}
	topics, err := sns.NewFromConfig(cfg).ListTopics(ctx, &sns.ListTopicsInput{})
	if err != nil || len(topics.Topics) != 0 {
		t.Errorf("topics: %+v, %v", topics, err)
	}
	secret, err := secretsmanager.NewFromConfig(cfg).DescribeSecret(ctx, &secretsmanager.DescribeSecretInput{SecretId: aws.String(names["secret"])})
	if err == nil && secret.DeletedDate == nil {
		t.Error("the secret is still there and not scheduled for deletion")
	}
}
