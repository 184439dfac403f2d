package wire

import (
	"reflect"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/aws/smithy-go/middleware"
)

var (
	timeType     = reflect.TypeFor[time.Time]()
	metadataType = reflect.TypeFor[middleware.Metadata]()
)

// member is one member of an SDK struct. Its name is the API's own, with a
// capital first letter; services like CloudWatch Logs write it in lower case.
type member struct {
	name  string
	lower string
	index int
}

// oddNames are the members that do not follow their service's letter case.
// https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_DescribeTrails.html
var oddNames = map[string]string{
	"DescribeTrailsOutput.TrailList": "trailList",
}

// shapes remembers the members of the struct types of one message: reflection
// over names is the slow part, and a list has the same type many times.
type shapes map[reflect.Type][]member

func (s shapes) of(t reflect.Type) []member {
	if known, ok := s[t]; ok {
		return known
	}
	var members []member
	for i := range t.NumField() {
		f := t.Field(i)
		if !f.IsExported() || f.Type == metadataType {
			continue
		}
		name := f.Name
		if odd, ok := oddNames[t.Name()+"."+name]; ok {
			name = odd
		}
		members = append(members, member{name: name, lower: lowerFirst(f.Name), index: i})
	}
	s[t] = members
	return members
}

func (m member) wireName(lowerCamel bool) string {
	if lowerCamel {
		return m.lower
	}
	return m.name
}

func lowerFirst(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToLower(r)) + s[size:]
}
