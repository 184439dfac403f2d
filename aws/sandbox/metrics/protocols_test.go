package metrics_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/schemas"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
	"github.com/aws/smithy-go/transport/http/protocol/awsjson"
	"github.com/aws/smithy-go/transport/http/protocol/awsquery"
	"github.com/aws/smithy-go/transport/http/protocol/rpcv2"

	"secretwatch/aws/sandbox"
)

// protocols are the three that CloudWatch speaks.
func protocols() map[string]smithyhttp.ClientProtocol {
	service := schemas.GraniteServiceVersion20100801
	return map[string]smithyhttp.ClientProtocol{
		"query": awsquery.New(service), "json": awsjson.New10(service), "cbor": rpcv2.NewCBOR(service),
	}
}

// answer is what a call gave, as text: the output, or the error.
func answer[O any](out *O, err error) string {
	var e smithy.APIError
	if errors.As(err, &e) {
		// The client of query names an error by its type, the others by the
		// code that query has for it.
		code := strings.TrimSuffix(strings.TrimSuffix(e.ErrorCode(), "Exception"), "Error")
		return "refused: " + code + ": " + e.ErrorMessage()
	}
	if err != nil {
		return err.Error()
	}
	v := reflect.ValueOf(out).Elem()
	if m := v.FieldByName("ResultMetadata"); m.IsValid() {
		m.SetZero() // the request's id
	}
	text, err := json.Marshal(out)
	return fmt.Sprint(string(text), err)
}

// Each protocol asks the same of one account and gets the same: lists, maps,
// times, numbers, optional members and errors.
func TestTheProtocolsAgree(t *testing.T) {
	tell(t, sandbox.Fast, func(c *tale) {
		c.alarm("a", func(in *cloudwatch.PutMetricAlarmInput) {
			in.AlarmDescription = aws.String("<&> \"quoted\" ü")
			in.Dimensions = []types.Dimension{{Name: aws.String("D"), Value: aws.String("1")}}
			in.Threshold, in.OKActions = aws.Float64(0.25), []string{topicARN}
			in.Tags = []types.Tag{{Key: aws.String("k"), Value: aws.String("v")}}
		})
		c.quiet("b")
		c.composite("x", `ALARM(b)`, nil)
		c.mute("m", "cron(0 2 * * *)", "PT2H", "a")
		c.value(1.5)
		c.value(2)
		c.wait(3 * time.Second)
		c.set("b", "ALARM")

		answers := map[string][]string{}
		for name, protocol := range protocols() {
			client := cloudwatch.NewFromConfig(c.box.Config(""), func(o *cloudwatch.Options) { o.Protocol = protocol })
			answers[name] = twoDozen(c, client)
		}
		for i, want := range answers["cbor"] {
			if refused := strings.HasPrefix(want, "refused: "); refused != (i >= firstError) {
				t.Errorf("call %d: %s", i, want)
			}
			for _, name := range []string{"query", "json"} {
				if got := answers[name][i]; withoutEmpty(got) != withoutEmpty(want) {
					t.Errorf("call %d\n%s gives %s\ncbor gives %s", i, name, got, want)
				}
			}
		}
	})
}

// withoutEmpty takes out what the clients read differently: an empty list is
// null to the one of query.
func withoutEmpty(text string) string { return strings.ReplaceAll(text, "[]", "null") }

// firstError is the number of the first call that is refused.
const firstError = 15

func twoDozen(c *tale, client *cloudwatch.Client) []string {
	hour := struct{ from, to *time.Time }{aws.Time(midnight), aws.Time(midnight.Add(time.Hour))}
	both := []types.AlarmType{types.AlarmTypeMetricAlarm, types.AlarmTypeCompositeAlarm}
	arn := aws.String(arnOf + "a")
	var all []string
	add := func(text string) { all = append(all, text) }
	add(answer(client.DescribeAlarms(c.ctx, &cloudwatch.DescribeAlarmsInput{AlarmTypes: both})))
	add(answer(client.DescribeAlarms(c.ctx, &cloudwatch.DescribeAlarmsInput{AlarmTypes: both, MaxRecords: aws.Int32(1)})))
	add(answer(client.DescribeAlarms(c.ctx, &cloudwatch.DescribeAlarmsInput{AlarmNames: []string{"gone"}})))
	add(answer(client.DescribeAlarms(c.ctx, &cloudwatch.DescribeAlarmsInput{ChildrenOfAlarmName: aws.String("x")})))
	add(answer(client.DescribeAlarmsForMetric(c.ctx, &cloudwatch.DescribeAlarmsForMetricInput{
		Namespace: aws.String("N"), MetricName: aws.String("m"), Dimensions: []types.Dimension{{Name: aws.String("D"), Value: aws.String("1")}},
	})))
	add(answer(client.DescribeAlarmHistory(c.ctx, &cloudwatch.DescribeAlarmHistoryInput{AlarmTypes: both, StartDate: hour.from, EndDate: hour.to})))
	add(answer(client.GetMetricStatistics(c.ctx, &cloudwatch.GetMetricStatisticsInput{
		Namespace: aws.String("N"), MetricName: aws.String("m"), StartTime: hour.from, EndTime: hour.to, Period: aws.Int32(60),
		Statistics: []types.Statistic{"Sum", "Average", "Minimum", "Maximum", "SampleCount"}, ExtendedStatistics: []string{"p50", "p99.9"},
	})))
	add(answer(client.GetMetricData(c.ctx, &cloudwatch.GetMetricDataInput{
		StartTime: hour.from, EndTime: hour.to, MetricDataQueries: []types.MetricDataQuery{ask("a", "p90", 60, ""), ask("b", "Average", 300, "")},
	})))
	add(answer(client.ListMetrics(c.ctx, &cloudwatch.ListMetricsInput{Namespace: aws.String("N"), RecentlyActive: types.RecentlyActivePt3h})))
	add(answer(client.ListTagsForResource(c.ctx, &cloudwatch.ListTagsForResourceInput{ResourceARN: arn})))
	add(answer(client.TagResource(c.ctx, &cloudwatch.TagResourceInput{ResourceARN: arn, Tags: []types.Tag{{Key: aws.String("t"), Value: aws.String("")}}})))
	add(answer(client.UntagResource(c.ctx, &cloudwatch.UntagResourceInput{ResourceARN: arn, TagKeys: []string{"t"}})))
	add(answer(client.GetAlarmMuteRule(c.ctx, &cloudwatch.GetAlarmMuteRuleInput{AlarmMuteRuleName: aws.String("m")})))
	add(answer(client.ListAlarmMuteRules(c.ctx, &cloudwatch.ListAlarmMuteRulesInput{Statuses: []types.AlarmMuteRuleStatus{"SCHEDULED"}})))
	add(answer(client.EnableAlarmActions(c.ctx, &cloudwatch.EnableAlarmActionsInput{AlarmNames: []string{"a", "gone"}})))
	// The errors, with AWS's codes for each.
	add(answer(client.SetAlarmState(c.ctx, &cloudwatch.SetAlarmStateInput{AlarmName: aws.String("a"), StateValue: "INVALID", StateReason: aws.String("x")})))
	add(answer(client.SetAlarmState(c.ctx, &cloudwatch.SetAlarmStateInput{AlarmName: aws.String("gone"), StateValue: "OK", StateReason: aws.String("x")})))
	add(answer(client.DeleteAlarms(c.ctx, &cloudwatch.DeleteAlarmsInput{AlarmNames: []string{"b"}})))
	add(answer(client.GetAlarmMuteRule(c.ctx, &cloudwatch.GetAlarmMuteRuleInput{AlarmMuteRuleName: aws.String("gone")})))
	add(answer(client.TagResource(c.ctx, &cloudwatch.TagResourceInput{ResourceARN: aws.String(arnOf + "gone"), Tags: []types.Tag{{Key: aws.String("t"), Value: aws.String("")}}})))
	add(answer(client.DescribeAlarms(c.ctx, &cloudwatch.DescribeAlarmsInput{NextToken: aws.String("nonsense")})))
	add(answer(client.GetMetricStatistics(c.ctx, &cloudwatch.GetMetricStatisticsInput{
		Namespace: aws.String("N"), MetricName: aws.String("m"), StartTime: hour.to, EndTime: hour.from, Period: aws.Int32(60), Statistics: []types.Statistic{"Sum"},
	})))
	add(answer(client.PutMetricData(c.ctx, &cloudwatch.PutMetricDataInput{
		Namespace: aws.String("N"), MetricData: []types.MetricDatum{{MetricName: aws.String("m"), Values: []float64{1}, Counts: []float64{1, 2}}},
	})))
	return all
}

// ResourceNotFound has no message at all, in no protocol: recorded from AWS.
func TestResourceNotFoundOnTheWire(t *testing.T) {
	tell(t, sandbox.Fast, func(c *tale) {
		for _, x := range []struct{ contentType, target, body, want string }{
			{
				"application/x-amz-json-1.0", "GraniteServiceVersion20100801.SetAlarmState",
				`{"AlarmName":"gone","StateValue":"OK","StateReason":"x"}`, `{"__type":"com.amazonaws.cloudwatch.v2010_08_01#ResourceNotFound"}`,
			},
			{
				"application/x-www-form-urlencoded", "", "Action=SetAlarmState&Version=2010-08-01&AlarmName=gone&StateValue=OK&StateReason=x",
				`<Error><Type>Sender</Type><Code>ResourceNotFound</Code></Error>`,
			},
		} {
			req, err := http.NewRequestWithContext(c.ctx, http.MethodPost, c.box.Base()+"/", strings.NewReader(x.body))
			c.do(req, err)
			req.Header.Set("Content-Type", x.contentType)
			if x.target != "" {
				req.Header.Set("X-Amz-Target", x.target)
			}
			req.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=KEY/20000101/us-east-1/monitoring/aws4_request, SignedHeaders=host, Signature=00")
			resp, err := c.box.Transport().RoundTrip(req)
			c.do(resp, err)
			text, err := io.ReadAll(resp.Body)
			c.do(text, err)
			c.do(nil, resp.Body.Close())
			if resp.StatusCode != http.StatusNotFound || !strings.Contains(string(text), x.want) {
				t.Errorf("%d %s, want 404 %s", resp.StatusCode, text, x.want)
			}
		}
	})
}
