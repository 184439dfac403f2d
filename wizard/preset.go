package wizard

import "secretwatch/aws/monitor"

// usualSecret is the name that the question for a secret starts with.
const usualSecret = "TopSecretInfo"

// preset is the default answer as things stand.
func (w *Wizard) preset(q Q) string {
	flags := w.start.Flags
	switch q {
	case QSecret:
		if flags.Secret != "" {
			return flags.Secret
		}
		return usualSecret
	case QEmail:
		return flags.Email
	case QSource:
		if flags.ValueFile != "" {
			return FromFile
		}
		return FromGenerator
	case QValue:
		return ""
	}
	d := monitor.DesiredFor(w.Answer(QSecret), "", w.start.Place)
	if q == QPattern { // follows the choice of what counts
		d.AllAttempts = w.Answer(QAttempts) == Yes
	}
	for _, known := range allQuestions() {
		if known.ID == q && known.preset != nil {
			return known.preset(d)
		}
	}
	return ""
}
