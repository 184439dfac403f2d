package eventpattern

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"
)

// maxStars is how many wildcards one text may have. EventBridge weighs a whole
// rule and does not say how; it refuses six with the same character behind
// them.
const maxStars = 5

// mistake is an error in an operand whose place is told as well.
type mistake string

func (m mistake) Error() string { return string(m) }

// wildcard reads a text in which * is any text, \* an asterisk and \\ a
// backslash. The positions in its errors count the quote before the text.
func wildcard(pattern string) (func(string) bool, error) {
	parts := []string{""}
	for i := 0; i < len(pattern); i++ {
		last := len(parts) - 1
		switch c := pattern[i]; {
		case c == '\\' && (i+1 == len(pattern) || pattern[i+1] != '*' && pattern[i+1] != '\\'):
			return nil, mistake(fmt.Sprintf("Invalid escape character at pos %d", i+1))
		case c == '\\':
			i++
			parts[last] += pattern[i : i+1]
		case c == '*' && i+1 < len(pattern) && pattern[i+1] == '*':
			return nil, mistake(fmt.Sprintf("Consecutive wildcard characters at pos %d", i+1))
		case c == '*':
			parts = append(parts, "")
		default:
			parts[last] += pattern[i : i+1]
		}
	}
	if len(parts)-1 > maxStars {
		return nil, &Error{"Rule is too complex - try using fewer wildcard characters or fewer repeating character sequences after a wildcard character"}
	}
	return func(s string) bool { return inOrder(parts, s) }, nil
}

// inOrder reports whether a text starts with the first part, ends with the
// last, and has the others in between in their order.
func inOrder(parts []string, s string) bool {
	if len(parts) == 1 {
		return s == parts[0]
	}
	s, ok := strings.CutPrefix(s, parts[0])
	if !ok {
		return false
	}
	for _, part := range parts[1 : len(parts)-1] {
		_, after, found := strings.Cut(s, part)
		if !found {
			return false
		}
		s = after
	}
	return strings.HasSuffix(s, parts[len(parts)-1])
}

// network reads an IP address, a slash and a number of bits.
func network(cidr string) (func(string) bool, error) {
	address, mask, found := strings.Cut(cidr, "/")
	if !found || strings.Contains(mask, "/") {
		return nil, &Error{"Malformed CIDR, one '/' required"}
	}
	bits, err := strconv.Atoi(mask)
	if err != nil {
		return nil, &Error{"Malformed CIDR, mask bits must be an integer"}
	}
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return nil, &Error{"Nonstandard IP address: " + address}
	}
	prefix, err := ip.Prefix(bits)
	if err != nil {
		return nil, &Error{fmt.Sprintf("Malformed CIDR, mask bits must be between 0 and %d", ip.BitLen())}
	}
	return func(s string) bool {
		have, err := netip.ParseAddr(s)
		return err == nil && prefix.Contains(have)
	}, nil
}
