// Package conformance holds one set of cases about the Kubernetes API's semantics, run against whatever API server the
// KUBECONFIG environment variable names: a real control plane and the embedded cluster must both pass it.
package conformance

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"testing"
	"time"

	apiextensions "k8s.io/apiextensions-apiserver/pkg/client/clientset/clientset"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/metadata"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
)

// target is the API server under test, reached as its administrator.
type target struct {
	config     *rest.Config
	kubeconfig string
	http       *http.Client
	client     kubernetes.Interface
	dynamic    dynamic.Interface
	metadata   metadata.Interface
	extensions apiextensions.Interface
	known      differences
}

var server *target

func TestMain(m *testing.M) {
	var err error
	if server, err = connect(os.Getenv("KUBECONFIG")); err != nil {
		fmt.Fprintln(os.Stderr, "conformance:", err)
		os.Exit(2)
	}
	os.Exit(m.Run())
}

func connect(kubeconfig string) (*target, error) {
	if kubeconfig == "" {
		return nil, fmt.Errorf("KUBECONFIG is not set: name the kubeconfig of the API server to test")
	}
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		return nil, err
	}
	config.QPS = -1 // the server's speed is the limit, not the client's manners
	config.UserAgent = "conformance"
	t := &target{config: config, kubeconfig: kubeconfig}
	if t.http, err = rest.HTTPClientFor(config); err != nil {
		return nil, err
	}
	if t.client, err = kubernetes.NewForConfigAndClient(config, t.http); err != nil {
		return nil, err
	}
	if t.dynamic, err = dynamic.NewForConfigAndClient(config, t.http); err != nil {
		return nil, err
	}
	if t.metadata, err = metadata.NewForConfigAndClient(config, t.http); err != nil {
		return nil, err
	}
	if t.extensions, err = apiextensions.NewForConfigAndClient(config, t.http); err != nil {
		return nil, err
	}
	if t.known, err = readDifferences(os.Getenv("CONFORMANCE_TARGET")); err != nil {
		return nil, err
	}
	return t, t.reachable()
}

func (t *target) reachable() error {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	if _, err := t.client.Discovery().RESTClient().Get().AbsPath("/readyz").DoRaw(ctx); err != nil {
		return fmt.Errorf("%s is not ready: %w", t.config.Host, err)
	}
	return nil
}
