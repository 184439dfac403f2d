// Package expected remembers which readers of a secret are expected, in tags on
// the monitor's alarm: what identifies a reader, how many of them fit into tags,
// and the calls that read and change those. It may import account, monitor,
// record and the SDK.
package expected

import (
	"fmt"
	"strings"

	"secretwatch/aws/record"
)

// Reader identifies who reads: an IAM user, a role, the root user, an AWS
// service or an account, and not the session, which is another one every time.
// It is an ARN where there is one, in the characters that a tag's value may
// have, so that it is safe for a screen as well.
type Reader string

// Set holds readers.
type Set map[Reader]bool

// ssoRole begins the name of a role that IAM Identity Center made. Everybody
// with the same permission set has that role, and the session's name, which
// Identity Center sets and no caller chooses, is the person.
// https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html
const ssoRole = "AWSReservedSSO_"

// Of says who a reader is; "" where a record tells nothing of them. Names of
// users and roles are unique within an account whatever their path, so the path
// is left out: a record of a role's session has none, and it may be longer than
// a tag.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
func Of(w record.Who) Reader {
	name, arn := w.Name.Raw(), w.ARN.Raw()
	iam := func(what string) Reader {
		if w.Account == "" {
			return encode(what)
		}
		return encode(fmt.Sprintf("arn:%s:iam::%s:%s", partition(arn), w.Account, what))
	}
	switch w.Kind {
	case record.WhoRoot:
		return iam("root")
	case record.WhoRole:
		switch session := w.Session.Raw(); {
		case name == "":
			return encode(arn)
		case strings.HasPrefix(name, ssoRole) && session != "":
			return encode(fmt.Sprintf("arn:%s:sts::%s:assumed-role/%s/%s", partition(arn), w.Account, name, session))
		}
		return iam("role/" + name)
	case record.WhoUser:
		if strings.Contains(arn, ":iam::") && strings.Contains(arn, ":user/") {
			return iam("user/" + arn[strings.LastIndexByte(arn, '/')+1:])
		}
		return encode(firstOf(arn, name))
	default:
		return encode(firstOf(name, arn, w.Account))
	}
}

func firstOf(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}

// partition is an ARN's, such as aws-cn.
func partition(arn string) string {
	if parts := strings.SplitN(arn, ":", 3); len(parts) == 3 && parts[0] == "arn" && parts[1] != "" {
		return parts[1]
	}
	return "aws"
}

// plain are the signs that stand for themselves: those of AWS's that are ASCII,
// without the blank, which divides readers, and without =, which begins what
// stands for another sign.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Tag.html
const plain = "_.:/+-@"

// encode writes every other byte as = and two hexadecimal digits, so a comma is
// =2C.
func encode(text string) Reader {
	var b strings.Builder
	for _, c := range []byte(text) {
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', strings.IndexByte(plain, c) >= 0:
			b.WriteByte(c)
		default:
			fmt.Fprintf(&b, "=%02X", c)
		}
	}
	return Reader(b.String())
}
