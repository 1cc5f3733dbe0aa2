package sheet

import (
	"archive/zip"
	"bytes"
	"io"
	"path"
	"strings"
	"unicode/utf16"

	"gongbao/generator/diag"
)

// fileKind is what the bytes of a file are.
type fileKind uint8

const (
	fileWorkbook fileKind = iota // a zip with a workbook of the .xlsx family in it
	fileText                     // to be read as CSV

	fileNothing   // no more than a byte order mark and white space
	fileOldTable  // .xls, .et: tables before 2007
	fileOldWord   // .doc, .wps
	fileNoSheet   // a workbook without worksheets
	fileEncrypted // a workbook with a password
	fileOle       // another file of the office programs before 2007
	fileBroken    // begins as a zip and does not end as one
	fileWord      // .docx
	fileOds       // OpenDocument spreadsheet
	fileXlsb      // binary workbook
	fileArchive   // a zip of other things
	fileHtml      // a web page; systems export those as .xls
	fileXml       // the XML tables of Excel 2003, and other XML
	filePdf
	filePicture
	fileProse  // text without columns in a file that is not called a table
	fileBinary // anything else
)

// refusals are the words of the catalogue for what a file is and what to do;
// without advice, to save it as a workbook.
var refusals = map[fileKind]struct{ what, advice string }{
	fileNothing:  {"@file-empty", "@advice-get-again"},
	fileNoSheet:  {"@file-no-sheet", "@advice-get-again"},
	fileOldTable: {"@file-old-table", ""},
	fileOldWord:  {"@file-word", "@advice-copy-table"},
	fileOle:      {"@file-ole", ""},
	fileWord:     {"@file-word", "@advice-copy-table"},
	fileOds:      {"@file-ods", ""},
	fileXlsb:     {"@file-xlsb", ""},
	fileArchive:  {"@file-zip", "@advice-unzip"},
	fileHtml:     {"@file-html", ""},
	fileXml:      {"@file-xml", ""},
	filePdf:      {"@file-pdf", "@advice-ask-for-table"},
	filePicture:  {"@file-picture", "@advice-ask-for-table"},
	fileProse:    {"@file-prose", "@advice-name-csv"},
	fileBinary:   {"@file-binary", ""},
}

func refuse(name string, kind fileKind) error {
	switch kind {
	case fileBroken:
		return damaged(name)
	case fileEncrypted:
		return &diag.Problem{Code: diag.WorkbookEncrypted, Args: diag.Args{"file": name}}
	}
	r := refusals[kind]
	return &diag.Problem{Code: diag.NotAWorkbook, Args: diag.Args{"file": name, "what": r.what, "advice": r.advice}}
}

// magics tell kinds of files by how they begin.
var magics = []struct {
	magic string
	kind  fileKind
}{
	{"%PDF-", filePdf},
	{"\x89PNG", filePicture},
	{"\xff\xd8\xff", filePicture},
	{"GIF8", filePicture},
	{"Rar!", fileArchive},
	{"7z\xbc\xaf\x27\x1c", fileArchive},
	{"\x1f\x8b", fileArchive},
	{`{\rtf`, fileOldWord},
}

func sniff(name string, data []byte) fileKind {
	switch {
	case bytes.HasPrefix(data, []byte("\xd0\xcf\x11\xe0")):
		return sniffOLE(data)
	case bytes.HasPrefix(data, []byte("PK\x03\x04")), bytes.HasPrefix(data, []byte("PK\x05\x06")):
		return sniffZip(data)
	}
	for _, m := range magics {
		if bytes.HasPrefix(data, []byte(m.magic)) {
			return m.kind
		}
	}
	return sniffText(name, data)
}

// sniffOLE tells the files of the office programs before 2007 apart by the
// names of the streams in them, which are UTF-16.
func sniffOLE(data []byte) fileKind {
	holds := func(stream string) bool {
		var name []byte
		for _, u := range utf16.Encode([]rune(stream)) {
			name = append(name, byte(u), byte(u>>8))
		}
		return bytes.Contains(data, name)
	}
	switch {
	case holds("EncryptedPackage"):
		return fileEncrypted
	case holds("WordDocument"):
		return fileOldWord
	case holds("Workbook"), holds("Book"):
		return fileOldTable
	}
	return fileOle
}

func sniffZip(data []byte) fileKind {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return fileBroken
	}
	has := map[string]bool{}
	for _, f := range z.File {
		has[partName(f.Name)] = true
		if f.Name == "mimetype" {
			if r, err := f.Open(); err == nil {
				mime, _ := io.ReadAll(io.LimitReader(r, 256))
				if bytes.HasPrefix(mime, []byte("application/vnd.oasis.opendocument.spreadsheet")) {
					return fileOds
				}
			}
		}
	}
	switch {
	case has["word/document.xml"]:
		return fileWord
	case has["xl/workbook.bin"]:
		return fileXlsb
	case has["[content_types].xml"], has["_rels/.rels"], has["xl/workbook.xml"]:
		return fileWorkbook // or another of its family: its relations tell
	}
	return fileArchive
}

func sniffText(name string, data []byte) fileKind {
	if len(data) < 3 {
		return fileNothing // or a byte order mark alone: two bytes are no table
	}
	src, ok := decode(data)
	if !ok {
		return fileBinary
	}
	src = strings.TrimSpace(src)
	head := strings.ToLower(src[:min(len(src), 1024)])
	switch {
	case src == "":
		return fileNothing
	case strings.HasPrefix(head, "<?xml") && !strings.Contains(head, "<html"):
		return fileXml
	case strings.HasPrefix(head, "<") && (strings.Contains(head, "<html") || strings.Contains(head, "<table") ||
		strings.HasPrefix(head, "<!doctype html") || strings.HasPrefix(head, "<meta") || strings.HasPrefix(head, "<head")),
		strings.HasPrefix(head, "mime-version:"):
		return fileHtml
	}
	switch strings.ToLower(path.Ext(name)) {
	case ".csv", ".txt", ".tsv":
		return fileText
	}
	if delimiterOf(src) == 0 {
		return fileProse
	}
	return fileText
}
