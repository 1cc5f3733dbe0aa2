package diag

// The codes, grouped by the room that finds them. A code never changes its
// meaning; a new meaning gets a new code.
const (
	// files
	NotUTF8          Code = "not-utf8"
	TOMLSyntax       Code = "toml-syntax"
	UnknownKey       Code = "unknown-key"
	MissingKey       Code = "missing-key"
	BadValue         Code = "bad-value"
	WrongType        Code = "wrong-type"
	MissingFile      Code = "missing-file"
	NotAFile         Code = "not-a-file"
	FileName         Code = "file-name"
	FileUnread       Code = "file-unread"
	FrontMatter      Code = "front-matter"
	NoFrontMatter    Code = "no-front-matter"
	DuplicateID      Code = "duplicate-id"
	DuplicatePage    Code = "duplicate-page"
	DuplicateName    Code = "duplicate-name"
	ControlCharacter Code = "control-character"

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
	UnitSum              Code = "unit-sum"
	ValueAbsent          Code = "value-absent"
	OutsideValidity      Code = "outside-validity"
	NoteWithoutValue     Code = "note-without-value"
	FractionOfCount      Code = "fraction-of-count"
	RevisionOfNothing    Code = "revision-of-nothing"

	// what the data say of one another
	IdentityBroken  Code = "identity-broken"
	FormulaConflict Code = "formula-conflict"
	OpeningConflict Code = "opening-conflict"
	PartsTotal      Code = "parts-total"
	OverTotal       Code = "over-total"
	NestedParts     Code = "nested-parts"
	CourtSum        Code = "court-sum"
	CumulativeFalls Code = "cumulative-falls"
	OverMaximum     Code = "over-maximum"
	UnderMinimum    Code = "under-minimum"
	Outlier         Code = "outlier"
	MissingPeriod   Code = "missing-period"
	MissingCourt    Code = "missing-court"
	WeakBase        Code = "weak-base"

	// tables that are handed over (import)
	NotAWorkbook      Code = "not-a-workbook"
	WorkbookEncrypted Code = "workbook-encrypted"
	WorkbookDamaged   Code = "workbook-damaged"
	WorkbookTooLarge  Code = "workbook-too-large"
	CSVBroken         Code = "csv-broken"
	ImportNothing     Code = "import-nothing"
	ImportUnplaced    Code = "import-unplaced"
	ImportHeading     Code = "import-heading"
	ImportColumn      Code = "import-column"
	ImportRow         Code = "import-row"
	ImportMeeting     Code = "import-meeting"
	ImportPeriod      Code = "import-period"
	ImportSource      Code = "import-source"
	ImportNumber      Code = "import-number"
	ImportFault       Code = "import-fault"
	ImportMinusOne    Code = "import-minus-one"
	ImportNotWhole    Code = "import-not-whole"
	ImportFraction    Code = "import-fraction"
	ImportMerged      Code = "import-merged"
	ImportConflict    Code = "import-conflict"
	ImportForeign     Code = "import-foreign"
	ImportHidden      Code = "import-hidden"
	ImportHiddenSheet Code = "import-hidden-sheet"
	ImportRounded     Code = "import-rounded"
	ImportPeriodGiven Code = "import-period-given"
	ImportCourt       Code = "import-court"
	ImportCourtOther  Code = "import-court-other"
	ImportSecond      Code = "import-second-table"
	ImportLeft        Code = "import-left"
	ImportCaseType    Code = "import-case-type"
	ImportTitleType   Code = "import-title-type"
	ImportTwice       Code = "import-twice"
	ImportName        Code = "import-name"
	ImportPassed      Code = "import-passed"
	ImportRevised     Code = "import-revised"
	ImportEarlier     Code = "import-earlier"
	ImportNote        Code = "import-note"
	ImportUnfinished  Code = "import-unfinished"
	ImportRecovered   Code = "import-recovered"
	ImportBusy        Code = "import-busy"

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
	UnknownState    Code = "unknown-state"
	StateSkipped    Code = "state-skipped"
	TaskDate        Code = "task-date"
	MixedUnits      Code = "mixed-units"

	// numbers in prose that nobody bound
	NumberMismatch   Code = "number-mismatch"
	NumberTruncated  Code = "number-truncated"
	ChangeMismatch   Code = "change-mismatch"
	ChangeInPercent  Code = "change-in-percent"
	RatioMismatch    Code = "ratio-mismatch"
	SumMismatch      Code = "sum-mismatch"
	AverageMismatch  Code = "average-mismatch"
	MultipleMismatch Code = "multiple-mismatch"
	ScaleMismatch    Code = "scale-mismatch"
	HedgeWrong       Code = "hedge-wrong"
	LostNumber       Code = "lost-number"
	TimesLess        Code = "times-less"
	SignTwice        Code = "sign-twice"
	HedgedTwice      Code = "hedged-twice"
	UnitOnce         Code = "unit-once"
	PointsOfPoints   Code = "points-of-points"
	CountsDiffer     Code = "counts-differ"
	MixedPrecision   Code = "mixed-precision"
	AsOf             Code = "as-of"
	Unverified       Code = "unverified"
	LowCoverage      Code = "low-coverage"

	// what was published
	LedgerAltered     Code = "ledger-altered"
	ReleasedPageGone  Code = "released-page-gone"
	ReleasedChanged   Code = "released-changed"
	ReleasedGone      Code = "released-gone"
	ReleasedElsewhere Code = "released-elsewhere"
	ReleasePending    Code = "release-pending"
	ReleaseRefused    Code = "release-refused"
	CorrectionVain    Code = "correction-vain"

	// content
	UnknownTemplate Code = "unknown-template"
	ChartShape      Code = "chart-shape"
	MissingImage    Code = "missing-image"
	ImageAlt        Code = "image-alt"
	ImageBroken     Code = "image-broken"
	ImageTooLarge   Code = "image-too-large"
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
	ActiveFile      Code = "active-file"
	RankingOff      Code = "ranking-off"
	EmptyNotice     Code = "empty-notice"

	// theme and output
	UnknownTheme  Code = "unknown-theme"
	TemplateError Code = "template-error"
	MissingText   Code = "missing-text"
	ForeignOutput Code = "foreign-output"
	BuildBusy     Code = "build-busy"
	OutputBusy    Code = "output-busy"
	SitePutBack   Code = "site-put-back"
	SwapFinished  Code = "swap-finished"
	BuildCutShort Code = "build-cut-short"
	NothingKept   Code = "nothing-kept"
	KeptDamaged   Code = "kept-damaged"
	NoBundle      Code = "no-bundle"
	BundleFailed  Code = "bundle-failed"
	NotInside     Code = "not-inside"

	// what prints
	NoBrowser     Code = "no-browser"
	BrowserFailed Code = "browser-failed"
	BrowserSlow   Code = "browser-slow"

	// what the machine refused
	DiskFull        Code = "disk-full"
	ReadOnlyDisk    Code = "read-only-disk"
	NoPermission    Code = "no-permission"
	FileInUse       Code = "file-in-use"
	TooManyFiles    Code = "too-many-files"
	NameTooLong     Code = "name-too-long"
	PathGone        Code = "path-gone"
	InTheWay        Code = "in-the-way"
	DiskError       Code = "disk-error"
	Interrupted     Code = "interrupted"
	MachineError    Code = "machine-error"
	CacheUnwritable Code = "cache-unwritable"

	// the site as it was built, looked over before it is published
	BuiltDeadLink    Code = "built-dead-link"
	BuiltDeadAnchor  Code = "built-dead-anchor"
	BuiltDeadAddress Code = "built-dead-address"
	BuiltAbsolute    Code = "built-absolute-link"
	BuiltRelative    Code = "built-relative-link"
	BuiltForeign     Code = "built-loads-elsewhere"
	BuiltEmpty       Code = "built-empty-address"
	BuiltTwice       Code = "built-duplicate-id"
)

var severities = map[Code]Severity{
	NotUTF8: Error, TOMLSyntax: Error, UnknownKey: Error, MissingKey: Error, BadValue: Error, WrongType: Error, MissingFile: Error,
	NotAFile: Error, FileName: Error, FileUnread: Warning,
	FrontMatter: Error, NoFrontMatter: Error, ControlCharacter: Error, DuplicateID: Error, DuplicatePage: Error, DuplicateName: Error,

	UnknownIndicator: Error, UnknownCourt: Error, UnknownBasis: Error, UnknownCategory: Error, BadPeriod: Error,
	BadNumber: Error, DuplicateObservation: Error, PeriodConflict: Error, FormulaSyntax: Error, FormulaCycle: Error,
	CourtCycle: Error, MissingValue: Error, CrossBasis: Error, ZeroBase: Error, ZeroDenominator: Error,
	ChangeUnit: Error, ChangeConflict: Error, NotSingle: Error, UnitSum: Error, ValueAbsent: Error, OutsideValidity: Error,
	NoteWithoutValue: Error, FractionOfCount: Error, RevisionOfNothing: Error,

	IdentityBroken: Error, FormulaConflict: Error, OpeningConflict: Error, PartsTotal: Error, OverTotal: Error, NestedParts: Error, CourtSum: Error, CumulativeFalls: Error,
	OverMaximum: Error, UnderMinimum: Error, Outlier: Warning, MissingPeriod: Warning, MissingCourt: Warning,
	WeakBase: Warning,

	NotAWorkbook: Error, WorkbookEncrypted: Error, WorkbookDamaged: Error, WorkbookTooLarge: Error, CSVBroken: Error,
	ImportNothing: Error, ImportUnplaced: Error, ImportHeading: Error, ImportColumn: Error, ImportRow: Error, ImportMeeting: Error,
	ImportPeriod: Error, ImportSource: Error, ImportNumber: Error, ImportFault: Error, ImportMinusOne: Error, ImportNotWhole: Error,
	ImportFraction: Error, ImportMerged: Error, ImportConflict: Error, ImportForeign: Error, ImportHidden: Info, ImportHiddenSheet: Info,
	ImportPeriodGiven: Info, ImportCourt: Error, ImportCourtOther: Warning, ImportSecond: Error, ImportLeft: Warning, ImportCaseType: Error,
	ImportTitleType: Warning, ImportTwice: Error, ImportName: Error, ImportPassed: Info,
	ImportRounded: Info, ImportRevised: Error, ImportEarlier: Error, ImportNote: Error, ImportUnfinished: Error, ImportRecovered: Info, ImportBusy: Error,

	BindingSyntax: Error, UnknownFormat: Error, UnitMismatch: Error, FalsePrecision: Error, NoInterval: Error, NoPagePeriod: Error,
	UnknownRegister: Error, UnknownField: Error, UnknownLevel: Error, UnknownState: Error, StateSkipped: Error, TaskDate: Error, MixedUnits: Error,

	NumberMismatch: Error, NumberTruncated: Error, ChangeMismatch: Error, ChangeInPercent: Error, RatioMismatch: Error,
	SumMismatch: Error, AverageMismatch: Error, MultipleMismatch: Error, ScaleMismatch: Error, HedgeWrong: Error, LostNumber: Error, TimesLess: Error,
	SignTwice: Error, HedgedTwice: Warning, UnitOnce: Warning, PointsOfPoints: Error, CountsDiffer: Error, MixedPrecision: Warning, AsOf: Warning,
	Unverified: Info, LowCoverage: Error,

	LedgerAltered: Error, ReleasedPageGone: Error, ReleasedChanged: Error, ReleasedGone: Error, ReleasedElsewhere: Error,
	ReleasePending: Info, ReleaseRefused: Error, CorrectionVain: Warning,

	UnknownTemplate: Error, ChartShape: Error, MissingImage: Error, ImageAlt: Warning, ImageBroken: Error, ImageTooLarge: Error, DeadLink: Error,
	DeadAnchor: Error, HTMLIgnored: Warning, FootnoteMissing: Error, LinkScheme: Error,
	TableCells: Error, FootnoteTwice: Error, FootnoteUnused: Warning, HeadingLevel: Warning, OutsideSite: Error, ActiveFile: Error,
	RankingOff: Error, EmptyNotice: Error,

	UnknownTheme: Error, TemplateError: Error, MissingText: Error, ForeignOutput: Error, BuildBusy: Error, OutputBusy: Error, SitePutBack: Info, SwapFinished: Info, BuildCutShort: Info, NothingKept: Error, KeptDamaged: Error, NoBundle: Error,
	BundleFailed: Error, NotInside: Error,

	NoBrowser: Error, BrowserFailed: Error, BrowserSlow: Error,

	DiskFull: Error, ReadOnlyDisk: Error, NoPermission: Error, FileInUse: Error, TooManyFiles: Error, NameTooLong: Error, PathGone: Error, InTheWay: Error,
	DiskError: Error, Interrupted: Error, MachineError: Error, CacheUnwritable: Info,

	BuiltDeadLink: Error, BuiltDeadAnchor: Error, BuiltDeadAddress: Warning, BuiltAbsolute: Error, BuiltRelative: Error, BuiltForeign: Error,
	BuiltEmpty: Error, BuiltTwice: Error,
}
