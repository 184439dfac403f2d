package report

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// fewDigits is up to how many digits a number is more likely a count than
// somebody's name.
const fewDigits = 5

// ordinary reports that a name is a word, a letter or a number that stands in
// every report without meaning anybody.
func ordinary(name string) bool {
	if utf8.RuneCountInString(name) < 2 {
		return true
	}
	if len(name) <= fewDigits && !strings.ContainsFunc(name, func(r rune) bool { return !unicode.IsDigit(r) }) {
		return true
	}
	return strings.Contains(words, " "+strings.ToLower(name)+" ")
}

// words are those of AWS and of this program's sentences, with a blank on
// either side.
const words = " " +
	"access account action actions address admin administrator after again alarm alarms all allow allowed also always an and another any anybody api app arn as ask asked assumed at attempt average aws " +
	"back basic be before begin below between both bucket bus but by call called calls can cause change changed check checked cli client cloud cloudtrail cloudwatch code come comes confirm confirmed " +
	"console count counted create created data date datapoint day days default delete delivered delivery denied deny describe did disable does done down each email enable enabled endpoint error event " +
	"events ever every fail failed false far file files filter find first fix for found from get give go goes group guest had has have he healthy her here his history home hop hour hours how iam id " +
	"identity if in is it its just keep kept key kms last late less let lets like line list log logged logging logs long look looks lost made mail mails make management mark match matches may me mend " +
	"message messages metric minute minutes missing monitor month more most my name named names new newest next no nobody none normal not nothing now number of off ok old on once one only open or " +
	"other others our out over own part people period permission person place policy program publish put read reader reads record records region remove rest role root rule run said same sample say " +
	"says second seconds secret secrets secretwatch see seen send sent service session set she shows since sns so some somebody state stay still sts subscription such sum system takes tell tells " +
	"terraform test text than that the them then there they this threshold time to told too topic trail true two type under unknown until up update usage use used user users value via wait waits " +
	"was way we well were what when where which while who whom why will with within work worked works write writes wrong year yes yet you your zero "
