package wizard

import "secretwatch/aws/monitor"

// usualSecret is the name that the question for a secret starts with.
const usualSecret = "TopSecretInfo"

// recommended is the monitor that setup recommends, for the secret as answered.
// It is asked for by every question that is drawn, and so is made only when
// something has changed. It is not to be written to.
func (w *Wizard) recommended() monitor.Desired {
	if secret := w.Answer(QSecret); w.usual == nil || w.usual.Secret != secret || w.usual.Place != w.start.Place {
		d := monitor.DesiredFor(secret, "", w.start.Place)
		w.usual = &d
	}
	return *w.usual
}

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
	d := w.recommended()
	if q == QPattern { // follows the choice of what counts
		d.AllAttempts = w.Answer(QAttempts) == Yes
	}
	for _, known := range w.all {
		if known.ID == q && known.preset != nil {
			return known.preset(d)
		}
	}
	return ""
}
