//go:build !windows

package fault

import (
	"syscall"

	"gongbao/generator/diag"
)

var refusals = []refusal{
	{diag.DiskFull, []error{syscall.ENOSPC, syscall.EDQUOT, syscall.EFBIG}},
	{diag.ReadOnlyDisk, []error{syscall.EROFS}},
	{diag.TooManyFiles, []error{syscall.EMFILE, syscall.ENFILE}},
	{diag.NameTooLong, []error{syscall.ENAMETOOLONG}},
	{diag.FileInUse, []error{syscall.EBUSY}},
	{diag.InTheWay, []error{syscall.ENOTDIR, syscall.EISDIR, syscall.EEXIST, syscall.ENOTEMPTY}},
	{diag.DiskError, []error{syscall.EIO, syscall.ENXIO, syscall.ENODEV, syscall.ESTALE}},
}
