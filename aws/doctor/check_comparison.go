package doctor

import (
	"strings"

	"secretwatch/aws/monitor"
)

// comparison finds what a comparison of the ways to be told has switched on: it
// runs at this moment, or was killed and left it behind.
func (j *judge) comparison() {
	var left []string
	if j.s.Trails.There() {
		files := j.s.ARN("sns", j.s.Region, j.s.FilesTopic())
		for _, t := range *j.s.Trails.Value {
			if t.Notifies == files {
				left = append(left, "trail "+t.Name+" mails every log file to topic "+lastPart(files))
			}
		}
	}
	if r := j.s.Rule.Value; r != nil && j.s.Ours(r.Tags) && r.Tags[monitor.TagExperiment] != "" {
		left = append(left, "EventBridge rule "+r.Name+" mails every read")
	}
	if t := j.s.RuleTopic.Value; t != nil && j.s.Ours(t.Tags) && t.Tags[monitor.TagExperiment] != "" {
		left = append(left, "topic "+lastPart(t.ARN))
	}
	if len(left) == 0 {
		return
	}
	f := j.warn(codeComparison, "a comparison of the ways to be told runs, or was cut off and left things behind: %s", strings.Join(left, "; "))
	f.seen("of a comparison", "%s", strings.Join(left, "; "))
	f.mend("let it end if it runs; else start compare, which finds what is left and offers to remove it", j.own("compare").String())
}
