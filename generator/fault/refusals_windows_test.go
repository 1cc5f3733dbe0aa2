package fault

import (
	"io/fs"
	"syscall"
	"testing"

	"golang.org/x/sys/windows"

	"gongbao/generator/diag"
)

func TestRefusals(t *testing.T) {
	for err, want := range map[syscall.Errno]diag.Code{
		windows.ERROR_DISK_FULL: diag.DiskFull, windows.ERROR_HANDLE_DISK_FULL: diag.DiskFull,
		windows.ERROR_WRITE_PROTECT:        diag.ReadOnlyDisk,
		windows.ERROR_ACCESS_DENIED:        diag.NoPermission,
		windows.ERROR_SHARING_VIOLATION:    diag.FileInUse,
		windows.ERROR_TOO_MANY_OPEN_FILES:  diag.TooManyFiles,
		windows.ERROR_FILENAME_EXCED_RANGE: diag.NameTooLong,
		windows.ERROR_PATH_NOT_FOUND:       diag.PathGone,
		windows.ERROR_NOT_READY:            diag.DiskError,
		windows.ERROR_DIRECTORY:            diag.InTheWay,
		windows.ERROR_INVALID_PARAMETER:    diag.MachineError,
	} {
		if d := Of(&fs.PathError{Op: "write", Path: "x", Err: err}); d.Code != want || d.Pos.File != "x" {
			t.Errorf("%v: %s at %q, want %s", err, d.Code, d.Pos.File, want)
		}
	}
}
