package cli

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"secretwatch/aws/monitor"
)

// flags are the global ones; which command honours which is said in its help.
type flags struct {
	profile, region, endpoint string
	monitor                   string
	json, noInput, yes        bool
	readOnly, accessible      bool
	color, timeZone, debug    string

	secret, trail, logGroup, filter, alarm, topic, email string
}

func (f *flags) register(cmd *cobra.Command) {
	p := cmd.PersistentFlags()
	p.StringVar(&f.profile, "profile", "", "profile of the AWS configuration")
	p.StringVar(&f.region, "region", "", "region, such as us-east-1")
	p.StringVar(&f.endpoint, "endpoint-url", "", "talk to this endpoint instead of AWS")
	p.StringVar(&f.monitor, "monitor", "", "which monitor, where there are several")
	p.BoolVar(&f.json, "json", false, "print JSON")
	p.BoolVar(&f.noInput, "no-input", false, "never ask: fail where a person would have to answer")
	p.BoolVar(&f.yes, "yes", false, "answer yes to every question about what setup made")
	p.BoolVar(&f.readOnly, "read-only", false, "change nothing and read no secret")
	p.StringVar(&f.color, "color", colorAuto, "colours: auto (on a terminal, without NO_COLOR), always or never")
	p.BoolVar(&f.accessible, "accessible", false, "for a screen reader: every answer as sentences, one after the other, and the wizard as a conversation (also with ACCESSIBLE=1)")
	p.StringVar(&f.timeZone, "time-zone", "", "show times in this zone, such as Europe/Berlin (default local)")
	p.StringVar(&f.debug, "debug", "", "append every API call to this file")

	p.StringVar(&f.secret, "secret", "", "name or ARN of the secret")
	p.StringVar(&f.trail, "trail", "", "name of the trail")
	p.StringVar(&f.logGroup, "log-group", "", "name of the log group")
	p.StringVar(&f.filter, "filter", "", "name of the metric filter")
	p.StringVar(&f.alarm, "alarm", "", "name of the alarm")
	p.StringVar(&f.topic, "topic", "", "name of the topic")
	p.StringVar(&f.email, "email", "", "address that gets the e-mail")
}

// check refuses what no command could use.
func (f *flags) check() error {
	switch f.color {
	case colorAuto, colorAlways, colorNever:
	default:
		return usage(fmt.Errorf("--color does not take %q", f.color), "use auto, always or never")
	}
	if _, err := f.location(); err != nil {
		return usage(fmt.Errorf("--time-zone %q is not a time zone", f.timeZone), "use UTC, Local or a name such as Europe/Berlin")
	}
	return nil
}

func (f *flags) location() (*time.Location, error) {
	if f.timeZone == "" {
		return time.Local, nil
	}
	return time.LoadLocation(f.timeZone)
}

// onlyLogGroup says that a log group is meant and no monitor.
func (f *flags) onlyLogGroup() bool { return f.logGroup != "" && f.secret == "" && f.monitor == "" }

// named are the resources that the person named, by kind.
func (f *flags) named() map[monitor.Kind]string {
	named := map[monitor.Kind]string{}
	for k, v := range map[monitor.Kind]string{
		monitor.KindTrail: f.trail, monitor.KindLogGroup: f.logGroup, monitor.KindMetricFilter: f.filter,
		monitor.KindAlarm: f.alarm, monitor.KindTopic: f.topic,
	} {
		if v != "" {
			named[k] = v
		}
	}
	return named
}
