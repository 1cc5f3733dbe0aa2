package diag

// The codes, grouped by the room that finds them. A code never changes its
// meaning; a new meaning gets a new code.
const (
	// files
	NotUTF8       Code = "not-utf8"
	TOMLSyntax    Code = "toml-syntax"
	UnknownKey    Code = "unknown-key"
	MissingKey    Code = "missing-key"
	BadValue      Code = "bad-value"
	WrongType     Code = "wrong-type"
	MissingFile   Code = "missing-file"
	NotAFile      Code = "not-a-file"
	FileName      Code = "file-name"
	FrontMatter   Code = "front-matter"
	DuplicateID   Code = "duplicate-id"
	DuplicatePage Code = "duplicate-page"
	DuplicateName Code = "duplicate-name"

	// statistics
	UnknownIndicator     Code = "unknown-indicator"
	UnknownCourt         Code = "unknown-court"
	UnknownBasis         Code = "unknown-basis"
	UnknownCategory      Code = "unknown-category"
	BadPeriod            Code = "bad-period"
	BadNumber            Code = "bad-number"
	DuplicateObservation Code = "duplicate-observation"
	PeriodConflict       Code = "period-conflict"
	FormulaSyntax        Code = "formula-syntax"
	FormulaCycle         Code = "formula-cycle"
	CourtCycle           Code = "court-cycle"
	MissingValue         Code = "missing-value"
	CrossBasis           Code = "cross-basis"
	ZeroBase             Code = "zero-base"
	ZeroDenominator      Code = "zero-denominator"
	ChangeUnit           Code = "change-unit"
	ChangeConflict       Code = "change-conflict"
	NotSingle            Code = "not-single"
	IdentityBroken       Code = "identity-broken"

	// figures in prose
	BindingSyntax   Code = "binding-syntax"
	UnknownFormat   Code = "unknown-format"
	UnitMismatch    Code = "unit-mismatch"
	FalsePrecision  Code = "false-precision"
	NoInterval      Code = "no-interval"
	NoPagePeriod    Code = "no-page-period"
	UnknownRegister Code = "unknown-register"
	UnknownField    Code = "unknown-field"
	UnknownLevel    Code = "unknown-level"
	MixedUnits      Code = "mixed-units"

	// content
	UnknownTemplate Code = "unknown-template"
	ChartShape      Code = "chart-shape"
	MissingImage    Code = "missing-image"
	ImageAlt        Code = "image-alt"
	DeadLink        Code = "dead-link"
	DeadAnchor      Code = "dead-anchor"
	HTMLIgnored     Code = "html-ignored"
	LinkScheme      Code = "link-scheme"
	TableCells      Code = "table-cells"
	FootnoteMissing Code = "footnote-missing"
	FootnoteTwice   Code = "footnote-duplicate"
	FootnoteUnused  Code = "footnote-unused"
	HeadingLevel    Code = "heading-level"
	OutsideSite     Code = "outside-site"

	// theme and output
	UnknownTheme  Code = "unknown-theme"
	TemplateError Code = "template-error"
	MissingText   Code = "missing-text"
	ForeignOutput Code = "foreign-output"
	NoBundle      Code = "no-bundle"
	BundleFailed  Code = "bundle-failed"
)

var severities = map[Code]Severity{
	NotUTF8: Error, TOMLSyntax: Error, UnknownKey: Error, MissingKey: Error, BadValue: Error, WrongType: Error, MissingFile: Error,
	NotAFile: Error, FileName: Error,
	FrontMatter: Error, DuplicateID: Error, DuplicatePage: Error, DuplicateName: Error,

	UnknownIndicator: Error, UnknownCourt: Error, UnknownBasis: Error, UnknownCategory: Error, BadPeriod: Error,
	BadNumber: Error, DuplicateObservation: Error, PeriodConflict: Error, FormulaSyntax: Error, FormulaCycle: Error,
	CourtCycle: Error, MissingValue: Error, CrossBasis: Error, ZeroBase: Error, ZeroDenominator: Error,
	ChangeUnit: Error, ChangeConflict: Error, NotSingle: Error, IdentityBroken: Error,

	BindingSyntax: Error, UnknownFormat: Error, UnitMismatch: Error, FalsePrecision: Error, NoInterval: Error, NoPagePeriod: Error,
	UnknownRegister: Error, UnknownField: Error, UnknownLevel: Error, MixedUnits: Error,

	UnknownTemplate: Error, ChartShape: Error, MissingImage: Error, ImageAlt: Warning, DeadLink: Error,
	DeadAnchor: Error, HTMLIgnored: Warning, FootnoteMissing: Error, LinkScheme: Error,
	TableCells: Error, FootnoteTwice: Error, FootnoteUnused: Warning, HeadingLevel: Warning, OutsideSite: Error,

	UnknownTheme: Error, TemplateError: Error, MissingText: Error, ForeignOutput: Error, NoBundle: Error,
	BundleFailed: Error,
}
