package launcher

import (
	"io"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestComponentsStartInTheOrderOfTheirDependencies(t *testing.T) {
	options, err := ParseOptions([]string{"--dir", t.TempDir(), "--components", "scheduler,apiserver,etcd"}, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{etcd, apiserver, scheduler}; !slices.Equal(options.Components, want) {
		t.Errorf("components are %v, want %v", options.Components, want)
	}
}

func TestExtraFlagsReachTheirComponentOnly(t *testing.T) {
	dir := t.TempDir()
	options, err := ParseOptions([]string{"--dir", dir, "--arg", "apiserver:--v=4"}, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	l := layout{dir: dir, ca: &authority{dir: dir}, front: &authority{dir: dir}}
	if !slices.Contains(l.arguments(apiserver, options), "--v=4") {
		t.Error("the API server does not get its further flag")
	}
	if slices.Contains(l.arguments(etcd, options), "--v=4") {
		t.Error("etcd gets a flag of the API server")
	}
}

func TestAdmissionPluginsAreSwitchedOff(t *testing.T) {
	dir := t.TempDir()
	options, err := ParseOptions([]string{"--dir", dir, "--no-service-account-admission", "--no-node-taint-admission"}, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	l := layout{dir: dir, ca: &authority{dir: dir}, front: &authority{dir: dir}}
	if want := "--disable-admission-plugins=ServiceAccount,TaintNodesByCondition"; !slices.Contains(l.arguments(apiserver, options), want) {
		t.Errorf("the API server is not given %s", want)
	}
}

func TestUsageErrorsSayWhatToDo(t *testing.T) {
	for _, c := range []struct {
		name, want string
		args       []string
	}{
		{"no folder", "--dir is missing", nil},
		{"unknown component", "is not one of etcd, apiserver, kcm, scheduler", []string{"--dir", t.TempDir(), "--components", "etcd,kubelet"}},
		{"no API server", "kube-apiserver is needed", []string{"--dir", t.TempDir(), "--components", "etcd"}},
		{"bad further flag", "want COMPONENT:FLAG", []string{"--dir", t.TempDir(), "--arg", "--v=4"}},
	} {
		_, err := ParseOptions(c.args, io.Discard)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error is %v, want one that says %q", c.name, err, c.want)
		}
	}
}

func TestKubeconfigFilesStayInTheFolder(t *testing.T) {
	dir := t.TempDir()
	plane, err := newControlPlane(Options{Dir: dir, Components: []string{etcd, apiserver}})
	if err != nil {
		t.Fatal(err)
	}
	if filepath.Dir(plane.kubeconfig) != dir {
		t.Errorf("the kubeconfig is %s, want it in %s", plane.kubeconfig, dir)
	}
	if plane.layout.port == plane.layout.etcdPort || plane.layout.etcdPort == plane.layout.peerPort {
		t.Errorf("ports clash: %d, %d, %d", plane.layout.port, plane.layout.etcdPort, plane.layout.peerPort)
	}
}
