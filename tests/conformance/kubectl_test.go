package conformance

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// kubectlWords gives the command of kubectl: what KUBECTL names, else the fixture's own, else what is on the PATH.
func kubectlWords() []string {
	if named := os.Getenv("KUBECTL"); named != "" {
		return strings.Fields(named)
	}
	if fixture := os.Getenv("CONTROLPLANE"); fixture != "" {
		return []string{fixture, "kubectl"}
	}
	return []string{"kubectl"}
}

func beginKubectl(t *testing.T) *scene {
	t.Helper()
	if _, err := exec.LookPath(kubectlWords()[0]); err != nil {
		t.Skip("there is no kubectl: ", err)
	}
	return begin(t)
}

// try runs kubectl in the case's namespace and gives what it printed.
func (s *scene) try(input string, args ...string) (string, error) {
	words := append(kubectlWords(), "--kubeconfig="+server.kubeconfig, "--namespace="+s.ns)
	command := exec.CommandContext(s.ctx, words[0], append(words[1:], args...)...)
	command.Env = append(os.Environ(), "HOME="+s.TempDir(), "KUBE_EDITOR=true")
	command.Stdin = strings.NewReader(input)
	var output, errors bytes.Buffer
	command.Stdout, command.Stderr = &output, &errors
	if err := command.Run(); err != nil {
		return output.String(), fmt.Errorf("kubectl %s: %w\n%s%s", strings.Join(args, " "), err, output.String(), errors.String())
	}
	return output.String(), nil
}

func (s *scene) kubectl(args ...string) string {
	s.Helper()
	return s.kubectlWith("", args...)
}

func (s *scene) kubectlWith(input string, args ...string) string {
	s.Helper()
	output, err := s.try(input, args...)
	s.must(err, "kubectl "+strings.Join(args, " "))
	return output
}

// prints expects that kubectl prints this, but for space around it.
func (s *scene) prints(want string, args ...string) {
	s.Helper()
	s.same("kubectl "+strings.Join(args, " "), strings.TrimSpace(s.kubectl(args...)), want)
}

const webManifest = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {app: web}}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      schedulerName: ` + outsider + `
      containers:
      - {name: app, image: "example.test/app:1", ports: [{containerPort: 8080}]}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
`

func TestKubectlAppliesOnTheClientSide(t *testing.T) {
	s := beginKubectl(t)
	s.contains("kubectl apply", s.kubectlWith(webManifest, "apply", "-f", "-"), "deployment.apps/web created", "service/web created")
	s.contains("kubectl apply again", s.kubectlWith(webManifest, "apply", "-f", "-"), "deployment.apps/web unchanged", "service/web unchanged")
	changed := strings.Replace(webManifest, "app:1", "app:2", 1)
	s.contains("kubectl apply with a change", s.kubectlWith(changed, "apply", "-f", "-"), "deployment.apps/web configured")
	removed := strings.Replace(changed, ", ports: [{containerPort: 8080}]", "", 1)
	s.kubectlWith(removed, "apply", "-f", "-")
	s.prints("example.test/app:2 x", "get", "deploy", "web", "-o", "jsonpath={.spec.template.spec.containers[0].image} {.spec.template.spec.containers[0].ports}x")
}

func TestKubectlAppliesOnTheServerSide(t *testing.T) {
	s := beginKubectl(t)
	s.contains("kubectl apply --server-side", s.kubectlWith(webManifest, "apply", "--server-side", "-f", "-"), "deployment.apps/web serverside-applied")
	changed := strings.Replace(webManifest, "replicas: 2", "replicas: 3", 1)
	_, err := s.try(changed, "apply", "--server-side", "--field-manager=another", "-f", "-")
	s.holds(err != nil, "apply another value as another manager", "a conflict", nil)
	s.contains("conflict", fmt.Sprint(err), `conflict with "kubectl"`, ".spec.replicas")
	s.kubectlWith(changed, "apply", "--server-side", "--field-manager=another", "--force-conflicts", "-f", "-")
	s.prints("3", "get", "deploy", "web", "-o", "jsonpath={.spec.replicas}")
}

func TestKubectlDiffsAndDryRuns(t *testing.T) {
	s := beginKubectl(t)
	s.contains("kubectl apply --dry-run=server", s.kubectlWith(webManifest, "apply", "--dry-run=server", "-f", "-"), "deployment.apps/web created (server dry run)")
	s.kubectlWith(webManifest, "apply", "-f", "-")
	output, err := s.try(strings.Replace(webManifest, "replicas: 2", "replicas: 5", 1), "diff", "-f", "-")
	s.holds(err != nil, "kubectl diff of a change", "exit status 1", output)
	s.contains("kubectl diff", output, "-  replicas: 2", "+  replicas: 5")
}

func TestKubectlGetsInEveryForm(t *testing.T) {
	s := beginKubectl(t)
	s.runPods()
	s.kubectlWith(webManifest, "apply", "-f", "-")
	s.rolledOut("web")
	s.contains("get deploy", s.kubectl("get", "deploy"), "NAME   READY   UP-TO-DATE   AVAILABLE   AGE", "web    2/2     2            2")
	s.contains("get deploy -o wide", s.kubectl("get", "deploy", "-o", "wide"), "CONTAINERS   IMAGES               SELECTOR", "app          example.test/app:1   app=web")
	s.contains("get pods -o wide", s.kubectl("get", "pods", "-o", "wide"), "NOMINATED NODE", "conformance-nowhere")
	s.contains("get all", s.kubectl("get", "all"), "pod/web-", "service/web", "deployment.apps/web", "replicaset.apps/web-")
	s.contains("get -o name", s.kubectl("get", "deploy,svc", "-o", "name"), "deployment.apps/web\nservice/web\n")
	s.contains("get -o yaml", s.kubectl("get", "deploy", "web", "-o", "yaml"), "kind: Deployment", "  replicas: 2")
	s.prints("Running Running", "get", "pods", "-l", "app=web", "-o", "jsonpath={.items[*].status.phase}")
	s.contains("custom columns", s.kubectl("get", "svc", "-o", "custom-columns=N:.metadata.name,P:.spec.ports[0].port"), "web   80")
	s.contains("get -A", s.kubectl("get", "pods", "-A", "--field-selector", "metadata.namespace="+s.ns), s.ns+"   web-")
	s.contains("get --show-labels", s.kubectl("get", "deploy", "--show-labels"), "app=web")
	s.contains("get --raw", s.kubectl("get", "--raw", "/api/v1/namespaces/"+s.ns+"/services/web"), `"kind":"Service"`)
	s.contains("get --watch-only with a timeout", s.kubectl("get", "pods", "--watch", "--request-timeout=2s"), "web-")
	_, err := s.try("", "get", "pod", "missing")
	s.contains("get a missing pod", fmt.Sprint(err), `Error from server (NotFound): pods "missing" not found`)
}

func TestKubectlDescribes(t *testing.T) {
	s := beginKubectl(t)
	s.runPods()
	s.kubectlWith(webManifest, "apply", "-f", "-")
	s.rolledOut("web")
	s.eventually("describe deployment with its events", func() (string, bool) {
		output := s.kubectl("describe", "deployment", "web")
		return output, strings.Contains(output, "StrategyType:           RollingUpdate") && strings.Contains(output, "2 desired | 2 updated | 2 total | 2 available | 0 unavailable") && strings.Contains(output, "ScalingReplicaSet")
	})
	s.contains("describe pods", s.kubectl("describe", "pods"), "Controlled By:  ReplicaSet/web-", "Status:           Running")
	s.contains("describe service", s.kubectl("describe", "service", "web"), "TargetPort:               8080/TCP")
	s.contains("describe namespace", s.kubectl("describe", "namespace", s.ns), "Status:       Active")
}

func TestKubectlScalesRollsAndUndoes(t *testing.T) {
	s := beginKubectl(t)
	s.runPods()
	s.kubectlWith(webManifest, "apply", "-f", "-")
	s.contains("rollout status", s.kubectl("rollout", "status", "deploy/web", "--timeout=30s"), `deployment "web" successfully rolled out`)
	s.contains("scale", s.kubectl("scale", "deploy/web", "--replicas=3"), "deployment.apps/web scaled")
	s.contains("rollout status", s.kubectl("rollout", "status", "deploy/web", "--timeout=30s"), "successfully rolled out")
	_, err := s.try("", "scale", "deploy/web", "--replicas=1", "--current-replicas=7")
	s.contains("scale with a wrong precondition", fmt.Sprint(err), "Expected replicas to be 7, was 3")
	s.contains("set image", s.kubectl("set", "image", "deploy/web", "app=example.test/app:2"), "deployment.apps/web image updated")
	s.kubectl("rollout", "status", "deploy/web", "--timeout=30s")
	s.contains("rollout history", s.kubectl("rollout", "history", "deploy/web"), "REVISION", "1 ", "2 ")
	s.contains("rollout undo", s.kubectl("rollout", "undo", "deploy/web"), "deployment.apps/web rolled back")
	s.kubectl("rollout", "status", "deploy/web", "--timeout=30s")
	s.prints("example.test/app:1", "get", "deploy", "web", "-o", "jsonpath={.spec.template.spec.containers[0].image}")
	s.contains("rollout restart", s.kubectl("rollout", "restart", "deploy/web"), "deployment.apps/web restarted")
	s.kubectl("rollout", "status", "deploy/web", "--timeout=30s")
	s.contains("rollout pause", s.kubectl("rollout", "pause", "deploy/web"), "paused")
	s.contains("rollout resume", s.kubectl("rollout", "resume", "deploy/web"), "resumed")
	s.contains("set resources", s.kubectl("set", "resources", "deploy/web", "--requests=cpu=50m,memory=32Mi"), "resource requirements updated")
	s.contains("set env", s.kubectl("set", "env", "deploy/web", "MODE=test"), "env updated")
	s.kubectl("rollout", "status", "deploy/web", "--timeout=30s")
}

func TestKubectlChangesObjects(t *testing.T) {
	s := beginKubectl(t)
	s.contains("create configmap", s.kubectl("create", "configmap", "a", "--from-literal=k=v"), "configmap/a created")
	s.contains("label", s.kubectl("label", "cm", "a", "color=red"), "configmap/a labeled")
	_, err := s.try("", "label", "cm", "a", "color=blue")
	s.contains("label without --overwrite", fmt.Sprint(err), "already has a value (red), and --overwrite is false")
	s.kubectl("label", "cm", "a", "color-")
	s.contains("annotate", s.kubectl("annotate", "cm", "a", "note=n"), "configmap/a annotated")
	s.prints("/n", "get", "cm", "a", "-o", "jsonpath={.metadata.labels.color}/{.metadata.annotations.note}")
	for kind, patch := range map[string]string{"json": `[{"op":"replace","path":"/data/k","value":"json"}]`, "merge": `{"data":{"k":"merge"}}`, "strategic": `{"data":{"k":"strategic"}}`} {
		s.contains("patch --type="+kind, s.kubectl("patch", "cm", "a", "--type="+kind, "-p", patch), "configmap/a patched")
		s.prints(kind, "get", "cm", "a", "-o", "jsonpath={.data.k}")
	}
	s.contains("edit without a change", s.kubectl("edit", "cm", "a"), "")
	s.contains("replace", s.kubectlWith("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {k: replaced}\n", "replace", "-f", "-"), "configmap/a replaced")
	s.contains("delete", s.kubectl("delete", "cm", "a"), `configmap "a" deleted`)
	s.contains("delete what is gone", s.kubectl("delete", "cm", "a", "--ignore-not-found"), "")
	_, err = s.try("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: b}\ndota: {}\n", "create", "-f", "-")
	s.contains("create with an unknown field", fmt.Sprint(err), `strict decoding error: unknown field "dota"`)
}

func TestKubectlDeletesWithCascades(t *testing.T) {
	s := beginKubectl(t)
	s.runPods()
	s.kubectlWith(webManifest, "apply", "-f", "-")
	s.rolledOut("web")
	s.contains("delete --cascade=orphan", s.kubectl("delete", "deploy", "web", "--cascade=orphan"), `deployment.apps "web" deleted`)
	s.same("replica sets that were orphaned", strings.Count(s.kubectl("get", "rs", "-o", "name"), "replicaset.apps/web-"), 1)
	s.same("pods of the orphan", strings.Count(s.kubectl("get", "pods", "-o", "name"), "pod/"), 2)
	s.kubectl("delete", "rs", "--all", "--cascade=foreground")
	s.same("pods after a foreground deletion", s.kubectl("get", "pods", "-o", "name"), "")
	s.contains("delete -f", s.kubectlWith(webManifest, "delete", "-f", "-", "--ignore-not-found"), `service "web" deleted`)
}

func TestKubectlForcesPodsAway(t *testing.T) {
	s := beginKubectl(t)
	s.waitForServiceAccount()
	s.runningPod("a")
	s.contains("delete --force", s.kubectl("delete", "pod", "a", "--force", "--grace-period=0"), `pod "a" force deleted`)
	s.contains("run", s.kubectl("run", "b", "--image=example.test/app:1", `--overrides={"spec":{"schedulerName":"`+outsider+`"}}`), "pod/b created")
	s.kubectl("delete", "pod", "b", "--now")
}

func TestKubectlWaits(t *testing.T) {
	s := beginKubectl(t)
	s.runPods()
	s.kubectlWith(webManifest, "apply", "-f", "-")
	s.contains("wait for a condition", s.kubectl("wait", "deploy/web", "--for=condition=Available", "--timeout=30s"), "deployment.apps/web condition met")
	s.contains("wait for pods", s.kubectl("wait", "pods", "-l", "app=web", "--for=condition=Ready", "--timeout=30s"), "condition met")
	s.contains("wait for a field", s.kubectl("wait", "deploy/web", "--for=jsonpath={.status.readyReplicas}=2", "--timeout=30s"), "condition met")
	s.kubectl("delete", "deploy", "web", "--wait=false")
	s.kubectl("wait", "deploy/web", "--for=delete", "--timeout=30s")
}

func TestKubectlAutoscalesAndExposes(t *testing.T) {
	s := beginKubectl(t)
	s.kubectlWith(webManifest, "apply", "-f", "-")
	s.contains("autoscale", s.kubectl("autoscale", "deploy", "web", "--min=2", "--max=5", "--cpu-percent=80"), "horizontalpodautoscaler.autoscaling/web autoscaled")
	s.contains("get hpa", s.kubectl("get", "hpa"), "Deployment/web", "cpu: <unknown>/80%", "2         5")
	s.contains("describe hpa", s.kubectl("describe", "hpa", "web"), "Deployment/web", "Min replicas:")
	s.prints("Resource cpu 80", "get", "hpa", "web", "-o", "jsonpath={.spec.metrics[0].type} {.spec.metrics[0].resource.name} {.spec.metrics[0].resource.target.averageUtilization}")
	s.contains("expose", s.kubectl("expose", "deploy", "web", "--name=other", "--port=81"), "service/other exposed")
	s.prints("80", "get", "horizontalpodautoscalers.v1.autoscaling", "web", "-o", "jsonpath={.spec.targetCPUUtilizationPercentage}")
}

func TestKubectlExplainsAndDiscovers(t *testing.T) {
	s := beginKubectl(t)
	s.contains("explain", s.kubectl("explain", "deployment.spec.strategy"), "KIND:       Deployment", "rollingUpdate", "type")
	s.contains("api-resources", s.kubectl("api-resources"), "deployments", "deploy", "apps/v1", "horizontalpodautoscalers")
	s.contains("api-versions", s.kubectl("api-versions"), "apps/v1", "autoscaling/v2", "v1")
	s.contains("version", s.kubectl("version"), "Server Version: v1.")
	s.contains("cluster-info", s.kubectl("cluster-info"), "is running at")
}

func TestKubectlAsksForRights(t *testing.T) {
	s := beginKubectl(t)
	s.contains("auth can-i", s.kubectl("auth", "can-i", "create", "deployments"), "yes")
	output, err := s.try("", "auth", "can-i", "list", "secrets", "--as=jane")
	s.holds(err != nil && strings.HasPrefix(output, "no"), "auth can-i as jane", "no, with exit status 1", output)
	s.contains("auth can-i --list", s.kubectl("auth", "can-i", "--list"), "*.*")
	s.contains("auth whoami", s.kubectl("auth", "whoami"), "Username")
	s.kubectl("create", "serviceaccount", "robot")
	s.holds(strings.Count(s.kubectl("create", "token", "robot"), ".") == 2, "create token", "a token of three parts", nil)
	s.contains("create role", s.kubectl("create", "role", "reader", "--verb=get,list", "--resource=pods"), "created")
	s.contains("create rolebinding", s.kubectl("create", "rolebinding", "reader", "--role=reader", "--serviceaccount="+s.ns+":robot"), "created")
	s.eventually("the right that was granted", func() (string, bool) {
		output, err := s.try("", "auth", "can-i", "get", "pods", "--as=system:serviceaccount:"+s.ns+":robot")
		return output, err == nil && strings.HasPrefix(output, "yes")
	})
}

func TestKubectlShowsEvents(t *testing.T) {
	s := beginKubectl(t)
	_, err := s.client.EventsV1().Events(s.ns).Create(s.ctx, s.newEvent("e"), metav1.CreateOptions{})
	s.must(err, "create an event")
	s.contains("events", s.kubectl("events"), "LAST SEEN", "Tested", "Pod/a", "all is well")
	s.contains("get events", s.kubectl("get", "events"), "Tested", "pod/a", "all is well")
	s.contains("events --for", s.kubectl("events", "--for", "pod/a"), "Tested")
}

func TestKubectlCordonsTaintsAndDrains(t *testing.T) {
	s := beginKubectl(t)
	s.waitForServiceAccount()
	node := s.unique("node")
	s.kubectlWith("apiVersion: v1\nkind: Node\nmetadata: {name: "+node+"}\n", "create", "-f", "-")
	s.Cleanup(func() { _ = s.client.CoreV1().Nodes().Delete(s.ctx, node, metav1.DeleteOptions{}) })
	s.contains("cordon", s.kubectl("cordon", node), "cordoned")
	s.contains("get node", s.kubectl("get", "node", node), "SchedulingDisabled")
	s.contains("uncordon", s.kubectl("uncordon", node), "uncordoned")
	s.contains("taint", s.kubectl("taint", "node", node, "key=value:NoSchedule"), "tainted")
	s.contains("untaint", s.kubectl("taint", "node", node, "key-"), "untainted")
	s.contains("drain", s.kubectl("drain", node, "--force", "--ignore-daemonsets", "--timeout=20s"), "drained")
}

func TestKubectlUsesCustomResources(t *testing.T) {
	if _, err := exec.LookPath(kubectlWords()[0]); err != nil {
		t.Skip("there is no kubectl: ", err)
	}
	w := defineWidgets(t, nil)
	file := filepath.Join(w.TempDir(), "widget.yaml")
	w.must(os.WriteFile(file, []byte("apiVersion: "+w.group+"/v1\nkind: Widget\nmetadata: {name: a}\nspec: {size: 2}\n"), 0o600), "write a manifest")
	w.eventually("apply a widget", func() (string, bool) { // its schema comes to OpenAPI a moment after it is served
		output, err := w.try("", "apply", "-f", file)
		return fmt.Sprint(output, err), err == nil && strings.Contains(output, "created")
	})
	w.contains("get a widget by its short name", w.kubectl("get", "wd."+w.group), "NAME   SIZE   AGE", "a      2")
	w.contains("scale a widget", w.kubectl("scale", "widgets."+w.group+"/a", "--replicas=3"), "scaled")
	w.contains("explain a widget", w.kubectl("explain", "widgets."+w.group+".spec"), "size", "integer", "-required-")
	w.contains("describe a widget", w.kubectl("describe", "widgets."+w.group, "a"), "Kind:         Widget")
	w.contains("get crd", w.kubectl("get", "crd", "widgets."+w.group), "CREATED AT")
}
