package launcher

import (
	"fmt"
	"path/filepath"
	"strings"
)

// layout is everything the components' flags are made from.
type layout struct {
	dir                       string
	etcdPort, peerPort, port  int
	ca, front                 *authority
	serving, proxy            credential
	signingKey, signingPublic string
	tokenFile                 string
}

func (l layout) server() string { return fmt.Sprintf("https://127.0.0.1:%d", l.port) }

func (l layout) kubeconfigOf(component string) string {
	return filepath.Join(l.dir, component+".kubeconfig")
}

func (l layout) arguments(name string, o Options) []string {
	var args []string
	switch name {
	case etcd:
		args = l.etcdArguments()
	case apiserver:
		args = l.apiserverArguments(o)
	case controllerManager:
		args = l.controllerManagerArguments()
	case scheduler:
		args = []string{"--kubeconfig=" + l.kubeconfigOf(scheduler), "--leader-elect=false", "--secure-port=0"}
	}
	return append(args, o.Extra[name]...)
}

func (l layout) etcdArguments() []string {
	clients := fmt.Sprintf("http://127.0.0.1:%d", l.etcdPort)
	peers := fmt.Sprintf("http://127.0.0.1:%d", l.peerPort)
	return []string{
		"--name=test", "--data-dir=" + filepath.Join(l.dir, "etcd"), "--unsafe-no-fsync",
		"--listen-client-urls=" + clients, "--advertise-client-urls=" + clients,
		"--listen-peer-urls=" + peers, "--initial-advertise-peer-urls=" + peers,
		"--initial-cluster=test=" + peers, "--log-level=warn",
	}
}

func (l layout) apiserverArguments(o Options) []string {
	args := []string{
		fmt.Sprintf("--etcd-servers=http://127.0.0.1:%d", l.etcdPort),
		"--bind-address=127.0.0.1", fmt.Sprintf("--secure-port=%d", l.port),
		"--advertise-address=127.0.0.1", "--endpoint-reconciler-type=none",
		"--tls-cert-file=" + l.serving.certFile, "--tls-private-key-file=" + l.serving.keyFile,
		"--cert-dir=" + l.dir,
		"--client-ca-file=" + l.ca.files().certFile, "--token-auth-file=" + l.tokenFile,
		"--service-account-issuer=https://kubernetes.default.svc.cluster.local",
		"--service-account-key-file=" + l.signingPublic, "--service-account-signing-key-file=" + l.signingKey,
		"--requestheader-client-ca-file=" + l.front.files().certFile,
		"--requestheader-allowed-names=front-proxy", "--requestheader-username-headers=X-Remote-User",
		"--requestheader-group-headers=X-Remote-Group", "--requestheader-extra-headers-prefix=X-Remote-Extra-",
		"--proxy-client-cert-file=" + l.proxy.certFile, "--proxy-client-key-file=" + l.proxy.keyFile,
		"--enable-aggregator-routing=true",
		"--authorization-mode=Node,RBAC", "--allow-privileged=true",
		"--service-cluster-ip-range=10.96.0.0/16", "--profiling=false",
	}
	var disabled []string
	if !o.ServiceAccountAdmission {
		disabled = append(disabled, "ServiceAccount")
	}
	if !o.NodeTaintAdmission {
		disabled = append(disabled, "TaintNodesByCondition")
	}
	if len(disabled) > 0 {
		args = append(args, "--disable-admission-plugins="+strings.Join(disabled, ","))
	}
	return args
}

func (l layout) controllerManagerArguments() []string {
	return []string{
		"--kubeconfig=" + l.kubeconfigOf(controllerManager), "--leader-elect=false", "--secure-port=0",
		"--use-service-account-credentials=true", "--controllers=*",
		"--service-account-private-key-file=" + l.signingKey, "--root-ca-file=" + l.ca.files().certFile,
		"--cluster-signing-cert-file=" + l.ca.files().certFile, "--cluster-signing-key-file=" + l.ca.files().keyFile,
		"--kube-api-qps=200", "--kube-api-burst=400",
	}
}
