package terminal

import (
	"bytes"
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
	var name [128]byte // the length that TIOCPTYGNAME names
	for _, c := range []struct {
		request uintptr
		arg     unsafe.Pointer
	}{{syscall.TIOCPTYGRANT, nil}, {syscall.TIOCPTYUNLK, nil}, {syscall.TIOCPTYGNAME, unsafe.Pointer(&name)}} {
		if err == nil {
			err = ioctl(far, c.request, c.arg)
		}
	}
	if err == nil {
		near, err = os.OpenFile(string(name[:bytes.IndexByte(name[:], 0)]), os.O_RDWR|syscall.O_NOCTTY, 0)
	}
	if err != nil {
		_ = far.Close()
	}
	return far, near, err
}
