package conformance

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	apidiscovery "k8s.io/api/apidiscovery/v2"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/discovery"
	"k8s.io/client-go/discovery/cached/memory"
	"k8s.io/client-go/restmapper"
)

const aggregated = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList"

func TestVersionCanBeParsed(t *testing.T) {
	s := beginWithoutNamespace(t)
	version, err := s.client.Discovery().ServerVersion()
	s.must(err, "GET /version")
	s.same("major", version.Major, "1")
	s.holds(strings.HasPrefix(version.GitVersion, "v1."), "GET /version", "a gitVersion such as v1.34.2", version)
}

func TestHealthEndpointsSayOK(t *testing.T) {
	s := beginWithoutNamespace(t)
	for _, path := range []string{"/healthz", "/livez", "/readyz"} {
		got := s.send("GET", path, nil)
		s.same("GET "+path, []string{string(got.body)}, []string{"ok"})
	}
	s.contains("GET /readyz?verbose", string(s.send("GET", "/readyz?verbose", nil).body), "[+]ping ok", "readyz check passed")
}

func TestPlainDiscoveryListsGroupsAndResources(t *testing.T) {
	s := beginWithoutNamespace(t)
	core := s.send("GET", "/api", nil, "Accept", jsonType)
	s.same("GET /api", []any{core.object()["kind"], show(core.object()["versions"])}, []any{"APIVersions", `["v1"]`})
	groups := s.send("GET", "/apis", nil, "Accept", jsonType)
	var list metav1.APIGroupList
	s.must(json.Unmarshal(groups.body, &list), "parse /apis")
	s.same("kind", list.Kind, "APIGroupList")
	for _, want := range []string{"apps", "autoscaling", "batch", "coordination.k8s.io", "rbac.authorization.k8s.io", "apiextensions.k8s.io", "policy", "events.k8s.io", "discovery.k8s.io", "authorization.k8s.io", "authentication.k8s.io", "storage.k8s.io", "networking.k8s.io", "scheduling.k8s.io", "admissionregistration.k8s.io", "apiregistration.k8s.io"} {
		at := slices.IndexFunc(list.Groups, func(g metav1.APIGroup) bool { return g.Name == want })
		s.holds(at >= 0 && list.Groups[at].PreferredVersion.GroupVersion != "", "GET /apis", "group "+want+" with a preferred version", at)
	}
	one := s.send("GET", "/apis/apps", nil, "Accept", jsonType)
	s.same("GET /apis/apps", []any{one.object()["kind"], one.object()["name"]}, []any{"APIGroup", "apps"})
	resources, err := s.client.Discovery().ServerResourcesForGroupVersion("apps/v1")
	s.must(err, "GET /apis/apps/v1")
	at := slices.IndexFunc(resources.APIResources, func(r metav1.APIResource) bool { return r.Name == "deployments" })
	s.holds(at >= 0, "GET /apis/apps/v1", "deployments", resources)
	deployments := resources.APIResources[at]
	s.same("deployments", []any{deployments.Kind, deployments.SingularName, deployments.Namespaced, deployments.ShortNames, deployments.Categories},
		[]any{"Deployment", "deployment", true, []string{"deploy"}, []string{"all"}})
	verbs := slices.Sorted(slices.Values([]string(deployments.Verbs)))
	s.same("verbs", verbs, []string{"create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"})
	scale := slices.IndexFunc(resources.APIResources, func(r metav1.APIResource) bool { return r.Name == "deployments/scale" })
	s.holds(scale >= 0 && resources.APIResources[scale].Kind == "Scale" && resources.APIResources[scale].Group == "autoscaling", "GET /apis/apps/v1", "deployments/scale of kind Scale in autoscaling/v1", resources.APIResources[max(scale, 0)])
}

func TestAggregatedDiscoveryIsOneAnswerWithAnETag(t *testing.T) {
	s := beginWithoutNamespace(t)
	for _, path := range []string{"/api", "/apis"} {
		got := s.send("GET", path, nil, "Accept", aggregated+","+jsonType)
		s.succeeds(got, "GET "+path+", aggregated", 200)
		s.same("content type of "+path, got.header.Get("Content-Type"), aggregated)
		var list apidiscovery.APIGroupDiscoveryList
		s.must(json.Unmarshal(got.body, &list), "parse "+path)
		s.holds(list.Kind == "APIGroupDiscoveryList" && len(list.Items) > 0, "GET "+path, "an APIGroupDiscoveryList with items", list.TypeMeta)
		tag := got.header.Get("ETag")
		s.holds(tag != "", "GET "+path, "an ETag", got.header)
		s.same("GET "+path+" with If-None-Match", s.send("GET", path, nil, "Accept", aggregated, "If-None-Match", tag).code, 304)
	}
	var list apidiscovery.APIGroupDiscoveryList
	s.must(json.Unmarshal(s.send("GET", "/api", nil, "Accept", aggregated).body, &list), "parse /api")
	s.same("name of the core group", list.Items[0].Name, "")
	at := slices.IndexFunc(list.Items[0].Versions[0].Resources, func(r apidiscovery.APIResourceDiscovery) bool { return r.Resource == "pods" })
	s.holds(at >= 0, "GET /api", "pods", nil)
	pods := list.Items[0].Versions[0].Resources[at]
	s.same("pods", []any{pods.ResponseKind.Kind, string(pods.Scope), pods.SingularResource, pods.ShortNames}, []any{"Pod", "Namespaced", "pod", []string{"po"}})
	s.holds(slices.ContainsFunc(pods.Subresources, func(r apidiscovery.APISubresourceDiscovery) bool { return r.Subresource == "eviction" }), "GET /api", "pods/eviction", pods.Subresources)
}

func TestClientDiscoveryFindsEverything(t *testing.T) {
	s := beginWithoutNamespace(t)
	client, err := discovery.NewDiscoveryClientForConfigAndClient(server.config, server.http)
	s.must(err, "make a discovery client")
	groups, lists, err := client.ServerGroupsAndResources()
	s.must(err, "discover all groups and resources")
	s.holds(len(groups) > 10 && len(lists) > 10, "discover", "more than ten groups", len(groups))
	preferred, err := client.ServerPreferredNamespacedResources()
	s.must(err, "discover the preferred namespaced resources")
	s.holds(len(preferred) > 5, "discover", "preferred resources", len(preferred))
	mapper := restmapper.NewShortcutExpander(restmapper.NewDeferredDiscoveryRESTMapper(memory.NewMemCacheClient(client)), client, nil)
	for short, want := range map[string]string{"deploy": "deployments", "po": "pods", "svc": "services", "hpa": "horizontalpodautoscalers", "crd": "customresourcedefinitions", "pdb": "poddisruptionbudgets", "no": "nodes", "ns": "namespaces", "cm": "configmaps", "sa": "serviceaccounts", "rs": "replicasets", "sts": "statefulsets", "ds": "daemonsets", "ep": "endpoints", "ev": "events", "cj": "cronjobs"} {
		resource, err := mapper.ResourceFor(schema.GroupVersionResource{Resource: short})
		s.must(err, "resolve the short name "+short)
		s.same("short name "+short, resource.Resource, want)
	}
	mapping, err := mapper.RESTMapping(schema.GroupKind{Group: "autoscaling", Kind: "HorizontalPodAutoscaler"})
	s.must(err, "map the kind HorizontalPodAutoscaler")
	s.same("preferred version of autoscaling", mapping.Resource.Version, "v2")
}

func TestOpenAPIV3HasADocumentForEachGroupVersion(t *testing.T) {
	s := beginWithoutNamespace(t)
	index := s.send("GET", "/openapi/v3", nil)
	s.succeeds(index, "GET /openapi/v3", 200)
	paths := index.object()["paths"].(map[string]any)
	for _, group := range []string{"api/v1", "apis/apps/v1", "apis/autoscaling/v2", "apis/apiextensions.k8s.io/v1"} {
		entry, _ := paths[group].(map[string]any)
		url, _ := entry["serverRelativeURL"].(string)
		s.holds(strings.HasPrefix(url, "/openapi/v3/"+group+"?hash="), "GET /openapi/v3", "a URL with a hash for "+group, entry)
		document := s.send("GET", url, nil, "Accept", jsonType)
		s.succeeds(document, "GET "+url, 200)
		s.contains("document "+group, string(document.body[:40]), `"openapi":"3.0`)
	}
	apps := s.send("GET", "/openapi/v3/apis/apps/v1", nil, "Accept", jsonType).object()
	deployment := apps["components"].(map[string]any)["schemas"].(map[string]any)["io.k8s.api.apps.v1.Deployment"].(map[string]any)
	s.contains("schema of Deployment", show(deployment["x-kubernetes-group-version-kind"]), `"kind":"Deployment"`, `"group":"apps"`)
	patch := apps["paths"].(map[string]any)["/apis/apps/v1/namespaces/{namespace}/deployments/{name}"].(map[string]any)["patch"].(map[string]any)
	s.contains("parameters of patch", show(patch["parameters"]), `"name":"dryRun"`, `"name":"fieldValidation"`)
}

func TestOpenAPIV2IsServed(t *testing.T) {
	s := beginWithoutNamespace(t)
	document, err := s.client.Discovery().OpenAPISchema()
	s.must(err, "GET /openapi/v2 as protobuf")
	s.holds(len(document.GetDefinitions().GetAdditionalProperties()) > 300, "GET /openapi/v2", "more than 300 definitions", len(document.GetDefinitions().GetAdditionalProperties()))
}
