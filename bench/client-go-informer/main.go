// Command client-go-informer measures what a client-go informer needs to know all pods of a server, for comparison with
// ours, and makes the pods for it.
//
//	client-go-informer seed --kubeconfig FILE --pods 5000 [--namespace NS] [--bytes 3072]
//	client-go-informer sync --kubeconfig FILE [--namespace NS] [--content json|protobuf] [--list watchlist|pages]
//
// Each prints one JSON object.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"

	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
)

// common are the flags of both commands.
type common struct {
	kubeconfig, namespace string
}

func (c *common) register(flags *flag.FlagSet) {
	flags.StringVar(&c.kubeconfig, "kubeconfig", os.Getenv("KUBECONFIG"), "kubeconfig of the server")
	flags.StringVar(&c.namespace, "namespace", "informer-bench", "namespace of the pods")
}

func (c *common) connect(change func(*rest.Config)) (kubernetes.Interface, error) {
	config, err := clientcmd.BuildConfigFromFlags("", c.kubeconfig)
	if err != nil {
		return nil, err
	}
	config.QPS = -1
	change(config)
	return kubernetes.NewForConfig(config)
}

func main() {
	commands := map[string]func([]string) (any, error){"seed": seed, "sync": measure}
	if len(os.Args) < 2 || commands[os.Args[1]] == nil {
		fmt.Fprintln(os.Stderr, "usage: client-go-informer seed|sync [flags]; -h after the command lists them")
		os.Exit(2)
	}
	result, err := commands[os.Args[1]](os.Args[2:])
	if err != nil {
		fmt.Fprintf(os.Stderr, "client-go-informer %s: %v\n", os.Args[1], err)
		os.Exit(1)
	}
	text, err := json.Marshal(result)
	if err != nil {
		fmt.Fprintln(os.Stderr, "client-go-informer:", err)
		os.Exit(1)
	}
	fmt.Println(string(text))
}
