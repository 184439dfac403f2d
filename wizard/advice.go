package wizard

import (
	"fmt"
	"strconv"
)

func adviseSecret(a string) string {
	if !suffixShape.MatchString(a) || checkSecret(a) != "" {
		return ""
	}
	return "AWS advises against names that end in a hyphen and six characters: its ARNs end so too, and a search by part of the ARN may then find the wrong secret."
}

func adviseStatistic(a string) string {
	switch a {
	case "Average":
		return "With Average one read among many events is far below 1: no e-mail. Choose it only to see the mistake for yourself; `secretwatch doctor` will name it."
	case "Maximum":
		return "Maximum tells that there was a read, Sum also how many."
	default:
		return ""
	}
}

func advisePeriod(a string) string {
	n, err := strconv.Atoi(a)
	switch {
	case err != nil || checkPeriod(a) != "":
		return ""
	case n < 60:
		return "The filter's metric has one number a minute, so a shorter period finds none most of the time, and costs more."
	case n > 300:
		return fmt.Sprintf("After a read the alarm stays in ALARM for about %d minutes, and further reads send no mail in that time.", n*3/60)
	default:
		return ""
	}
}

func adviseThreshold(a string) string {
	f, err := strconv.ParseFloat(a, 64)
	switch {
	case err != nil:
		return ""
	case f <= 0:
		return "Zero or less is always reached: the alarm would be in ALARM from the start and never mail again."
	case f > 1:
		return "A single read will not send an e-mail."
	default:
		return ""
	}
}

func adviseMissing(a string) string {
	switch a {
	case "breaching":
		return "No data would count as a read: the alarm is in ALARM whenever the account is quiet, and then sends nothing for a real read."
	case "ignore":
		return "Nothing would end the alarm after a read, so no second mail would come."
	default:
		return ""
	}
}
