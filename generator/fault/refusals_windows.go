package fault

import (
	"golang.org/x/sys/windows"

	"gongbao/generator/diag"
)

var refusals = []refusal{
	{diag.DiskFull, []error{windows.ERROR_DISK_FULL, windows.ERROR_HANDLE_DISK_FULL, windows.ERROR_DISK_QUOTA_EXCEEDED, windows.ERROR_FILE_TOO_LARGE}},
	{diag.ReadOnlyDisk, []error{windows.ERROR_WRITE_PROTECT}},
	{diag.TooManyFiles, []error{windows.ERROR_TOO_MANY_OPEN_FILES}},
	{diag.NameTooLong, []error{windows.ERROR_FILENAME_EXCED_RANGE, windows.ERROR_BUFFER_OVERFLOW}},
	{diag.FileInUse, []error{windows.ERROR_SHARING_VIOLATION, windows.ERROR_LOCK_VIOLATION, windows.ERROR_BUSY, windows.ERROR_USER_MAPPED_FILE}},
	{diag.InTheWay, []error{windows.ERROR_DIRECTORY, windows.ERROR_FILE_EXISTS, windows.ERROR_ALREADY_EXISTS, windows.ERROR_DIR_NOT_EMPTY}},
	// A disk that was pulled out, a folder of the network that is not to be reached.
	{diag.DiskError, []error{
		windows.ERROR_CRC, windows.ERROR_NOT_READY, windows.ERROR_SEEK, windows.ERROR_SECTOR_NOT_FOUND, windows.ERROR_WRITE_FAULT, windows.ERROR_READ_FAULT,
		windows.ERROR_GEN_FAILURE, windows.ERROR_IO_DEVICE, windows.ERROR_DEVICE_NOT_CONNECTED, windows.ERROR_BAD_NETPATH, windows.ERROR_NETNAME_DELETED,
		windows.ERROR_UNEXP_NET_ERR, windows.ERROR_DEV_NOT_EXIST, windows.ERROR_FILE_CORRUPT, windows.ERROR_DISK_CORRUPT,
	}},
}
