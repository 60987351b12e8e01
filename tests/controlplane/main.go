// Command controlplane is the project's own Kubernetes control plane for tests.
//
// It is a multi-call program: started under the name of an upstream component (or with that name as its first
// argument) it is that component; started as `controlplane up` it runs a whole control plane in the foreground.
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"flotilla.dev/tests/controlplane/launcher"
)

func main() {
	called := filepath.Base(os.Args[0])
	if run, ok := components[called]; ok {
		run()
	}
	if len(os.Args) < 2 {
		usage()
	}
	if run, ok := components[os.Args[1]]; ok {
		os.Args = os.Args[1:]
		run()
	}
	if os.Args[1] != "up" {
		usage()
	}
	os.Exit(launcher.Main(os.Args[2:]))
}

func usage() {
	fmt.Fprintf(os.Stderr, "usage: controlplane up --dir DIR [flags] [-- COMMAND...]\n"+
		"       controlplane COMPONENT [its flags]     COMPONENT: %s\n", componentNames())
	os.Exit(launcher.ExitUsage)
}
