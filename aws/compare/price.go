package compare

import (
	"fmt"
	"math"
)

// PricesAsOf is the date of the list prices, of us-east-1.
const PricesAsOf = "2026-11-22"

const (
	freeMails   = 1000      // a month
	mailUSD     = 2.0 / 1e5 // https://aws.amazon.com/sns/pricing/
	filesAnHour = 12        // CloudTrail delivers about every five minutes
	hoursAMonth = 730
	alarmUSD    = 0.10 + 0.30 // an alarm and a custom metric, https://aws.amazon.com/cloudwatch/pricing/
	fewReads    = 100         // a month, of a secret that is hardly ever read
)

// Price estimates what a way costs a month beside the trail, which all three
// need, and says why.
func Price(w Way) (usd float64, why string) {
	switch w {
	case WayTrail:
		mails := filesAnHour * hoursAMonth
		return math.Round(float64(mails-freeMails)*mailUSD*100) / 100, fmt.Sprintf(
			"a mail for every file, up to %d a month for each region that is in use; the first %d mails of an account are free", mails, freeMails)
	case WayAlarm:
		return alarmUSD, "an alarm and a custom metric, and $0.50 per GB of records in the log group; the first ten of each and 5 GB are free"
	default:
		return 0, fmt.Sprintf("events of AWS's own services are free, and so are the first %d mails of an account; %d reads a month stay below that", freeMails, fewReads)
	}
}
