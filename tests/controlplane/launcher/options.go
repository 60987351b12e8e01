package launcher

import (
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Exit statuses of the launcher.
const (
	ExitFailure = 1
	ExitUsage   = 2
)

// Names of the upstream programs, as the multi-call program knows them.
const (
	etcd              = "etcd"
	apiserver         = "kube-apiserver"
	controllerManager = "kube-controller-manager"
	scheduler         = "kube-scheduler"
)

var shortNames = map[string]string{
	"etcd": etcd, "apiserver": apiserver, "kcm": controllerManager, "scheduler": scheduler,
}

// Options is what one control plane is made of.
type Options struct {
	Dir                     string        // everything that is written lies here
	Components              []string      // upstream program names, in the order they start
	ServiceAccountAdmission bool          // off: pods need no ServiceAccount (with no controller manager running)
	NodeTaintAdmission      bool          // off: new nodes are not tainted not-ready
	ReadyWithin             time.Duration // give up when the control plane is not ready by then
	Extra                   map[string][]string
	Command                 []string // run with KUBECONFIG set; its exit status is the launcher's
}

type repeated []string

func (r *repeated) String() string     { return strings.Join(*r, " ") }
func (r *repeated) Set(s string) error { *r = append(*r, s); return nil }

// ParseOptions reads the flags of `controlplane up`.
func ParseOptions(args []string, errors io.Writer) (Options, error) {
	flags := flag.NewFlagSet("controlplane up", flag.ContinueOnError)
	flags.SetOutput(errors)
	dir := flags.String("dir", "", "folder for certificates, data, logs and the kubeconfig (required; made if missing)")
	names := flags.String("components", "etcd,apiserver,kcm", "which of etcd,apiserver,kcm,scheduler to run")
	noAccounts := flags.Bool("no-service-account-admission", false, "pods need no ServiceAccount")
	noTaints := flags.Bool("no-node-taint-admission", false, "new nodes are not tainted as not ready")
	within := flags.Duration("ready-within", 90*time.Second, "give up when it is not ready by then")
	var extra repeated
	flags.Var(&extra, "arg", "COMPONENT:FLAG, a further flag for one component, such as apiserver:--v=4 (repeatable)")
	if err := flags.Parse(args); err != nil {
		return Options{}, err
	}
	options := Options{
		ServiceAccountAdmission: !*noAccounts,
		NodeTaintAdmission:      !*noTaints,
		ReadyWithin:             *within,
		Extra:                   map[string][]string{},
		Command:                 flags.Args(),
	}
	if *dir == "" {
		return Options{}, fmt.Errorf("--dir is missing: name a folder for the control plane's files")
	}
	var err error
	if options.Dir, err = filepath.Abs(*dir); err != nil {
		return Options{}, err
	}
	if options.Components, err = parseComponents(*names); err != nil {
		return Options{}, err
	}
	for _, one := range extra {
		name, value, found := strings.Cut(one, ":")
		if !found || shortNames[name] == "" {
			return Options{}, fmt.Errorf("--arg %q: want COMPONENT:FLAG with COMPONENT one of etcd, apiserver, kcm, scheduler", one)
		}
		options.Extra[shortNames[name]] = append(options.Extra[shortNames[name]], value)
	}
	return options, os.MkdirAll(options.Dir, 0o700)
}

func parseComponents(list string) ([]string, error) {
	var wanted []string
	for _, name := range strings.Split(list, ",") {
		full, known := shortNames[strings.TrimSpace(name)]
		if !known {
			return nil, fmt.Errorf("--components: %q is not one of etcd, apiserver, kcm, scheduler", name)
		}
		wanted = append(wanted, full)
	}
	for _, required := range []string{etcd, apiserver} {
		if !slices.Contains(wanted, required) {
			return nil, fmt.Errorf("--components: %s is needed by all others", required)
		}
	}
	var ordered []string
	for _, name := range []string{etcd, apiserver, controllerManager, scheduler} {
		if slices.Contains(wanted, name) {
			ordered = append(ordered, name)
		}
	}
	return ordered, nil
}
