package wizard

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"secretwatch/aws/foreign"
)

// quote shows a refused answer, cut where it is long.
func quote(s string) string {
	const most = 40
	shown := []rune(foreign.Safe(s))
	if len(shown) > most {
		return fmt.Sprintf(`"%s..." (%d characters)`, string(shown[:most]), len(shown))
	}
	return `"` + string(shown) + `"`
}

// The shapes that the services document for names.
var (
	secretShape    = shaped(`^[A-Za-z0-9/_+=.@-]{1,512}$`)
	trailShape     = shaped(`^[A-Za-z0-9]+([._-][A-Za-z0-9]+)*$`)
	bucketShape    = shaped(`^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$`)
	addressShape   = shaped(`^\d+\.\d+\.\d+\.\d+$`)
	logGroupShape  = shaped(`^[A-Za-z0-9_/.#-]{1,512}$`)
	roleShape      = shaped(`^[A-Za-z0-9+=,.@_-]{1,64}$`)
	filterShape    = shaped(`^[^:*\x00-\x1f\x7f]{1,512}$`)
	metricShape    = shaped(`^[^:*$\x00-\x1f\x7f]{1,255}$`)
	topicShape     = shaped(`^[A-Za-z0-9_-]{1,256}$`)
	alarmShape     = shaped(`^[^\x00-\x1f\x7f]{1,255}$`)
	suffixShape    = shaped(`-[A-Za-z0-9/_+=.@]{6}$`)
	selectorShape  = shaped(`^\$[A-Za-z0-9_.\[\]'"-]+$`)
	emailNameShape = shaped(`^[A-Za-z0-9.!#$%&'*+/=?^_{|}~\x60-]{1,64}$`)
	emailHostShape = shaped(`^([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$`)
)

// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html
// maxTagged is how long a tag's value may be.
// https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html
const maxTagged = 256

func checkSecret(a string) string {
	switch {
	case strings.HasPrefix(a, "arn:"):
		return quote(a) + " is an ARN; give the secret's name, such as prod/db."
	case secretShape.MatchString(a) && len(a) > maxTagged:
		return quote(a) + " is too long for a monitor; every part of it carries the secret's name in a tag, which holds at most 256 characters."
	case secretShape.MatchString(a):
		return ""
	default:
		return quote(a) + " is no name for a secret; it should be 1-512 characters out of A-Z a-z 0-9 / _ + = . @ -, such as prod/db."
	}
}

func checkValue(v *Value) string {
	switch {
	case v.Size() == 0:
		return "Value is empty; type or paste what is to be kept secret, or choose to make one up."
	case v.Size() == maxValue+1:
		return "The value is 1 byte too long; Secrets Manager takes at most 65,536 bytes."
	case v.Size() > maxValue:
		return fmt.Sprintf("The value is %d bytes too long; Secrets Manager takes at most 65,536 bytes.", v.Size()-maxValue)
	default:
		return ""
	}
}

// checkEmail asks for the plain form of an address, which is all that mail
// systems agree on and all that SNS is known to send to.
func checkEmail(a string) string {
	const longestEmail = 254 // RFC 5321, erratum 1690
	name, host, found := strings.Cut(a, "@")
	well := found && emailNameShape.MatchString(name) && emailHostShape.MatchString(host) &&
		!strings.HasPrefix(name, ".") && !strings.HasSuffix(name, ".") && !strings.Contains(name, "..")
	switch {
	case well && len(a) <= longestEmail:
		return ""
	case well:
		return fmt.Sprintf("The address has %d characters; an e-mail address has at most %d.", len(a), longestEmail)
	}
	return quote(a) + " is not an e-mail address; it should look like name@example.com."
}

// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-trail-naming-requirements.html
func checkTrail(a string) string {
	if trailShape.MatchString(a) && len(a) >= 3 && len(a) <= 128 && !addressShape.MatchString(a) {
		return ""
	}
	return quote(a) + " is no name for a trail; it should be 3-128 letters, digits and . _ -, begin and end with a letter or digit, and have no two of . _ - in a row."
}

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
func checkBucket(a string) string {
	reserved := slices.ContainsFunc([]string{"xn--", "sthree-", "amzn-s3-demo-"}, func(p string) bool { return strings.HasPrefix(a, p) }) ||
		slices.ContainsFunc([]string{"-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"}, func(p string) bool { return strings.HasSuffix(a, p) })
	switch {
	case reserved:
		return quote(a) + " begins or ends with what S3 keeps for itself; choose another name for the bucket."
	case bucketShape.MatchString(a) && !strings.Contains(a, "..") && !addressShape.MatchString(a):
		return ""
	default:
		return quote(a) + " is no name for a bucket; it should be 3-63 lower-case letters, digits, dots and hyphens, and begin and end with a letter or digit."
	}
}

func checkLogGroup(a string) string {
	switch {
	case strings.HasPrefix(a, "aws/"):
		return quote(a) + ` begins with "aws/", which AWS keeps for itself; choose another name for the log group.`
	case logGroupShape.MatchString(a):
		return ""
	default:
		return quote(a) + " is no name for a log group; it should be 1-512 characters out of A-Z a-z 0-9 _ - / . #."
	}
}

func checkRole(a string) string {
	if roleShape.MatchString(a) {
		return ""
	}
	return quote(a) + " is no name for a role; it should be 1-64 characters out of A-Z a-z 0-9 + = , . @ _ -."
}

func checkFilter(a string) string {
	if filterShape.MatchString(a) {
		return ""
	}
	return quote(a) + " is no name for a metric filter; it should be 1-512 characters without : and *."
}

func checkNamespace(a string) string {
	switch {
	case strings.HasPrefix(a, "AWS/"):
		return quote(a) + ` begins with "AWS/", which AWS keeps for itself; choose another namespace, such as SecretWatch.`
	case metricShape.MatchString(a):
		return ""
	default:
		return quote(a) + " is no namespace for a metric; it should be 1-255 characters without : * and $."
	}
}

func checkMetric(a string) string {
	if metricShape.MatchString(a) {
		return ""
	}
	return quote(a) + " is no name for a metric; it should be 1-255 characters without : * and $."
}

// https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html; FIFO topics
// (.fifo) cannot send e-mail.
func checkTopic(a string) string {
	if topicShape.MatchString(a) {
		return ""
	}
	return quote(a) + " is no name for a topic; it should be 1-256 letters, digits, hyphens and underscores."
}

func checkAlarm(a string) string {
	if alarmShape.MatchString(a) && utf8.ValidString(a) {
		return ""
	}
	return quote(a) + " is no name for an alarm; it should be 1-255 characters, none of them a control character."
}

// retentions are the days that PutRetentionPolicy takes.
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
var retentions = []int{1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653}

func checkRetention(a string) string {
	days, err := strconv.Atoi(a)
	if err == nil && slices.Contains(retentions, days) {
		return ""
	}
	if err != nil {
		return quote(a) + " is no number of days; it should be one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365 and up to 3653."
	}
	return fmt.Sprintf("%s days are no retention that CloudWatch Logs takes; the nearest is %d.", quote(a), nearest(days))
}

func nearest(days int) int {
	return slices.MinFunc(retentions, func(a, b int) int { return distance(a, days) - distance(b, days) })
}

func distance(a, b int) int {
	d := int64(a) - int64(b) // a person may type any number
	return int(min(max(d, -d), 1<<30))
}

func checkExpire(a string) string {
	if days, err := strconv.Atoi(a); err == nil && days >= 1 && days <= 3650 {
		return ""
	}
	return quote(a) + " is no number of days; it should be a whole number from 1 to 3650."
}

// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
func checkPeriod(a string) string {
	n, err := strconv.Atoi(a)
	if err == nil && n <= 7*24*3600 && (n == 10 || n == 20 || n == 30 || n >= 60 && n%60 == 0) {
		return ""
	}
	return quote(a) + " is no period for an alarm; it should be 10, 20, 30 or a multiple of 60 seconds, at most 604800 (7 days)."
}

func checkNumber(a string) string {
	if f, err := strconv.ParseFloat(a, 64); err == nil && f-f == 0 { // not infinite, not NaN
		return ""
	}
	return quote(a) + " is not a number; it should be one such as 0 or 1."
}

func checkMetricValue(a string) string {
	if checkNumber(a) == "" || selectorShape.MatchString(a) {
		return ""
	}
	return quote(a) + " is no metric value; it should be a number such as 1, or a field of the event such as $.count."
}
