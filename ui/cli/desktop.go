package cli

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"runtime"
	"time"

	"secretwatch/aws/account"
	"secretwatch/aws/command"
	"secretwatch/aws/record"
)

// eventURL is the page of an event in AWS's console. The form of the address is
// what the console itself shows; no document promises it.
func eventURL(a *account.Account, r record.Read) string {
	host := "console.aws.amazon.com"
	switch a.Partition {
	case "aws-cn":
		host = "console.amazonaws.cn"
	case "aws-us-gov":
		host = "console.amazonaws-us-gov.com"
	}
	region := r.Region
	if region == "" {
		region = a.Region
	}
	region = url.QueryEscape(region)
	return fmt.Sprintf("https://%s.%s/cloudtrailv2/home?region=%s#/events/%s", region, host, region, url.PathEscape(r.EventID))
}

// eventCommand is the AWS CLI's command that shows an event.
func eventCommand(a *account.Account, r record.Read) string {
	c := command.Command{Program: command.AWS, Service: "cloudtrail", Operation: "lookup-events"}
	c.With("--lookup-attributes", "AttributeKey=EventId,AttributeValue="+r.EventID)
	region := r.Region
	if region == "" {
		region = a.Region
	}
	c.With("--region", region)
	if a.Profile != "" {
		c.With("--profile", a.Profile)
	}
	if a.Endpoint != "" {
		c.With("--endpoint-url", a.Endpoint)
	}
	return c.String()
}

// browser is the command that opens a page in the person's browser, nil where
// there is no desktop to open it on.
func browser(system string, getenv func(string) string, there func(string) bool) []string {
	var words []string
	switch {
	case getenv("SSH_CONNECTION") != "":
		return nil // the desktop is somewhere else
	case system == "darwin":
		words = []string{"open"}
	case system == "windows":
		words = []string{"rundll32", "url.dll,FileProtocolHandler"}
	case getenv("DISPLAY") != "" || getenv("WAYLAND_DISPLAY") != "":
		words = []string{"xdg-open"}
	default:
		return nil
	}
	if !there(words[0]) {
		return nil
	}
	return words
}

// browse opens a page of ours; nil where there is no desktop.
func browse() func(context.Context, string) error {
	words := browser(runtime.GOOS, os.Getenv, func(name string) bool {
		_, err := exec.LookPath(name)
		return err == nil
	})
	if words == nil {
		return nil
	}
	return func(ctx context.Context, page string) error {
		ctx, stop := context.WithTimeout(ctx, 5*time.Second)
		defer stop()
		// What it prints would lie across the screen, so it goes nowhere.
		if err := exec.CommandContext(ctx, words[0], append(words[1:], page)...).Run(); err != nil { //nolint:gosec // the address is ours
			return fmt.Errorf("start %s: %w", words[0], err)
		}
		return nil
	}
}
