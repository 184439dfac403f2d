package report

func (p *page) comparing() {
	p.line("CloudTrail's own notification says that a log file has arrived in the bucket; it comes for every file, whatever is in it, and does not say what happened. The alarm's says that what the filter counts has " +
		"happened, and comes once for each change to ALARM. Neither says who it was: CloudTrail's record does.")
	p.notifications()
	p.kept()
	if p.Comparison != nil {
		p.compared(*p.Comparison)
		return
	}
	p.line("The comparison itself was not measured for this report: AWS does not keep which mail came of what. `secretwatch compare --json` measures it, and `--comparison FILE` puts its answer in here.")
	p.ask("how many mails did each way send for one read, how soon, and which would you keep?")
}
