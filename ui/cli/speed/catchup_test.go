package speed_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
)

const (
	records   = 200_000
	pageBytes = 1 << 20
	answering = 2 * time.Millisecond
)

// BenchmarkCatchUp goes through a log group of 200,000 records: the program
// decodes, attributes and writes each as JSON; beside it the SDK's paginator
// only counts them, and a client that decodes nothing shows what is possible. By
// turns is what compares them: other work on the machine then slows one as much as
// the other.
func BenchmarkCatchUp(b *testing.B) {
	if _, err := binary(); err != nil { // building it takes longer, and is none of it
		b.Fatal(err)
	}
	url := otherLogGroup(b)
	b.Run("sdk-counts", func(b *testing.B) {
		var sdk pace
		for b.Loop() {
			sdk.counting(b, url)
		}
		sdk.report(b, "")
	})
	b.Run("watch-json", func(b *testing.B) {
		var ours pace
		for b.Loop() {
			ours.watching(b, url)
		}
		ours.report(b, "")
	})
	b.Run("by-turns", func(b *testing.B) {
		var sdk, ours, tokens pace
		for b.Loop() {
			sdk.counting(b, url)
			ours.watching(b, url)
			tokens.following(b, url)
		}
		sdk.report(b, "sdk-")
		ours.report(b, "")
		b.ReportMetric(sdk.took.Seconds()/ours.took.Seconds(), "times-as-fast")
		b.ReportMetric(sdk.took.Seconds()/tokens.took.Seconds(), "times-possible")
		b.ReportMetric(0, "ns/op") // of both together it says nothing
	})
}

// pace is what one of the two took for all its runs.
type pace struct {
	runs      int
	took, cpu time.Duration
	peak      float64 // bytes
}

func (p *pace) counting(b *testing.B, url string) {
	b.Helper()
	p.run(b, play(b, "sdk-counts", url))
}

func (p *pace) watching(b *testing.B, url string) {
	b.Helper()
	cmd := program(b, url, "watch", "--json", "--no-follow", "--since", "10h", "--log-group", "busy", "--all-secrets")
	var out lines
	cmd.Stdout = &out
	p.run(b, cmd)
	if out < records {
		b.Fatalf("%d lines", out)
	}
}

func (p *pace) run(b *testing.B, cmd *exec.Cmd) {
	b.Helper()
	begun := time.Now()
	p.peak = max(p.peak, run(b, cmd, exitWell))
	p.took += time.Since(begun)
	p.cpu += cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	p.runs++
}

// report says how fast it was and what a record cost of a processor, the kernel's
// part with it: that depends less on what else the machine does.
func (p *pace) report(b *testing.B, prefix string) {
	b.Helper()
	n := float64(records * p.runs)
	b.ReportMetric(p.peak/mebi, prefix+"MiB-peak")
	b.ReportMetric(n/p.took.Seconds(), prefix+"records/s")
	b.ReportMetric(float64(p.cpu.Microseconds())/n, prefix+"cpu-us/record")
}

// play starts this binary again as a process of its own, as it is measured
// otherwise: beside the pages held here, nobody would collect garbage.
func play(b *testing.B, part, url string) *exec.Cmd {
	b.Helper()
	self, err := os.Executable()
	if err != nil {
		b.Fatal(err)
	}
	cmd := exec.CommandContext(b.Context(), self)
	cmd.Env = []string{playing + "=" + part, "SPEED_TEST_URL=" + url}
	return cmd
}

// otherLogGroup is a process that serves the log group.
func otherLogGroup(b *testing.B) (url string) {
	b.Helper()
	cmd := play(b, "log-group", "")
	out, err := cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		b.Fatal(err)
	}
	return strings.TrimSpace(line)
}

// serveLogGroup is the process of otherLogGroup, until it is killed.
func serveLogGroup() {
	server := httptest.NewServer(logGroup())
	_, _ = io.WriteString(os.Stdout, server.URL+"\n")
	select {}
}

// countOnly is the process that goes through the log group by the SDK's
// paginator and counts.
func countOnly() {
	n, err := count(os.Getenv("SPEED_TEST_URL"))
	if err != nil || n != records {
		_, _ = fmt.Fprintf(os.Stderr, "counted %d: %v\n", n, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// lines counts what is written to it.
type lines int

func (l *lines) Write(p []byte) (int, error) {
	*l += lines(bytes.Count(p, []byte("\n")))
	return len(p), nil
}

func count(url string) (int, error) {
	client := cloudwatchlogs.New(cloudwatchlogs.Options{
		Region: "us-east-1", BaseEndpoint: aws.String(url), Credentials: credentials.NewStaticCredentialsProvider("a", "b", ""),
	})
	pages := cloudwatchlogs.NewFilterLogEventsPaginator(client, &cloudwatchlogs.FilterLogEventsInput{LogGroupName: aws.String("busy")})
	n := 0
	for pages.HasMorePages() {
		page, err := pages.NextPage(context.Background())
		if err != nil {
			return n, err
		}
		n += len(page.Events)
	}
	return n, nil
}

// logGroup answers FilterLogEvents with pages that are made beforehand, each up
// to AWS's bound of 1 MiB.
func logGroup() http.Handler {
	pages := pagesOf(records, time.Now().Add(-time.Hour))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var in struct {
			NextToken string `json:"nextToken"`
		}
		_ = json.NewDecoder(r.Body).Decode(&in)
		time.Sleep(answering)
		w.Header().Set("Content-Type", "application/x-amz-json-1.1")
		if !strings.HasSuffix(r.Header.Get("X-Amz-Target"), ".FilterLogEvents") {
			w.WriteHeader(http.StatusBadRequest)
			_, _ = io.WriteString(w, `{"__type":"AccessDeniedException","message":"only FilterLogEvents is served here"}`)
			return
		}
		k, _ := strconv.Atoi(in.NextToken)
		next := ""
		if k+1 < len(pages) {
			next = fmt.Sprintf(`"nextToken":"%d",`, k+1)
		}
		tail := "]," + next + `"searchedLogStreams":[]}`
		w.Header().Set("Content-Length", strconv.Itoa(len(pages[k])+len(tail)))
		_, _ = w.Write(pages[k])
		_, _ = io.WriteString(w, tail)
	})
}

// pagesOf are the answers up to the end of their events, the newest event at
// the given time.
func pagesOf(n int, newest time.Time) [][]byte {
	r := rand.New(rand.NewPCG(1, 2))
	var pages [][]byte
	var page bytes.Buffer
	for i := range n {
		at := newest.Add(-time.Duration(n-i) * 10 * time.Millisecond)
		message, err := json.Marshal(recordOf(r, i, at))
		if err != nil {
			panic(err)
		}
		if page.Len() > 0 && page.Len()+len(message)+200 > pageBytes {
			pages = append(pages, bytes.Clone(page.Bytes()))
			page.Reset()
		}
		sep := ","
		if page.Len() == 0 {
			sep = `{"events":[`
		}
		fmt.Fprintf(&page, `%s{"eventId":"%056d","ingestionTime":%d,"logStreamName":"123456789012_CloudTrail_us-east-1_%d","message":%s,"timestamp":%d}`,
			sep, i+1, at.UnixMilli()+4200, 1+i%4, message, at.UnixMilli())
	}
	return append(pages, page.Bytes())
}

// recordOf is a read as CloudTrail writes it, about 1.75 kB.
func recordOf(r *rand.Rand, i int, at time.Time) string {
	who := [...]string{"alice", "ci-runner", "payments-api", "report-job"}[r.IntN(4)]
	agent := [...]string{
		"aws-cli/2.17.9 md/awscrt#0.20.11 ua/2.0 os/linux#6.8.0 md/arch#x86_64 lang/python#3.11.8 cfg/retry-mode#standard md/command#secretsmanager.get-secret-value",
		"Boto3/1.34.144 md/Botocore#1.34.144 ua/2.0 os/linux#5.10.219 md/arch#x86_64 lang/python#3.12.4 exec-env/AWS_Lambda_python3.12 Botocore/1.34.144",
		"aws-sdk-go-v2/1.30.3 ua/2.1 os/linux lang/go#1.22.5 md/GOOS#linux md/GOARCH#amd64 api/secretsmanager#1.32.4",
	}[r.IntN(3)]
	secret := fmt.Sprintf("prod/service-%02d/database", r.IntN(40))
	id := func() string { return fmt.Sprintf("%08x-%04x-4000-a000-%012x", r.Uint32(), i&0xffff, r.Uint64()>>16) }
	text, err := json.Marshal(map[string]any{
		"eventVersion": "1.09",
		"userIdentity": map[string]any{
			"type": "AssumedRole", "principalId": "AROAEXAMPLEEXAMPLE1:" + who, "arn": "arn:aws:sts::123456789012:assumed-role/" + who + "-role/" + who,
			"accountId": "123456789012", "accessKeyId": "ASIAEXAMPLEEXAMPLE1", "sessionContext": map[string]any{
				"sessionIssuer": map[string]any{
					"type": "Role", "principalId": "AROAEXAMPLEEXAMPLE1", "arn": "arn:aws:iam::123456789012:role/service/" + who + "-role",
					"accountId": "123456789012", "userName": who + "-role",
				},
				"attributes": map[string]any{"creationDate": at.UTC().Format(time.RFC3339), "mfaAuthenticated": "false"}, "ec2RoleDelivery": "2.0",
			},
		},
		"eventTime": at.UTC().Format(time.RFC3339), "eventSource": "secretsmanager.amazonaws.com", "eventName": "GetSecretValue",
		"awsRegion": "us-east-1", "sourceIPAddress": fmt.Sprintf("203.0.113.%d", r.IntN(256)), "userAgent": agent,
		"requestParameters": map[string]any{"secretId": "arn:aws:secretsmanager:us-east-1:123456789012:secret:" + secret + "-AbCdEf", "versionStage": "AWSCURRENT"},
		"responseElements":  nil, "additionalEventData": map[string]any{"SecretsManagerEncryption": "aws/secretsmanager"},
		"requestID": id(), "eventID": id(), "readOnly": true, "resources": []any{map[string]any{
			"accountId": "123456789012", "type": "AWS::SecretsManager::Secret", "ARN": "arn:aws:secretsmanager:us-east-1:123456789012:secret:" + secret + "-AbCdEf",
		}},
		"eventType": "AwsApiCall", "managementEvent": true, "recipientAccountId": "123456789012", "eventCategory": "Management",
		"tlsDetails": map[string]any{
			"tlsVersion": "TLSv1.3", "cipherSuite": "TLS_AES_128_GCM_SHA256", "clientProvidedHostHeader": "secretsmanager.us-east-1.amazonaws.com",
		},
		"sessionCredentialFromConsole": "false",
	})
	if err != nil {
		panic(err)
	}
	return string(text)
}
