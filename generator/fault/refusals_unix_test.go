//go:build !windows

package fault

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"gongbao/generator/diag"
)

func TestRefusals(t *testing.T) {
	for err, want := range map[syscall.Errno]diag.Code{
		syscall.ENOSPC: diag.DiskFull, syscall.EDQUOT: diag.DiskFull, syscall.EFBIG: diag.DiskFull,
		syscall.EROFS:  diag.ReadOnlyDisk,
		syscall.EACCES: diag.NoPermission, syscall.EPERM: diag.NoPermission,
		syscall.EBUSY:  diag.FileInUse,
		syscall.EMFILE: diag.TooManyFiles, syscall.ENFILE: diag.TooManyFiles,
		syscall.ENAMETOOLONG: diag.NameTooLong,
		syscall.ENOENT:       diag.PathGone,
		syscall.EIO:          diag.DiskError, syscall.ESTALE: diag.DiskError,
		syscall.ENOTDIR: diag.InTheWay, syscall.EISDIR: diag.InTheWay,
		syscall.EINVAL: diag.MachineError,
	} {
		if d := Of(&fs.PathError{Op: "write", Path: "x", Err: err}); d.Code != want || d.Pos.File != "x" {
			t.Errorf("%v: %s at %q, want %s", err, d.Code, d.Pos.File, want)
		}
	}
}

// What the system itself answers is known.
func TestRealRefusals(t *testing.T) {
	_, err := os.Create(filepath.Join(t.TempDir(), strings.Repeat("长", 100)))
	if d := Of(err); d.Code != diag.NameTooLong {
		t.Errorf("%v: %s", err, d.Code)
	}
	if _, err := os.Stat("/dev/full"); err == nil {
		err = os.WriteFile("/dev/full", []byte("x"), 0)
		if d := Of(err); d.Code != diag.DiskFull || d.Pos.File != "/dev/full" {
			t.Errorf("%v: %s at %q", err, d.Code, d.Pos.File)
		}
	}
}
