// Package launcher runs a whole Kubernetes control plane as children of one process in the foreground.
package launcher

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"strings"
	"syscall"
)

// Main is `controlplane up`: it starts a control plane, says where it is, and keeps it until it is told to stop
// (SIGTERM, SIGINT, or the end of standard input when that is a pipe) or until its command has ended.
//
// Each line of standard input is a fault: `VERB COMPONENT` with stop, start, restart, pause or resume, and etcd,
// apiserver, kcm or scheduler. SIGUSR1 is `restart apiserver`. It answers each with a line `ok ...` or `failed ...`.
func Main(args []string) int {
	options, err := ParseOptions(args, os.Stderr)
	if errors.Is(err, flag.ErrHelp) {
		return 0
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "controlplane up:", err)
		return ExitUsage
	}
	runtime.LockOSThread() // Pdeathsig follows the thread that started the child: keep it for as long as the process
	ctx, cancel := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT, syscall.SIGHUP)
	defer cancel()
	status, err := serve(ctx, options)
	if err != nil {
		fmt.Fprintln(os.Stderr, "controlplane up:", err)
		return ExitFailure
	}
	return status
}

func serve(ctx context.Context, options Options) (int, error) {
	plane, err := newControlPlane(options)
	if err != nil {
		return 0, err
	}
	defer plane.stop()
	starting, done := context.WithTimeout(ctx, options.ReadyWithin)
	defer done()
	if err := plane.start(starting); err != nil {
		return 0, err
	}
	if len(options.Command) > 0 {
		return runCommand(ctx, options.Command, plane.kubeconfig)
	}
	fmt.Printf("ready: %s KUBECONFIG=%s\n", plane.layout.server(), plane.kubeconfig)
	obey(ctx, plane)
	return 0, nil
}

// runCommand runs the user's program against the control plane and gives its exit status.
func runCommand(ctx context.Context, words []string, kubeconfig string) (int, error) {
	command := exec.CommandContext(ctx, words[0], words[1:]...)
	command.Env = append(os.Environ(), "KUBECONFIG="+kubeconfig)
	command.Stdin, command.Stdout, command.Stderr = os.Stdin, os.Stdout, os.Stderr
	command.Cancel = func() error { return command.Process.Signal(syscall.SIGTERM) }
	err := command.Run()
	var ended *exec.ExitError
	if errors.As(err, &ended) {
		return max(ended.ExitCode(), ExitFailure), nil
	}
	return 0, err
}

// obey carries out faults until it is told to stop.
func obey(ctx context.Context, plane *controlPlane) {
	restart := make(chan os.Signal, 1)
	signal.Notify(restart, syscall.SIGUSR1)
	defer signal.Stop(restart)
	lines := standardInput()
	for {
		select {
		case <-ctx.Done():
			return
		case <-restart:
			report(ctx, plane, "restart apiserver")
		case line, more := <-lines:
			if !more {
				return
			}
			report(ctx, plane, line)
		}
	}
}

func report(ctx context.Context, plane *controlPlane, line string) {
	words := strings.Fields(line)
	if len(words) != 2 {
		fmt.Printf("failed %s: want VERB COMPONENT\n", line)
		return
	}
	ctx, cancel := context.WithTimeout(ctx, plane.options.ReadyWithin)
	defer cancel()
	if err := plane.fault(ctx, words[0], words[1]); err != nil {
		fmt.Printf("failed %s: %v\n", line, err)
		return
	}
	fmt.Printf("ok %s\n", line)
}

// standardInput gives the lines of standard input and closes at its end. A terminal or /dev/null (a job in the
// background) says nothing about when to stop, so only a pipe is read.
func standardInput() <-chan string {
	info, err := os.Stdin.Stat()
	if err != nil || info.Mode()&(os.ModeNamedPipe|os.ModeSocket) == 0 {
		return nil
	}
	lines := make(chan string)
	go func() {
		defer close(lines)
		scanner := bufio.NewScanner(os.Stdin)
		for scanner.Scan() {
			lines <- scanner.Text()
		}
	}()
	return lines
}
