package launcher

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
	"time"
)

// process is one component: a child that dies with the launcher, its output in a log file.
type process struct {
	name    string
	logFile string
	args    []string
	command *exec.Cmd
	done    chan struct{} // closed when the child has been waited for
}

func newProcess(dir, name string, args []string) *process {
	return &process{name: name, args: args, logFile: filepath.Join(dir, name+".log")}
}

func (p *process) start() error {
	log, err := os.OpenFile(p.logFile, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer log.Close()
	self, err := os.Executable()
	if err != nil {
		return err
	}
	p.command = &exec.Cmd{
		Path:        self,
		Args:        append([]string{p.name}, p.args...),
		Dir:         filepath.Dir(p.logFile),
		Env:         childEnvironment(),
		Stdout:      log,
		Stderr:      log,
		SysProcAttr: &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL, Setpgid: true},
	}
	if err := p.command.Start(); err != nil {
		return fmt.Errorf("start %s: %w", p.name, err)
	}
	p.done = make(chan struct{})
	go func(command *exec.Cmd, done chan struct{}) {
		_ = command.Wait() // how it ended is in its log; that it ended is what counts here
		close(done)
	}(p.command, p.done)
	return nil
}

// childEnvironment keeps a user's proxy and cluster settings away from the components.
func childEnvironment() []string {
	return []string{"PATH=" + os.Getenv("PATH"), "HOME=/nonexistent", "NO_PROXY=*",
		fmt.Sprintf("GOMAXPROCS=%d", runtime.NumCPU())}
}

func (p *process) running() bool {
	if p.command == nil {
		return false
	}
	select {
	case <-p.done:
		return false
	default:
		return true
	}
}

func (p *process) signal(s syscall.Signal) error {
	if !p.running() {
		return fmt.Errorf("%s is not running; see %s", p.name, p.logFile)
	}
	if err := p.command.Process.Signal(s); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("signal %s: %w", p.name, err)
	}
	return nil
}

// stop asks the child to end, kills it when `grace` is over, and returns when it is gone.
func (p *process) stop(grace time.Duration) {
	if !p.running() {
		return
	}
	if grace > 0 {
		_ = p.command.Process.Signal(syscall.SIGTERM) // it may have ended by itself just now
		select {
		case <-p.done:
			return
		case <-time.After(grace):
		}
	}
	_ = p.command.Process.Kill()
	<-p.done
}
