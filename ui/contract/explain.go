package contract

import "secretwatch/aws/doctor/pages"

// Page is the answer of explain CODE --json.
type Page struct {
	SchemaVersion int `json:"schemaVersion"`
	PageHead
	Sections []PageSection `json:"sections"`
}

// PageHead is what a list of pages has of each.
type PageHead struct {
	Code   string `json:"code"`
	Hop    string `json:"hop"` // "" for what may be said of any hop
	Title  string `json:"title"`
	Effect string `json:"effect"`           // on the e-mail
	Remedy string `json:"remedy,omitempty"` // auto, person or removes
	Seen   bool   `json:"seen"`             // an API of AWS shows it
}

// PageSection is one part of a page.
type PageSection struct {
	Name    string      `json:"name"`
	Heading string      `json:"heading"`
	Blocks  []PageBlock `json:"blocks"`
}

// PageBlock is one paragraph, command or source.
type PageBlock struct {
	Kind string `json:"kind"` // text, command, source or unverified
	Text string `json:"text"`
	URL  string `json:"url,omitempty"` // of a source
}

// Codes is the answer of explain --json.
type Codes struct {
	SchemaVersion int        `json:"schemaVersion"`
	Codes         []PageHead `json:"codes"`
}

// NewPage turns a page into the contract's shape.
func NewPage(p pages.Page) Page {
	page := Page{SchemaVersion: SchemaVersion, PageHead: newPageHead(p)}
	for _, s := range p.Sections {
		section := PageSection{Name: s.Key, Heading: s.Heading}
		for _, b := range s.Blocks {
			section.Blocks = append(section.Blocks, PageBlock{Kind: string(b.Kind), Text: b.Text, URL: b.URL})
		}
		page.Sections = append(page.Sections, section)
	}
	return page
}

// NewCodes turns all pages into a list without their text.
func NewCodes(all []pages.Page) Codes {
	c := Codes{SchemaVersion: SchemaVersion}
	for _, p := range all {
		c.Codes = append(c.Codes, newPageHead(p))
	}
	return c
}

func newPageHead(p pages.Page) PageHead {
	return PageHead{Code: p.Code, Hop: string(p.Hop), Title: p.Title, Effect: string(p.Effect), Remedy: p.Remedy, Seen: p.Seen}
}
