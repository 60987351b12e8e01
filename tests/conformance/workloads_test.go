package conformance

import (
	"fmt"
	"slices"
	"testing"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/intstr"
)

const revision = "deployment.kubernetes.io/revision"

func (s *scene) createDeployment(wanted *appsv1.Deployment) *appsv1.Deployment {
	s.Helper()
	made, err := s.client.AppsV1().Deployments(s.ns).Create(s.ctx, wanted, metav1.CreateOptions{})
	s.must(err, "create Deployment "+wanted.Name)
	return made
}

// rolledOut waits until the Deployment is what its spec says, by the rules of `kubectl rollout status`.
func (s *scene) rolledOut(name string) *appsv1.Deployment {
	s.Helper()
	var got *appsv1.Deployment
	s.eventually("Deployment "+name+" to be rolled out", func() (string, bool) {
		var err error
		got, err = s.client.AppsV1().Deployments(s.ns).Get(s.ctx, name, metav1.GetOptions{})
		s.must(err, "get Deployment "+name)
		wanted := *got.Spec.Replicas
		return show(got.Status), got.Status.ObservedGeneration >= got.Generation && got.Status.UpdatedReplicas == wanted &&
			got.Status.Replicas == wanted && got.Status.AvailableReplicas == wanted
	})
	return got
}

func (s *scene) replicaSetsOf(app string) []appsv1.ReplicaSet {
	s.Helper()
	list, err := s.client.AppsV1().ReplicaSets(s.ns).List(s.ctx, metav1.ListOptions{LabelSelector: "app=" + app})
	s.must(err, "list replica sets")
	slices.SortFunc(list.Items, func(a, b appsv1.ReplicaSet) int {
		return len(a.Annotations[revision])*10 - len(b.Annotations[revision])*10 + compare(a.Annotations[revision], b.Annotations[revision])
	})
	return list.Items
}

func compare(a, b string) int {
	if a < b {
		return -1
	}
	if a > b {
		return 1
	}
	return 0
}

func (s *scene) podsOf(app string) []corev1.Pod {
	s.Helper()
	list, err := s.client.CoreV1().Pods(s.ns).List(s.ctx, metav1.ListOptions{LabelSelector: "app=" + app})
	s.must(err, "list pods")
	return list.Items
}

func TestDeploymentsMakeReplicaSetsAndPods(t *testing.T) {
	s := begin(t)
	s.runPods()
	made := s.createDeployment(deployment("web", 2))
	got := s.rolledOut("web")
	s.same("revision", got.Annotations[revision], "1")
	s.same("status", []int32{got.Status.Replicas, got.Status.ReadyReplicas, got.Status.AvailableReplicas, got.Status.UnavailableReplicas}, []int32{2, 2, 2, 0})
	for kind, reason := range map[appsv1.DeploymentConditionType]string{appsv1.DeploymentAvailable: "MinimumReplicasAvailable", appsv1.DeploymentProgressing: "NewReplicaSetAvailable"} {
		s.eventually("condition "+string(kind)+" with reason "+reason, func() (string, bool) {
			got, err := s.client.AppsV1().Deployments(s.ns).Get(s.ctx, "web", metav1.GetOptions{})
			s.must(err, "get the Deployment")
			return show(got.Status.Conditions), slices.ContainsFunc(got.Status.Conditions, func(c appsv1.DeploymentCondition) bool {
				return c.Type == kind && c.Status == corev1.ConditionTrue && c.Reason == reason
			})
		})
	}
	sets := s.replicaSetsOf("web")
	s.same("number of replica sets", len(sets), 1)
	owner := metav1.GetControllerOf(&sets[0])
	s.holds(owner != nil && owner.Kind == "Deployment" && owner.UID == made.UID && *owner.BlockOwnerDeletion, "owner of the ReplicaSet", "the Deployment", owner)
	hash := sets[0].Labels["pod-template-hash"]
	s.holds(hash != "" && sets[0].Name == "web-"+hash && sets[0].Spec.Selector.MatchLabels["pod-template-hash"] == hash && sets[0].Spec.Template.Labels["pod-template-hash"] == hash,
		"the ReplicaSet", "web-HASH with label, selector and template of pod-template-hash", sets[0].ObjectMeta)
	s.same("annotations of the ReplicaSet", []string{sets[0].Annotations[revision], sets[0].Annotations["deployment.kubernetes.io/desired-replicas"], sets[0].Annotations["deployment.kubernetes.io/max-replicas"]}, []string{"1", "2", "3"})
	for _, pod := range s.podsOf("web") {
		owner := metav1.GetControllerOf(&pod)
		s.holds(owner != nil && owner.Kind == "ReplicaSet" && owner.UID == sets[0].UID, "owner of pod "+pod.Name, "the ReplicaSet", owner)
		s.same("generateName", pod.GenerateName, sets[0].Name+"-")
	}
}

func TestDeploymentsScaleTheirReplicaSetInPlace(t *testing.T) {
	s := begin(t)
	s.runPods()
	s.createDeployment(deployment("web", 1))
	s.rolledOut("web")
	_, err := s.client.AppsV1().Deployments(s.ns).Patch(s.ctx, "web", types.MergePatchType, []byte(`{"spec":{"replicas":4}}`), metav1.PatchOptions{}, "scale")
	s.must(err, "scale to 4")
	got := s.rolledOut("web")
	s.same("revision after scaling", got.Annotations[revision], "1")
	s.same("replica sets after scaling", len(s.replicaSetsOf("web")), 1)
	_, err = s.client.AppsV1().Deployments(s.ns).Patch(s.ctx, "web", types.MergePatchType, []byte(`{"spec":{"replicas":0}}`), metav1.PatchOptions{}, "scale")
	s.must(err, "scale to 0")
	s.rolledOut("web")
	s.eventually("no pods", func() (string, bool) {
		left := s.podsOf("web")
		return fmt.Sprint(len(left)), len(left) == 0
	})
}

func (s *scene) setImage(name, image string) {
	s.Helper()
	_, err := s.client.AppsV1().Deployments(s.ns).Patch(s.ctx, name, types.StrategicMergePatchType,
		[]byte(`{"spec":{"template":{"spec":{"containers":[{"name":"app","image":"`+image+`"}]}}}}`), metav1.PatchOptions{})
	s.must(err, "set the image to "+image)
}

func TestRollingUpdatesKeepEnoughPodsAndRememberRevisions(t *testing.T) {
	s := begin(t)
	s.runPods()
	wanted := deployment("web", 3)
	wanted.Spec.Strategy.RollingUpdate = &appsv1.RollingUpdateDeployment{MaxSurge: ptr(intstr.FromInt32(1)), MaxUnavailable: ptr(intstr.FromInt32(0))}
	s.createDeployment(wanted)
	s.rolledOut("web")
	watcher, err := s.client.AppsV1().Deployments(s.ns).Watch(s.ctx, metav1.ListOptions{})
	s.must(err, "watch the Deployment")
	defer watcher.Stop()
	s.setImage("web", "example.test/app:2")
	got := s.rolledOut("web")
	s.same("revision", got.Annotations[revision], "2")
	sets := s.replicaSetsOf("web")
	s.same("replicas of the old and the new ReplicaSet", []int32{*sets[0].Spec.Replicas, *sets[1].Spec.Replicas}, []int32{0, 3})
	for done := false; !done; {
		event := <-watcher.ResultChan()
		seen := event.Object.(*appsv1.Deployment).Status
		if seen.ObservedGeneration < got.Generation { // before the update
			continue
		}
		s.holds(seen.AvailableReplicas >= 3 && seen.Replicas <= 4, "every step of the rolling update", "at least 3 available and at most 4 pods", seen)
		done = seen.UpdatedReplicas == 3 && seen.Replicas == 3
	}
	s.setImage("web", "example.test/app:1")
	got = s.rolledOut("web")
	s.same("revision after going back", got.Annotations[revision], "3")
	sets = s.replicaSetsOf("web")
	s.same("going back uses the old ReplicaSet again", []any{len(sets), sets[1].Spec.Template.Spec.Containers[0].Image, sets[1].Annotations["deployment.kubernetes.io/revision-history"]}, []any{2, "example.test/app:1", "1"})
}

func TestRecreateEndsAllOldPodsFirst(t *testing.T) {
	s := begin(t)
	s.runPods()
	wanted := deployment("web", 2)
	wanted.Spec.Strategy = appsv1.DeploymentStrategy{Type: appsv1.RecreateDeploymentStrategyType}
	s.createDeployment(wanted)
	s.rolledOut("web")
	s.setImage("web", "example.test/app:2")
	s.rolledOut("web")
	for _, pod := range s.podsOf("web") {
		s.same("image of "+pod.Name, pod.Spec.Containers[0].Image, "example.test/app:2")
	}
}

func TestPausedDeploymentsDoNotRollOut(t *testing.T) {
	s := begin(t)
	s.runPods()
	s.createDeployment(deployment("web", 1))
	s.rolledOut("web")
	_, err := s.client.AppsV1().Deployments(s.ns).Patch(s.ctx, "web", types.MergePatchType, []byte(`{"spec":{"paused":true}}`), metav1.PatchOptions{})
	s.must(err, "pause")
	s.setImage("web", "example.test/app:2")
	s.eventually("the controller to have seen the change", func() (string, bool) {
		got, err := s.client.AppsV1().Deployments(s.ns).Get(s.ctx, "web", metav1.GetOptions{})
		s.must(err, "get")
		return show(got.Status), got.Status.ObservedGeneration == got.Generation && got.Status.UpdatedReplicas == 0
	})
	s.same("replica sets while paused", len(s.replicaSetsOf("web")), 1)
	_, err = s.client.AppsV1().Deployments(s.ns).Patch(s.ctx, "web", types.MergePatchType, []byte(`{"spec":{"paused":false}}`), metav1.PatchOptions{})
	s.must(err, "resume")
	s.rolledOut("web")
	s.same("replica sets after resuming", len(s.replicaSetsOf("web")), 2)
}

func TestOldReplicaSetsAreCleanedUp(t *testing.T) {
	s := begin(t)
	s.runPods()
	wanted := deployment("web", 1)
	wanted.Spec.RevisionHistoryLimit = ptr(int32(1))
	s.createDeployment(wanted)
	s.rolledOut("web")
	for _, image := range []string{"example.test/app:2", "example.test/app:3"} {
		s.setImage("web", image)
		s.rolledOut("web")
	}
	s.eventually("one old ReplicaSet to be left", func() (string, bool) {
		sets := s.replicaSetsOf("web")
		return fmt.Sprint(len(sets), " replica sets"), len(sets) == 2
	})
}

func TestReplicaSetsReplaceLostPods(t *testing.T) {
	s := begin(t)
	s.runPods()
	_, err := s.client.AppsV1().ReplicaSets(s.ns).Create(s.ctx, replicaSet("web", 2), metav1.CreateOptions{})
	s.must(err, "create a ReplicaSet")
	s.eventuallyReady("web", 2)
	lost := s.podsOf("web")[0].Name
	s.must(s.client.CoreV1().Pods(s.ns).Delete(s.ctx, lost, metav1.DeleteOptions{}), "delete a pod")
	s.eventually("another pod in its place", func() (string, bool) {
		names := []string{}
		for _, pod := range s.podsOf("web") {
			names = append(names, pod.Name)
		}
		return show(names), len(names) == 2 && !slices.Contains(names, lost)
	})
}

func (s *scene) eventuallyReady(set string, replicas int32) {
	s.Helper()
	s.eventually(fmt.Sprintf("ReplicaSet %s with %d ready pods", set, replicas), func() (string, bool) {
		got, err := s.client.AppsV1().ReplicaSets(s.ns).Get(s.ctx, set, metav1.GetOptions{})
		s.must(err, "get the ReplicaSet")
		return show(got.Status), got.Status.ReadyReplicas == replicas && got.Status.Replicas == replicas && got.Status.ObservedGeneration == got.Generation
	})
}

func TestReplicaSetsAdoptAndReleasePods(t *testing.T) {
	s := begin(t)
	s.runPods()
	_, err := s.client.CoreV1().Pods(s.ns).Create(s.ctx, pod("orphan", "app", "web"), metav1.CreateOptions{})
	s.must(err, "create an orphan that matches")
	set, err := s.client.AppsV1().ReplicaSets(s.ns).Create(s.ctx, replicaSet("web", 1), metav1.CreateOptions{})
	s.must(err, "create a ReplicaSet of one")
	pods := s.client.CoreV1().Pods(s.ns)
	s.eventually("the orphan to be adopted", func() (string, bool) {
		got, err := pods.Get(s.ctx, "orphan", metav1.GetOptions{})
		owner := metav1.GetControllerOf(got)
		return show(got.OwnerReferences), err == nil && owner != nil && owner.UID == set.UID
	})
	s.same("pods after adoption", len(s.podsOf("web")), 1)
	_, err = pods.Patch(s.ctx, "orphan", types.MergePatchType, []byte(`{"metadata":{"labels":{"app":"other"}}}`), metav1.PatchOptions{})
	s.must(err, "relabel the pod")
	s.eventually("the pod to be released and replaced", func() (string, bool) {
		got, err := pods.Get(s.ctx, "orphan", metav1.GetOptions{})
		s.must(err, "get the released pod")
		return show(got.OwnerReferences), len(got.OwnerReferences) == 0 && len(s.podsOf("web")) == 1
	})
}

func TestReplicaSetsShrinkByDeletionCost(t *testing.T) {
	s := begin(t)
	s.runPods()
	_, err := s.client.AppsV1().ReplicaSets(s.ns).Create(s.ctx, replicaSet("web", 3), metav1.CreateOptions{})
	s.must(err, "create a ReplicaSet")
	s.eventuallyReady("web", 3)
	keep := s.podsOf("web")[1].Name
	_, err = s.client.CoreV1().Pods(s.ns).Patch(s.ctx, keep, types.MergePatchType, []byte(`{"metadata":{"annotations":{"controller.kubernetes.io/pod-deletion-cost":"100"}}}`), metav1.PatchOptions{})
	s.must(err, "make one pod dear")
	_, err = s.client.AppsV1().ReplicaSets(s.ns).Patch(s.ctx, "web", types.MergePatchType, []byte(`{"spec":{"replicas":1}}`), metav1.PatchOptions{}, "scale")
	s.must(err, "scale to 1")
	s.eventuallyReady("web", 1)
	s.eventually("the dear pod to be left", func() (string, bool) {
		left := s.podsOf("web")
		return show(left), len(left) == 1 && left[0].Name == keep
	})
}
