package terminal

import (
	"fmt"
	"os"
	"syscall"
	"unsafe"
)

// open opens a pseudo-terminal: the side of whoever looks, and the program's.
func open() (far, near *os.File, err error) {
	far, err = os.OpenFile("/dev/ptmx", os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		return nil, nil, err
	}
	var unlocked, number int32
	if err = ioctl(far, syscall.TIOCSPTLCK, unsafe.Pointer(&unlocked)); err == nil { //nolint:gosec // the system's call takes an address
		err = ioctl(far, syscall.TIOCGPTN, unsafe.Pointer(&number)) //nolint:gosec // the system's call takes an address
	}
	if err == nil {
		near, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|syscall.O_NOCTTY, 0)
	}
	if err != nil {
		_ = far.Close()
	}
	return far, near, err
}
