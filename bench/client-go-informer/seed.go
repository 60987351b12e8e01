package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
)

// seedResult says what was made.
type seedResult struct {
	Pods      int     `json:"pods"`
	PodBytes  int     `json:"pod_bytes"` // of one pod as JSON, as the server gives it back
	Seconds   float64 `json:"seconds"`
	PerSecond float64 `json:"pods_per_second"`
}

// seed creates pods of a given size. The server must not ask for a service account: see
// `tests/controlplane/run up --no-service-account-admission`.
func seed(args []string) (any, error) {
	var where common
	flags := flag.NewFlagSet("seed", flag.ExitOnError)
	where.register(flags)
	pods := flags.Int("pods", 5000, "how many pods to create")
	size := flags.Int("bytes", 3072, "about how long each is as JSON")
	workers := flags.Int("workers", 16, "creates at the same time")
	_ = flags.Parse(args) // exits by itself
	client, err := where.connect(func(c *rest.Config) { c.ContentType = "application/vnd.kubernetes.protobuf" })
	if err != nil {
		return nil, err
	}
	ctx := context.Background()
	space := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: where.namespace}}
	if _, err := client.CoreV1().Namespaces().Create(ctx, space, metav1.CreateOptions{}); err != nil && !apierrors.IsAlreadyExists(err) {
		return nil, err
	}
	padding, err := paddingFor(ctx, client, where.namespace, *size)
	if err != nil {
		return nil, err
	}
	start := time.Now()
	if err := createAll(ctx, client, where.namespace, *pods, *workers, padding); err != nil {
		return nil, err
	}
	elapsed := time.Since(start).Seconds()
	return seedResult{Pods: *pods, PodBytes: *size, Seconds: elapsed, PerSecond: float64(*pods) / elapsed}, nil
}

// paddingFor gives the length of an annotation that makes a pod `size` bytes long.
func paddingFor(ctx context.Context, client kubernetes.Interface, namespace string, size int) (int, error) {
	made, err := client.CoreV1().Pods(namespace).Create(ctx, podNumber(0, 0), metav1.CreateOptions{DryRun: []string{metav1.DryRunAll}})
	if err != nil {
		return 0, err
	}
	text, err := json.Marshal(made)
	return max(0, size-len(text)), err
}

func createAll(ctx context.Context, client kubernetes.Interface, namespace string, pods, workers, padding int) error {
	var next atomic.Int64
	var failed atomic.Pointer[error]
	var group sync.WaitGroup
	for range workers {
		group.Add(1)
		go func() {
			defer group.Done()
			for number := next.Add(1) - 1; number < int64(pods) && failed.Load() == nil; number = next.Add(1) - 1 {
				_, err := client.CoreV1().Pods(namespace).Create(ctx, podNumber(int(number), padding), metav1.CreateOptions{})
				if err != nil && !apierrors.IsAlreadyExists(err) {
					failed.Store(&err)
				}
			}
		}()
	}
	group.Wait()
	if err := failed.Load(); err != nil {
		return fmt.Errorf("create pods: %w", *err)
	}
	return nil
}

// podNumber is a pod like those of a web service: two containers with environment, probes and resources.
func podNumber(number, padding int) *corev1.Pod {
	return &corev1.Pod{
		ObjectMeta: metav1.ObjectMeta{
			Name:        fmt.Sprintf("web-%06d", number),
			Labels:      map[string]string{"app": "web", "tier": "front", "shard": fmt.Sprint(number % 50)},
			Annotations: map[string]string{"example.test/padding": strings.Repeat("x", padding)},
		},
		Spec: corev1.PodSpec{
			SchedulerName: "nobody",
			NodeName:      fmt.Sprintf("node-%04d", number%1000),
			Containers:    []corev1.Container{container("app", 8080), container("proxy", 15001)},
		},
	}
}

func container(name string, port int32) corev1.Container {
	requests := corev1.ResourceList{corev1.ResourceCPU: resource.MustParse("100m"), corev1.ResourceMemory: resource.MustParse("128Mi")}
	return corev1.Container{
		Name: name, Image: "example.test/" + name + ":1.0",
		Env:       []corev1.EnvVar{{Name: "MODE", Value: "bench"}, {Name: "LEVEL", Value: "info"}},
		Ports:     []corev1.ContainerPort{{Name: name, ContainerPort: port}},
		Resources: corev1.ResourceRequirements{Requests: requests, Limits: requests},
	}
}
