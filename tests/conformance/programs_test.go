package conformance

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	eventsv1 "k8s.io/api/events/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/metadata/metadatainformer"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/tools/events"
	"k8s.io/client-go/tools/leaderelection"
	"k8s.io/client-go/tools/leaderelection/resourcelock"
)

func TestInformersFollowTheServer(t *testing.T) {
	s := begin(t)
	s.createMaps(20)
	factory := informers.NewSharedInformerFactoryWithOptions(s.client, 0, informers.WithNamespace(s.ns),
		informers.WithTweakListOptions(func(o *metav1.ListOptions) { o.LabelSelector = "case=list" }))
	maps := factory.Core().V1().ConfigMaps()
	var added, updated, deleted atomic.Int32
	_, err := maps.Informer().AddEventHandler(cache.ResourceEventHandlerFuncs{
		AddFunc: func(any) { added.Add(1) }, UpdateFunc: func(any, any) { updated.Add(1) }, DeleteFunc: func(any) { deleted.Add(1) },
	})
	s.must(err, "add a handler")
	ctx, stop := context.WithCancel(s.ctx)
	defer stop()
	factory.Start(ctx.Done())
	s.holds(cache.WaitForCacheSync(ctx.Done(), maps.Informer().HasSynced), "sync an informer", "it to be synced", nil)
	listed, err := maps.Lister().ConfigMaps(s.ns).List(labels.Everything())
	s.must(err, "list from the cache")
	s.same("objects in the cache", len(listed), 20)
	s.patchMap("m-00", `{"data":{"k":"v"}}`)
	s.must(s.client.CoreV1().ConfigMaps(s.ns).Delete(s.ctx, "m-01", metav1.DeleteOptions{}), "delete")
	s.createMap(withLabels(configMap("m-new"), "case", "list"))
	s.eventually("21 additions, 1 update and 1 deletion to be told", func() (string, bool) {
		return fmt.Sprint(added.Load(), updated.Load(), deleted.Load()), added.Load() == 21 && updated.Load() == 1 && deleted.Load() == 1
	})
}

func TestMetadataInformersFollowTheServer(t *testing.T) {
	s := begin(t)
	s.createMaps(3)
	factory := metadatainformer.NewFilteredSharedInformerFactory(server.metadata, 0, s.ns, nil)
	informer := factory.ForResource(corev1.SchemeGroupVersion.WithResource("configmaps"))
	ctx, stop := context.WithCancel(s.ctx)
	defer stop()
	factory.Start(ctx.Done())
	go informer.Informer().Run(ctx.Done())
	s.holds(cache.WaitForCacheSync(ctx.Done(), informer.Informer().HasSynced), "sync a metadata informer", "it to be synced", nil)
	_, err := informer.Lister().ByNamespace(s.ns).Get("m-02")
	s.must(err, "get from the cache")
}

func TestProtobufClientsWork(t *testing.T) {
	s := begin(t)
	s.waitForServiceAccount()
	client := s.as(func(c *rest.Config) { c.ContentType, c.QPS = runtime.ContentTypeProtobuf, -1 })
	made, err := client.CoreV1().Pods(s.ns).Create(s.ctx, pod("a", "app", "web"), metav1.CreateOptions{})
	s.must(err, "create a Pod in protobuf")
	s.same("pod", []any{made.Name, made.Labels["app"], made.Spec.Containers[0].Resources.Requests.Cpu().String(), made.Status.Phase}, []any{"a", "web", "100m", corev1.PodPending})
	watcher, err := client.CoreV1().Pods(s.ns).Watch(s.ctx, metav1.ListOptions{ResourceVersion: made.ResourceVersion})
	s.must(err, "watch in protobuf")
	defer watcher.Stop()
	made.Labels["app"] = "changed"
	_, err = client.CoreV1().Pods(s.ns).Update(s.ctx, made, metav1.UpdateOptions{})
	s.must(err, "update a Pod in protobuf")
	event := <-watcher.ResultChan()
	s.same("event", fmt.Sprintf("%s %s", event.Type, event.Object.(*corev1.Pod).Labels["app"]), "MODIFIED changed")
	s.must(client.CoreV1().Pods(s.ns).Bind(s.ctx, binding("a", "conformance-nowhere"), metav1.CreateOptions{}), "bind in protobuf")
	list, err := client.CoreV1().Pods(s.ns).List(s.ctx, metav1.ListOptions{Limit: 1})
	s.must(err, "list in protobuf")
	s.same("list", []any{len(list.Items), list.Items[0].Spec.NodeName}, []any{1, "conformance-nowhere"})
	_, err = client.AppsV1().Deployments(s.ns).Create(s.ctx, deployment("web", 0), metav1.CreateOptions{})
	s.must(err, "create a Deployment in protobuf")
	_, err = client.EventsV1().Events(s.ns).Create(s.ctx, s.newEvent("e"), metav1.CreateOptions{})
	s.must(err, "create an event in protobuf")
	_, err = client.CoreV1().Pods(s.ns).Get(s.ctx, "missing", metav1.GetOptions{})
	s.fails(err, "get a missing Pod in protobuf", 404, metav1.StatusReasonNotFound)
	s.must(client.CoreV1().Pods(s.ns).Delete(s.ctx, "a", metav1.DeleteOptions{GracePeriodSeconds: ptr(int64(0)), PropagationPolicy: ptr(metav1.DeletePropagationBackground)}), "delete in protobuf")
}

func TestLeaderElectionHasOneLeader(t *testing.T) {
	s := begin(t)
	var leaders, most atomic.Int32
	ctx, stop := context.WithCancel(s.ctx)
	defer stop()
	run := func(ctx context.Context, name string) <-chan struct{} {
		done := make(chan struct{})
		lock := &resourcelock.LeaseLock{LeaseMeta: metav1.ObjectMeta{Name: "leader", Namespace: s.ns}, Client: s.client.CoordinationV1(), LockConfig: resourcelock.ResourceLockConfig{Identity: name}}
		go func() {
			defer close(done)
			leaderelection.RunOrDie(ctx, leaderelection.LeaderElectionConfig{Lock: lock, ReleaseOnCancel: true,
				LeaseDuration: 3 * time.Second, RenewDeadline: 2 * time.Second, RetryPeriod: 200 * time.Millisecond,
				Callbacks: leaderelection.LeaderCallbacks{
					OnStartedLeading: func(context.Context) { most.Store(max(most.Load(), leaders.Add(1))) },
					OnStoppedLeading: func() { leaders.Add(-1) },
				}})
		}()
		return done
	}
	holder := func() string {
		lease, err := s.client.CoordinationV1().Leases(s.ns).Get(s.ctx, "leader", metav1.GetOptions{})
		if err != nil || lease.Spec.HolderIdentity == nil {
			return ""
		}
		return *lease.Spec.HolderIdentity
	}
	first, stopFirst := context.WithCancel(ctx)
	firstDone := run(first, "one")
	s.eventually("one to lead", func() (string, bool) { return holder(), holder() == "one" && leaders.Load() == 1 })
	run(ctx, "two")
	stopFirst()
	<-firstDone
	s.eventually("two to lead after one has let go", func() (string, bool) { return holder(), holder() == "two" && leaders.Load() == 1 })
	s.same("leaders at once, at most", most.Load(), int32(1))
}

func TestEventRecordersWriteEvents(t *testing.T) {
	s := begin(t)
	broadcaster := events.NewBroadcaster(&events.EventSinkImpl{Interface: s.client.EventsV1()})
	defer broadcaster.Shutdown()
	s.must(broadcaster.StartRecordingToSinkWithContext(s.ctx), "start the recorder")
	recorder := broadcaster.NewRecorder(scheme.Scheme, "example.test/recorder")
	object := s.createMap(configMap("a"))
	recorder.Eventf(object, nil, corev1.EventTypeNormal, "Scaled", "Scaling", "from %d to %d", 1, 2)
	recorder.Eventf(object, nil, corev1.EventTypeNormal, "Scaled", "Scaling", "from %d to %d", 1, 2)
	s.eventually("one event with a series of two", func() (string, bool) {
		list, err := s.client.EventsV1().Events(s.ns).List(s.ctx, metav1.ListOptions{})
		s.must(err, "list events")
		return show(list.Items), len(list.Items) == 1 && sawTwice(list.Items[0])
	})
}

func sawTwice(event eventsv1.Event) bool {
	return event.Reason == "Scaled" && event.Regarding.Name == "a" && event.Series != nil && event.Series.Count == 2
}

// TestUpstreamSchedulerPlacesPods runs kube-scheduler of the control plane fixture, under a name of its own, against the server.
func TestUpstreamSchedulerPlacesPods(t *testing.T) {
	program := os.Getenv("CONTROLPLANE")
	if program == "" {
		t.Skip("CONTROLPLANE does not name the control plane's program; tests/conformance/run sets it")
	}
	s := begin(t)
	s.waitForServiceAccount()
	name := s.unique("scheduler")
	config := filepath.Join(s.TempDir(), "scheduler.yaml")
	s.must(os.WriteFile(config, fmt.Appendf(nil, "apiVersion: kubescheduler.config.k8s.io/v1\nkind: KubeSchedulerConfiguration\nleaderElection: {leaderElect: false}\n"+
		"clientConnection: {kubeconfig: %s}\nprofiles: [{schedulerName: %s}]\n", server.kubeconfig, name), 0o600), "write the scheduler's configuration")
	s.startScheduler(program, config)
	node := s.unique("node")
	nodes := s.client.CoreV1().Nodes()
	_, err := nodes.Create(s.ctx, &corev1.Node{ObjectMeta: metav1.ObjectMeta{Name: node, Labels: labelsOf("case", name)}}, metav1.CreateOptions{})
	s.must(err, "create a Node")
	s.Cleanup(func() { _ = nodes.Delete(context.Background(), node, metav1.DeleteOptions{}) })
	_, err = nodes.Patch(s.ctx, node, types.StrategicMergePatchType, []byte(`{"status":{"capacity":{"cpu":"1","memory":"1Gi","pods":"3"},"conditions":[{"type":"Ready","status":"True"}]}}`), metav1.PatchOptions{}, "status")
	s.must(err, "give the Node its capacity")
	for i := range 4 {
		wanted := pod(fmt.Sprintf("p-%d", i))
		wanted.Spec.SchedulerName, wanted.Spec.NodeSelector = name, labelsOf("case", name)
		wanted.Spec.Tolerations = []corev1.Toleration{{Operator: corev1.TolerationOpExists}}
		_, err := s.client.CoreV1().Pods(s.ns).Create(s.ctx, wanted, metav1.CreateOptions{})
		s.must(err, "create a Pod")
	}
	s.eventually("three pods on the node and one that does not fit", func() (string, bool) {
		list, err := s.client.CoreV1().Pods(s.ns).List(s.ctx, metav1.ListOptions{})
		s.must(err, "list pods")
		placed, unschedulable := 0, 0
		for _, p := range list.Items {
			if p.Spec.NodeName == node {
				placed++
			}
			for _, c := range p.Status.Conditions {
				if c.Type == corev1.PodScheduled && c.Reason == corev1.PodReasonUnschedulable {
					unschedulable++
				}
			}
		}
		return fmt.Sprintf("%d placed, %d unschedulable", placed, unschedulable), placed == 3 && unschedulable == 1
	})
	s.eventually("the scheduler's events", func() (string, bool) {
		list, err := s.client.CoreV1().Events(s.ns).List(s.ctx, metav1.ListOptions{FieldSelector: "reason=Scheduled"})
		s.must(err, "list events")
		return fmt.Sprint(len(list.Items)), len(list.Items) == 3
	})
}

func (s *scene) startScheduler(program, config string) {
	s.Helper()
	log, err := os.Create(filepath.Join(s.TempDir(), "scheduler.log"))
	s.must(err, "open the scheduler's log")
	command := exec.Command(program, "kube-scheduler", "--config="+config, "--secure-port=0")
	command.Stdout, command.Stderr = log, log
	s.must(command.Start(), "start kube-scheduler")
	s.Cleanup(func() {
		_ = command.Process.Kill()
		_ = command.Wait()
		log.Close()
		if text, err := os.ReadFile(log.Name()); err == nil && s.Failed() {
			s.Logf("kube-scheduler said:\n%s", text[max(0, len(text)-4000):])
		}
	})
}
