package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"syscall"
	"time"

	"k8s.io/client-go/informers"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/cache"
)

const patience = 5 * time.Minute

// syncResult is what one first sync has cost. The peak is of the whole process, as the operating system saw it.
type syncResult struct {
	Program      string  `json:"program"`
	Content      string  `json:"content"`
	List         string  `json:"list"`
	Pods         int     `json:"pods"`
	SyncSeconds  float64 `json:"sync_seconds"`
	CPUSeconds   float64 `json:"cpu_seconds"`
	PeakRSSBytes int64   `json:"peak_rss_bytes"`
	HeapBytes    uint64  `json:"heap_bytes_after_gc"`
}

// measure starts one pod informer and stops the time until its cache holds everything.
func measure(args []string) (any, error) {
	var where common
	flags := flag.NewFlagSet("sync", flag.ExitOnError)
	where.register(flags)
	content := flags.String("content", "json", "json or protobuf")
	list := flags.String("list", "pages", "pages (as informers without WatchList ask) or watchlist (a streaming list)")
	_ = flags.Parse(args) // exits by itself
	types := map[string]string{"json": "application/json", "protobuf": "application/vnd.kubernetes.protobuf"}
	if types[*content] == "" || (*list != "pages" && *list != "watchlist") {
		return nil, fmt.Errorf("--content is json or protobuf, --list is pages or watchlist")
	}
	// client-go reads its feature gates from the environment when it first needs one.
	if err := os.Setenv("KUBE_FEATURE_WatchListClient", strconv.FormatBool(*list == "watchlist")); err != nil {
		return nil, err
	}
	client, err := where.connect(func(c *rest.Config) { c.ContentType = types[*content] })
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	before, start := cpuSeconds(), time.Now()
	factory := informers.NewSharedInformerFactoryWithOptions(client, 0, informers.WithNamespace(where.namespace))
	informer := factory.Core().V1().Pods().Informer()
	factory.Start(ctx.Done())
	if !cache.WaitForCacheSync(ctx.Done(), informer.HasSynced) {
		return nil, fmt.Errorf("no sync within %s", patience)
	}
	elapsed, cpu := time.Since(start), cpuSeconds()-before
	result := syncResult{Program: "client-go " + *content, Content: *content, List: *list, Pods: len(informer.GetStore().ListKeys()),
		SyncSeconds: elapsed.Seconds(), CPUSeconds: cpu, PeakRSSBytes: peakRSS()}
	runtime.GC()
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	result.HeapBytes = memory.HeapAlloc
	runtime.KeepAlive(informer)
	return result, nil
}

func cpuSeconds() float64 {
	var used syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &used) // cannot fail for oneself
	return float64(used.Utime.Nano()+used.Stime.Nano()) / 1e9
}

func peakRSS() int64 {
	var used syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &used)
	return used.Maxrss * 1024
}
