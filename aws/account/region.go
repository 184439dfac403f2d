package account

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// regionForm is the form of every region's name so far: a part of the world, a
// direction, a number. New regions keep to it, typing errors mostly do not.
var regionForm = regexp.MustCompile(`^([a-z]{2}|us-gov|us-iso[a-z]?|eu-isoe|eusc-[a-z]{2})-(north|south|east|west|central|northeast|northwest|southeast|southwest)-[1-9]$`)

// regions are those that AWS lists; a newer one works all the same.
// https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html
func regions() []string {
	return []string{
		"us-east-1", "us-east-2", "us-west-1", "us-west-2", "af-south-1", "ap-east-1", "ap-east-2",
		"ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1", "ap-south-2",
		"ap-southeast-1", "ap-southeast-2", "ap-southeast-3", "ap-southeast-4", "ap-southeast-5", "ap-southeast-6", "ap-southeast-7",
		"ca-central-1", "ca-west-1", "eu-central-1", "eu-central-2", "eu-north-1", "eu-south-1", "eu-south-2",
		"eu-west-1", "eu-west-2", "eu-west-3", "il-central-1", "me-central-1", "me-south-1", "mx-central-1", "sa-east-1",
		"cn-north-1", "cn-northwest-1", "us-gov-east-1", "us-gov-west-1", "eusc-de-east-1",
	}
}

func knownRegion(region string) bool { return slices.Contains(regions(), region) }

// checkRegion refuses what cannot be a region's name. A region is never
// guessed: a monitor in the wrong one sees nothing.
func checkRegion(region, profile string) error {
	switch {
	case region == "":
		return Problem{
			Kind: NoRegion, Summary: "no region is configured",
			Hint: fmt.Sprintf("looked for --region, AWS_REGION, AWS_DEFAULT_REGION and the region of %s in %s\nset one with: aws configure set region us-east-1%s",
				profileWord(profile), configFile(), profileFlag(profile)),
		}
	case !regionForm.MatchString(region):
		return Problem{Kind: BadRegion, Summary: fmt.Sprintf("there is no AWS region %q", short(region)), Hint: regionHint(region)}
	default:
		return nil
	}
}

// regionHint suggests the region that was probably meant.
func regionHint(region string) string {
	lower := strings.ToLower(region)
	best, distance := "", 4
	for _, r := range regions() {
		if d := edits(lower, r); d < distance {
			best, distance = r, d
		}
	}
	// An availability zone is a region and a letter.
	if trimmed := strings.TrimRight(lower, "abcdef"); knownRegion(trimmed) {
		best = trimmed
	}
	if best != "" && best != region {
		return "did you mean " + best + "?"
	}
	return "regions are named like us-east-1 or eu-central-1; all of them: https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html"
}

// edits counts the insertions, deletions, replacements and swaps of neighbours
// that make b of a.
func edits(a, b string) int {
	if len(a) > 40 {
		return len(a)
	}
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			change := 1
			if a[i-1] == b[j-1] {
				change = 0
			}
			rows[i][j] = min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+change)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(a)][len(b)]
}
