package launcher

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"time"
)

const pollInterval = 25 * time.Millisecond

// controlPlane is a set of running components and what is needed to reach them.
type controlPlane struct {
	options    Options
	layout     layout
	processes  []*process // in the order they start
	token      string
	kubeconfig string
	http       *http.Client
}

// newControlPlane makes certificates, keys, tokens and kubeconfigs; nothing runs yet.
func newControlPlane(options Options) (*controlPlane, error) {
	l := layout{dir: options.Dir, tokenFile: filepath.Join(options.Dir, "tokens.csv")}
	var err error
	if err = reservePorts(&l.etcdPort, &l.peerPort, &l.port); err != nil {
		return nil, err
	}
	if l.ca, err = newAuthority(l.dir, "ca"); err != nil {
		return nil, err
	}
	if l.front, err = newAuthority(l.dir, "front-proxy-ca"); err != nil {
		return nil, err
	}
	names := []string{"localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc", "kubernetes.default.svc.cluster.local"}
	addresses := []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback, net.IPv4(10, 96, 0, 1)}
	if l.serving, err = l.ca.server("apiserver", names, addresses); err != nil {
		return nil, err
	}
	if l.proxy, err = l.front.client("front-proxy"); err != nil {
		return nil, err
	}
	if l.signingKey, l.signingPublic, err = newSigningKey(l.dir); err != nil {
		return nil, err
	}
	plane := &controlPlane{options: options, layout: l, token: newToken(), kubeconfig: filepath.Join(l.dir, "kubeconfig")}
	if err := plane.writeUsers(); err != nil {
		return nil, err
	}
	for _, name := range options.Components {
		plane.processes = append(plane.processes, newProcess(l.dir, name, l.arguments(name, options)))
	}
	return plane, plane.makeClient()
}

func (c *controlPlane) writeUsers() error {
	l := c.layout
	line := fmt.Sprintf("%s,admin,admin,system:masters\n", c.token)
	if err := os.WriteFile(l.tokenFile, []byte(line), 0o600); err != nil {
		return err
	}
	certificate, err := l.ca.client("admin-certificate", "system:masters")
	if err != nil {
		return err
	}
	admins := []user{{name: "admin", token: c.token}, {name: "admin-certificate", files: certificate}}
	if err := writeKubeconfig(c.kubeconfig, l.server(), l.ca.files().certFile, admins...); err != nil {
		return err
	}
	for _, component := range []string{controllerManager, scheduler} {
		files, err := l.ca.client("system:" + component)
		if err != nil {
			return err
		}
		as := user{name: component, files: files}
		if err := writeKubeconfig(l.kubeconfigOf(component), l.server(), l.ca.files().certFile, as); err != nil {
			return err
		}
	}
	return nil
}

func (c *controlPlane) makeClient() error {
	pem, err := os.ReadFile(c.layout.ca.files().certFile)
	if err != nil {
		return err
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(pem)
	c.http = &http.Client{
		Timeout:   5 * time.Second,
		Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}, DisableKeepAlives: true},
	}
	return nil
}

func (c *controlPlane) start(ctx context.Context) error {
	for _, p := range c.processes {
		if err := p.start(); err != nil {
			return err
		}
		if p.name == apiserver { // the others give up, or back off for long, when it is not there yet
			if err := c.waitReady(ctx); err != nil {
				return err
			}
		}
	}
	if slices.Contains(c.options.Components, controllerManager) {
		return c.waitFor(ctx, "the controller manager", "/api/v1/namespaces/default/serviceaccounts/default")
	}
	return nil
}

func (c *controlPlane) waitReady(ctx context.Context) error {
	if err := c.waitFor(ctx, "the API server", "/readyz"); err != nil {
		return err
	}
	return c.waitFor(ctx, "the namespace default", "/api/v1/namespaces/default")
}

// waitFor polls `path` until it answers 200, a component has died, or the context ends.
func (c *controlPlane) waitFor(ctx context.Context, what, path string) error {
	last := errors.New("not asked yet")
	for {
		if last = c.get(ctx, path); last == nil {
			return nil
		}
		for _, p := range c.processes {
			if p.command != nil && !p.running() {
				return fmt.Errorf("%s ended while waiting for %s; see %s", p.name, what, p.logFile)
			}
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("%s was not ready in time (%w); see the logs in %s", what, last, c.layout.dir)
		case <-time.After(pollInterval):
		}
	}
}

func (c *controlPlane) get(ctx context.Context, path string) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, c.layout.server()+path, nil)
	if err != nil {
		return err
	}
	request.Header.Set("Authorization", "Bearer "+c.token)
	response, err := c.http.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	_, _ = io.Copy(io.Discard, response.Body) // only the status counts
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("GET %s: %s", path, response.Status)
	}
	return nil
}

// stop ends everything, the newest first. The data is worthless, so the grace is short.
func (c *controlPlane) stop() {
	for _, p := range slices.Backward(c.processes) {
		p.stop(0)
	}
}

// fault carries out one command on one component.
func (c *controlPlane) fault(ctx context.Context, verb, component string) error {
	index := slices.IndexFunc(c.processes, func(p *process) bool { return p.name == shortNames[component] })
	if index < 0 {
		return fmt.Errorf("%q is not a running component", component)
	}
	p := c.processes[index]
	switch verb {
	case "stop":
		p.stop(0)
		return nil
	case "start", "restart":
		p.stop(0)
		if err := p.start(); err != nil {
			return err
		}
		if p.name == apiserver || p.name == etcd {
			return c.waitReady(ctx)
		}
		return nil
	case "pause":
		return p.signal(syscall.SIGSTOP)
	case "resume":
		return p.signal(syscall.SIGCONT)
	}
	return fmt.Errorf("%q is not one of stop, start, restart, pause, resume", verb)
}

// reservePorts finds ports that are free now. Nothing holds them until the components start, so a clash is possible
// and shows as a component that ends at once.
func reservePorts(ports ...*int) error {
	for _, port := range ports {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return fmt.Errorf("find a free port: %w", err)
		}
		defer listener.Close()
		*port = listener.Addr().(*net.TCPAddr).Port
	}
	return nil
}
