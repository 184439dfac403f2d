package cli

import (
	"context"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"secretwatch/ui/contract"
)

func (p *program) versionCommand(failed *error) *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "Say which version this is", Args: cobra.NoArgs,
		RunE: p.run(failed, p.version),
	}
}

func (p *program) version(context.Context, []string) error {
	v, commit := p.build.Version, p.build.Commit
	if info, ok := debug.ReadBuildInfo(); ok {
		if v == "" && info.Main.Version != "(devel)" {
			v = info.Main.Version
		}
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" && commit == "" && len(s.Value) >= 7 {
				commit = s.Value[:7]
			}
		}
	}
	if v == "" {
		v = "built from source"
	}
	if p.flags.json {
		return contract.Write(p.streams.Out, map[string]any{
			"schemaVersion": contract.SchemaVersion, "version": v, "commit": commit, "go": runtime.Version(),
		})
	}
	p.printf("secretwatch %s %s %s %s/%s\n", v, commit, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return nil
}
