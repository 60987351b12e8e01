package conformance

import (
	"bufio"
	"encoding/json"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

const tableType = "application/json;as=Table;v=v1;g=meta.k8s.io"

func (s *scene) table(path string) metav1.Table {
	s.Helper()
	got := s.send("GET", path, nil, "Accept", tableType)
	s.succeeds(got, "GET "+path+" as a Table", 200)
	var table metav1.Table
	s.must(json.Unmarshal(got.body, &table), "parse the Table")
	s.same("kind and apiVersion of a Table", []string{table.Kind, table.APIVersion}, []string{"Table", "meta.k8s.io/v1"})
	return table
}

func columns(table metav1.Table) (always, wide []string) {
	for _, column := range table.ColumnDefinitions {
		if column.Priority == 0 {
			always = append(always, column.Name)
		} else {
			wide = append(wide, column.Name)
		}
	}
	return always, wide
}

func TestTablesHaveKubernetesColumns(t *testing.T) {
	s := beginWithoutNamespace(t)
	for path, want := range map[string][2][]string{
		"/api/v1/pods":                                  {{"Name", "Ready", "Status", "Restarts", "Age"}, {"IP", "Node", "Nominated Node", "Readiness Gates"}},
		"/api/v1/nodes":                                 {{"Name", "Status", "Roles", "Age", "Version"}, {"Internal-IP", "External-IP", "OS-Image", "Kernel-Version", "Container-Runtime"}},
		"/api/v1/services":                              {{"Name", "Type", "Cluster-IP", "External-IP", "Port(s)", "Age"}, {"Selector"}},
		"/api/v1/namespaces":                            {{"Name", "Status", "Age"}, nil},
		"/api/v1/configmaps":                            {{"Name", "Data", "Age"}, nil},
		"/api/v1/secrets":                               {{"Name", "Type", "Data", "Age"}, nil},
		"/api/v1/events":                                {{"Last Seen", "Type", "Reason", "Object", "Message"}, {"Subobject", "Source", "First Seen", "Count", "Name"}},
		"/api/v1/endpoints":                             {{"Name", "Endpoints", "Age"}, nil},
		"/apis/apps/v1/deployments":                     {{"Name", "Ready", "Up-to-date", "Available", "Age"}, {"Containers", "Images", "Selector"}},
		"/apis/apps/v1/replicasets":                     {{"Name", "Desired", "Current", "Ready", "Age"}, {"Containers", "Images", "Selector"}},
		"/apis/autoscaling/v2/horizontalpodautoscalers": {{"Name", "Reference", "Targets", "MinPods", "MaxPods", "Replicas", "Age"}, nil},
		"/apis/policy/v1/poddisruptionbudgets":          {{"Name", "Min Available", "Max Unavailable", "Allowed Disruptions", "Age"}, nil},
		"/apis/coordination.k8s.io/v1/leases":           {{"Name", "Holder", "Age"}, nil},
		"/apis/apiextensions.k8s.io/v1/customresourcedefinitions": {{"Name", "Created At"}, nil},
		"/apis/discovery.k8s.io/v1/endpointslices":                {{"Name", "AddressType", "Ports", "Endpoints", "Age"}, nil},
		"/apis/rbac.authorization.k8s.io/v1/clusterroles":         {{"Name", "Created At"}, nil},
		"/apis/rbac.authorization.k8s.io/v1/rolebindings":         {{"Name", "Role", "Age"}, {"Users", "Groups", "ServiceAccounts"}},
	} {
		always, wide := columns(s.table(path))
		s.same("columns of "+path, always, want[0])
		s.same("wide columns of "+path, wide, want[1])
	}
}

func TestTableRowsShowTheState(t *testing.T) {
	s := begin(t)
	s.waitForServiceAccount()
	s.runningPod("a")
	waiting := pod("b")
	_, err := s.client.CoreV1().Pods(s.ns).Create(s.ctx, waiting, metav1.CreateOptions{})
	s.must(err, "create a Pod")
	table := s.table("/api/v1/namespaces/" + s.ns + "/pods")
	s.same("cells of a ready Pod", table.Rows[0].Cells[:4], []any{"a", "1/1", "Running", any("0")})
	s.same("cells of a waiting Pod", table.Rows[1].Cells[:3], []any{"b", "0/1", "Pending"})
	s.same("wide cells", table.Rows[0].Cells[5:7], []any{"192.0.2.7", "conformance-nowhere"})
	s.holds(table.ResourceVersion != "", "a Table", "a resourceVersion", table.ListMeta)
	var object metav1.PartialObjectMetadata
	s.must(json.Unmarshal(table.Rows[0].Object.Raw, &object), "parse the row's object")
	s.same("the row's object", []string{object.Kind, object.Name}, []string{"PartialObjectMetadata", "a"})
	s.must(s.client.CoreV1().Pods(s.ns).Delete(s.ctx, "a", metav1.DeleteOptions{}), "delete a")
	s.same("status of a Pod that is being deleted", s.table("/api/v1/namespaces/" + s.ns + "/pods/a").Rows[0].Cells[2], any("Terminating"))
}

func TestTablesIncludeTheObjectsAskedFor(t *testing.T) {
	s := begin(t)
	s.createMap(configMap("a", "k", "v"))
	path := "/api/v1/namespaces/" + s.ns + "/configmaps/a?includeObject="
	none := s.table(path + "None")
	s.same("object with includeObject=None", string(none.Rows[0].Object.Raw), "")
	whole := s.table(path + "Object")
	s.contains("object with includeObject=Object", string(whole.Rows[0].Object.Raw), `"kind":"ConfigMap"`, `"k":"v"`)
	s.same("cells of a ConfigMap", whole.Rows[0].Cells[:2], []any{"a", any(float64(1))})
}

func TestWatchesAsTables(t *testing.T) {
	s := begin(t)
	s.createMap(withLabels(configMap("a"), mine, ""))
	s.createMap(withLabels(configMap("b"), mine, ""))
	response := s.open("GET", "/api/v1/namespaces/"+s.ns+"/configmaps?watch=true&labelSelector=case&timeoutSeconds=30", nil, "Accept", tableType)
	defer response.Body.Close()
	lines := bufio.NewReader(response.Body)
	for i, name := range []string{"a", "b"} {
		line, err := lines.ReadBytes('\n')
		s.must(err, "read a line")
		var event struct {
			Type   string
			Object metav1.Table
		}
		s.must(json.Unmarshal(line, &event), "parse "+string(line))
		s.same("event", []any{event.Type, event.Object.Kind, len(event.Object.Rows), event.Object.Rows[0].Cells[0]}, []any{"ADDED", "Table", 1, any(name)})
		s.same("only the first event has column definitions", len(event.Object.ColumnDefinitions) > 0, i == 0)
	}
}

func TestMetadataOnlyReads(t *testing.T) {
	s := begin(t)
	s.createMap(withLabels(configMap("a", "k", "v"), mine, ""))
	resource := schema.GroupVersionResource{Version: "v1", Resource: "configmaps"}
	one, err := server.metadata.Resource(resource).Namespace(s.ns).Get(s.ctx, "a", metav1.GetOptions{})
	s.must(err, "get metadata only")
	s.same("metadata of one", []any{one.Name, one.Labels, one.UID != ""}, []any{"a", map[string]string{mine: ""}, true})
	list, err := server.metadata.Resource(resource).Namespace(s.ns).List(s.ctx, metav1.ListOptions{LabelSelector: mine})
	s.must(err, "list metadata only")
	s.same("metadata of a list", []any{len(list.Items), list.Items[0].Name, list.ResourceVersion != ""}, []any{1, "a", true})
	got := s.send("GET", "/api/v1/namespaces/"+s.ns+"/configmaps/a", nil, "Accept", "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1")
	s.same("kind, apiVersion and no data", []any{got.object()["kind"], got.object()["apiVersion"], got.object()["data"]}, []any{"PartialObjectMetadata", "meta.k8s.io/v1", nil})
	watcher, err := server.metadata.Resource(resource).Namespace(s.ns).Watch(s.ctx, metav1.ListOptions{ResourceVersion: list.ResourceVersion, LabelSelector: mine})
	s.must(err, "watch metadata only")
	defer watcher.Stop()
	s.createMap(withLabels(configMap("b"), mine, ""))
	event := <-watcher.ResultChan()
	object, isMetadata := event.Object.(*metav1.PartialObjectMetadata)
	s.holds(isMetadata && object.Name == "b", "watch metadata only", "PartialObjectMetadata b", event)
	patched, err := server.metadata.Resource(resource).Namespace(s.ns).Patch(s.ctx, "a", "application/merge-patch+json", []byte(`{"metadata":{"labels":{"l":"v"}}}`), metav1.PatchOptions{})
	s.must(err, "patch and get metadata only")
	s.same("labels", patched.Labels["l"], "v")
}
