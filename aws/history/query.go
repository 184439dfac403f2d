package history

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"secretwatch/aws/record"
)

// attributes are the fields of a record from which a read is attributed. The
// query counts what agrees in all of them, so that its rows say of who, how and
// with what result exactly what the records would.
var attributes = [...]string{
	"userIdentity.type", "userIdentity.principalId", "userIdentity.arn", "userIdentity.accountId", "userIdentity.userName",
	"userIdentity.invokedBy", "userIdentity.onBehalfOf.userId",
	"userIdentity.sessionContext.sessionIssuer.userName", "userIdentity.sessionContext.sessionIssuer.arn",
	"userIdentity.sessionContext.sessionIssuer.accountId",
	"sourceIPAddress", "userAgent", "sessionCredentialFromConsole", "errorCode", "errorMessage",
	"requestParameters.secretId", fieldRecipient,
}

// Names in the rows.
const (
	fieldRecipient = "recipientAccountId"
	fieldReads     = "reads"
	fieldFirst     = "firstRead" // RFC 3339, as the records have it
	fieldLast      = "lastRead"
	fieldDelivered = "delivered" // milliseconds since 1970
	fieldDay       = "readDay"
)

// namedRead is how a read's event is named. It does not spell the name: a call may
// be recorded with its parameters, and a metric filter for that text would count
// the query as a read.
const namedRead = `/^GetSecretV/`

// Query is the Logs Insights query whose rows are the reads of the secret by
// reader and day. A row may be of another secret that looks similar: Tally
// leaves it out.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html
func Query(s Secret) string {
	name := s.Name
	ids := []string{quote(name)}
	named := ""
	if s.ARN == "" {
		named = " or requestParameters.secretId like " + quote(":secret:"+name)
	} else {
		ids = append(ids, quote(s.ARN))
		if partial := len(s.ARN) - len("-AbC123"); partial > 0 && s.ARN[partial] == '-' {
			ids = append(ids, quote(s.ARN[:partial]))
		}
	}
	return strings.Join([]string{
		fmt.Sprintf(`filter eventSource = "secretsmanager.amazonaws.com" and eventName like %s and awsRegion = %s`, namedRead, quote(s.Region)),
		fmt.Sprintf(`filter requestParameters.secretId in [%s]%s or errorMessage like %s`, strings.Join(ids, ", "), named, quote(name)),
		"fields substr(eventTime, 0, 10) as " + fieldDay,
		fmt.Sprintf("stats count(*) as %s, min(eventTime) as %s, max(eventTime) as %s, min(@timestamp) as %s by %s, %s",
			fieldReads, fieldFirst, fieldLast, fieldDelivered, fieldDay, strings.Join(attributes[:], ", ")),
	}, "\n| ")
}

func quote(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}

// addRow counts what one row of the answer says. It makes the record of it
// again that the reads have in common, so that one code attributes all reads.
func (t *Tally) addRow(fields map[string]string) bool {
	n, err := strconv.ParseFloat(fields[fieldReads], 64)
	if err != nil || n < 1 {
		return false
	}
	if to := fields[fieldRecipient]; to != "" && t.secret.Account != "" && to != t.secret.Account {
		return false // an organization's trail has everyone's
	}
	first, last := rowTimes(fields)
	tree := map[string]any{"eventName": "GetSecretValue", "eventSource": "secretsmanager.amazonaws.com"}
	for _, name := range attributes {
		if v, ok := fields[name]; ok && v != "" {
			plant(tree, strings.Split(name, "."), v)
		}
	}
	if tree["sessionCredentialFromConsole"] == "1" { // how Insights may write true
		tree["sessionCredentialFromConsole"] = "true"
	}
	text, err := json.Marshal(tree)
	if err != nil {
		return false // texts and trees of texts always can be written
	}
	r, err := record.Parse(text)
	if err != nil {
		return false
	}
	read, ok := r.Read()
	return ok && t.Add(read, int(n), first, last)
}

func plant(tree map[string]any, path []string, value string) {
	for _, name := range path[:len(path)-1] {
		below, ok := tree[name].(map[string]any)
		if !ok {
			below = map[string]any{}
			tree[name] = below
		}
		tree = below
	}
	tree[path[len(path)-1]] = value
}

// rowTimes are the times of the records; of records without one, the time of
// their delivery.
func rowTimes(fields map[string]string) (first, last time.Time) {
	first, err := time.Parse(time.RFC3339, fields[fieldFirst])
	if err != nil {
		ms, _ := strconv.ParseFloat(fields[fieldDelivered], 64)
		first = time.UnixMilli(int64(ms))
	}
	last, err = time.Parse(time.RFC3339, fields[fieldLast])
	if err != nil {
		last = first
	}
	return first.UTC(), last.UTC()
}
