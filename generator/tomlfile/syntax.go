package tomlfile

import "regexp"

// slips are the mistakes that people make in TOML, by what the decoder says of
// them; each has its words in the catalogue of diagnostics. A message that none
// of them knows is shown as it is.
var slips = []struct {
	said *regexp.Regexp
	word string
}{
	{regexp.MustCompile(`^Key '.*' (?:has already been defined|was already created)`), "toml-twice"},
	{regexp.MustCompile(`expected (?:'"'|'"""'|"'"|"'''"|'""""""'|"''''''")`), "toml-unclosed-text"},
	{regexp.MustCompile(`strings cannot contain newlines`), "toml-unclosed-text"},
	{regexp.MustCompile(`expected value|expected a digit`), "toml-value"},
	{regexp.MustCompile(`expected key separator|expected '\.' or '='|expected a top-level item`), "toml-separator"},
	{regexp.MustCompile(`key name appears blank|unexpected '='`), "toml-no-key"},
	{regexp.MustCompile(`array terminator|unexpected comma`), "toml-list"},
	{regexp.MustCompile(`inline table`), "toml-inline-table"},
	{regexp.MustCompile(`table name|table array name|table separator`), "toml-table-name"},
	{regexp.MustCompile(`[Ii]nvalid (?:float|integer)|floats must|leading zeroes|out of range|not a (?:binary|hexadecimal) number|not an octal number|cannot use sign`), "toml-number"},
	{regexp.MustCompile(`[Ii]nvalid (?:date|time|datetime)`), "toml-date"},
	{regexp.MustCompile(`escape|hexadecimal digits`), "toml-escape"},
	{regexp.MustCompile(`control characters|invalid UTF-8|NULL bytes`), "toml-character"},
}

// detail is a word of the catalogue for what the decoder said, or that itself.
func detail(said string) string {
	for _, s := range slips {
		if s.said.MatchString(said) {
			return "@" + s.word
		}
	}
	return said
}
