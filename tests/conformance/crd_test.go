package conformance

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/rand"
	"k8s.io/client-go/dynamic"
	"sigs.k8s.io/yaml"
)

const widgetSchema = `
type: object
required: [spec]
properties:
  spec:
    type: object
    required: [size]
    x-kubernetes-validations:
    - {rule: "!has(self.limit) || self.size <= self.limit", message: "size must not exceed limit"}
    properties:
      size: {type: integer, minimum: 1, maximum: 10}
      limit: {type: integer}
      color: {type: string, default: red, enum: [red, blue]}
      name: {type: string, pattern: "^[a-z]+$", maxLength: 5}
      port: {x-kubernetes-int-or-string: true}
      note: {type: string, nullable: true}
      replicas: {type: integer, default: 1}
      anything: {type: object, x-kubernetes-preserve-unknown-fields: true}
      nested: {type: object, default: {}, properties: {depth: {type: integer, default: 3}}}
      parts:
        type: array
        x-kubernetes-list-type: map
        x-kubernetes-list-map-keys: [id]
        items: {type: object, required: [id], properties: {id: {type: string}, weight: {type: integer, default: 1}}}
      tags: {type: array, x-kubernetes-list-type: set, items: {type: string}}
  status:
    type: object
    properties: {replicas: {type: integer}, selector: {type: string}, phase: {type: string}}
`

// widgets is a custom resource of a group of the case's own.
type widgets struct {
	*scene
	group    string
	resource schema.GroupVersionResource
	api      dynamic.ResourceInterface
	path     string
}

func widgetDefinition(group string) *apiextensionsv1.CustomResourceDefinition {
	var validation apiextensionsv1.JSONSchemaProps
	if err := yaml.UnmarshalStrict([]byte(widgetSchema), &validation); err != nil {
		panic(err)
	}
	return &apiextensionsv1.CustomResourceDefinition{
		ObjectMeta: metav1.ObjectMeta{Name: "widgets." + group},
		Spec: apiextensionsv1.CustomResourceDefinitionSpec{
			Group: group, Scope: apiextensionsv1.NamespaceScoped,
			Names: apiextensionsv1.CustomResourceDefinitionNames{Plural: "widgets", Singular: "widget", Kind: "Widget", ListKind: "WidgetList", ShortNames: []string{"wd"}, Categories: []string{"all"}},
			Versions: []apiextensionsv1.CustomResourceDefinitionVersion{{
				Name: "v1", Served: true, Storage: true,
				Schema: &apiextensionsv1.CustomResourceValidation{OpenAPIV3Schema: &validation},
				Subresources: &apiextensionsv1.CustomResourceSubresources{
					Status: &apiextensionsv1.CustomResourceSubresourceStatus{},
					Scale:  &apiextensionsv1.CustomResourceSubresourceScale{SpecReplicasPath: ".spec.replicas", StatusReplicasPath: ".status.replicas", LabelSelectorPath: ptr(".status.selector")},
				},
				AdditionalPrinterColumns: []apiextensionsv1.CustomResourceColumnDefinition{
					{Name: "Size", Type: "integer", JSONPath: ".spec.size"}, {Name: "Color", Type: "string", JSONPath: ".spec.color", Priority: 1},
					{Name: "Age", Type: "date", JSONPath: ".metadata.creationTimestamp"},
				},
			}},
		},
	}
}

// defineWidgets creates the definition, changed by `change`, and returns when the API serves it.
func defineWidgets(t *testing.T, change func(*apiextensionsv1.CustomResourceDefinition)) *widgets {
	t.Helper()
	s := begin(t)
	group := rand.String(8) + ".example.test"
	definition := widgetDefinition(group)
	if change != nil {
		change(definition)
	}
	definitions := server.extensions.ApiextensionsV1().CustomResourceDefinitions()
	_, err := definitions.Create(s.ctx, definition, metav1.CreateOptions{})
	s.must(err, "create the definition of widgets")
	s.Cleanup(func() { _ = definitions.Delete(s.ctx, definition.Name, metav1.DeleteOptions{}) })
	s.eventually("conditions NamesAccepted and Established", func() (string, bool) {
		got, err := definitions.Get(s.ctx, definition.Name, metav1.GetOptions{})
		return show(got), err == nil && hasCondition(got, apiextensionsv1.NamesAccepted) && hasCondition(got, apiextensionsv1.Established)
	})
	w := &widgets{scene: s, group: group, resource: schema.GroupVersionResource{Group: group, Version: "v1", Resource: "widgets"}, path: "/apis/" + group + "/v1/namespaces/" + s.ns + "/widgets"}
	w.api = server.dynamic.Resource(w.resource).Namespace(s.ns)
	s.eventually("widgets to be served", func() (string, bool) {
		_, err := w.api.List(s.ctx, metav1.ListOptions{})
		return fmt.Sprint(err), err == nil
	})
	return w
}

func hasCondition(definition *apiextensionsv1.CustomResourceDefinition, kind apiextensionsv1.CustomResourceDefinitionConditionType) bool {
	return slices.ContainsFunc(definition.Status.Conditions, func(c apiextensionsv1.CustomResourceDefinitionCondition) bool {
		return c.Type == kind && c.Status == apiextensionsv1.ConditionTrue
	})
}

// widget gives an object with this spec, written as YAML or JSON.
func (w *widgets) widget(name, spec string) *unstructured.Unstructured {
	w.Helper()
	object := map[string]any{"apiVersion": w.group + "/v1", "kind": "Widget", "metadata": map[string]any{"name": name}}
	var content map[string]any
	w.must(yaml.Unmarshal([]byte(spec), &content), "parse "+spec)
	object["spec"] = content
	text, err := json.Marshal(object)
	w.must(err, "encode a widget")
	made := &unstructured.Unstructured{}
	w.must(made.UnmarshalJSON(text), "decode a widget")
	return made
}

func (w *widgets) create(name, spec string) *unstructured.Unstructured {
	w.Helper()
	made, err := w.api.Create(w.ctx, w.widget(name, spec), metav1.CreateOptions{})
	w.must(err, "create a widget with spec "+spec)
	return made
}

func TestCustomResourcesLiveLikeOthers(t *testing.T) {
	w := defineWidgets(t, nil)
	made := w.create("a", "{size: 2}")
	w.holds(made.GetUID() != "" && made.GetResourceVersion() != "", "create a widget", "uid and resourceVersion", made.Object)
	w.same("generation", made.GetGeneration(), int64(1))
	list, err := w.api.List(w.ctx, metav1.ListOptions{})
	w.must(err, "list widgets")
	w.same("list", []any{list.GetKind(), list.GetAPIVersion(), len(list.Items), list.Items[0].GetKind()}, []any{"WidgetList", w.group + "/v1", 1, "Widget"})
	stale := made.DeepCopy()
	changed, err := w.api.Patch(w.ctx, "a", types.MergePatchType, []byte(`{"spec":{"size":3}}`), metav1.PatchOptions{})
	w.must(err, "patch a widget")
	w.same("generation after a change of the spec", changed.GetGeneration(), int64(2))
	_, err = w.api.Update(w.ctx, stale, metav1.UpdateOptions{})
	w.fails(err, "update with a stale resourceVersion", 409, metav1.StatusReasonConflict)
	fresh := changed.DeepCopy()
	fresh.SetResourceVersion("")
	_, err = w.api.Update(w.ctx, fresh, metav1.UpdateOptions{})
	status := w.fails(err, "update a custom resource without resourceVersion", 422, metav1.StatusReasonInvalid)
	w.hasCause(status, "update a custom resource without resourceVersion", metav1.CauseTypeFieldValueInvalid, "metadata.resourceVersion")
	w.must(w.api.Delete(w.ctx, "a", metav1.DeleteOptions{}), "delete a widget")
	_, err = w.api.Get(w.ctx, "a", metav1.GetOptions{})
	status = w.fails(err, "get it afterwards", 404, metav1.StatusReasonNotFound)
	w.same("message", status.Message, "widgets."+w.group+` "a" not found`)
}

func TestCustomResourcesAreDefaultedAndPruned(t *testing.T) {
	w := defineWidgets(t, nil)
	made := w.create("a", "{size: 2, surprise: gone, nested: {also: gone}, anything: {kept: {deep: 1}}, parts: [{id: x}], port: http, note: null}")
	spec, _, _ := unstructured.NestedMap(made.Object, "spec")
	w.same("spec", spec, map[string]any{"size": int64(2), "color": "red", "replicas": int64(1), "nested": map[string]any{"depth": int64(3)},
		"anything": map[string]any{"kept": map[string]any{"deep": int64(1)}}, "parts": []any{map[string]any{"id": "x", "weight": int64(1)}}, "port": "http", "note": nil})
}

func TestCustomResourcesAreValidated(t *testing.T) {
	w := defineWidgets(t, nil)
	for spec, want := range map[string]struct {
		reason metav1.CauseType
		field  string
	}{
		"{}":                                   {metav1.CauseTypeFieldValueRequired, "spec.size"},
		"{size: 0}":                            {metav1.CauseTypeFieldValueInvalid, "spec.size"},
		"{size: 11}":                           {metav1.CauseTypeFieldValueInvalid, "spec.size"},
		"{size: two}":                          {metav1.CauseTypeTypeInvalid, "spec.size"},
		"{size: 1, color: green}":              {metav1.CauseTypeFieldValueNotSupported, "spec.color"},
		"{size: 1, name: A1}":                  {metav1.CauseTypeFieldValueInvalid, "spec.name"},
		"{size: 1, name: abcdef}":              {metav1.CauseTypeTooLong, "spec.name"},
		"{size: 1, port: 1.5}":                 {metav1.CauseTypeTypeInvalid, "spec.port"},
		"{size: 1, parts: [{weight: 2}]}":      {metav1.CauseTypeFieldValueRequired, "spec.parts[0].id"},
		"{size: 1, parts: [{id: x}, {id: x}]}": {metav1.CauseTypeFieldValueDuplicate, "spec.parts[1]"},
		"{size: 1, tags: [a, a]}":              {metav1.CauseTypeFieldValueDuplicate, "spec.tags[1]"},
	} {
		_, err := w.api.Create(w.ctx, w.widget("a", spec), metav1.CreateOptions{})
		status := w.fails(err, "create a widget with spec "+spec, 422, metav1.StatusReasonInvalid)
		w.hasCause(status, "create a widget with spec "+spec, want.reason, want.field)
		w.same("details.kind and group", []string{status.Details.Kind, status.Details.Group}, []string{"Widget", w.group})
	}
}

func TestCustomResourcesFollowValidationRules(t *testing.T) {
	w := defineWidgets(t, nil)
	_, err := w.api.Create(w.ctx, w.widget("a", "{size: 5, limit: 3}"), metav1.CreateOptions{})
	status := w.fails(err, "create a widget that breaks a rule", 422, metav1.StatusReasonInvalid)
	w.hasCause(status, "create a widget that breaks a rule", metav1.CauseTypeFieldValueInvalid, "spec")
	w.contains("message", status.Message, "size must not exceed limit")
	w.create("a", "{size: 3, limit: 3}")
	_, err = w.api.Patch(w.ctx, "a", types.MergePatchType, []byte(`{"spec":{"limit":2}}`), metav1.PatchOptions{})
	w.fails(err, "patch a widget so that it breaks a rule", 422, metav1.StatusReasonInvalid)
}

func TestCustomResourcesAreStrictWhenAsked(t *testing.T) {
	w := defineWidgets(t, nil)
	_, err := w.api.Create(w.ctx, w.widget("a", "{size: 1, surprise: x}"), metav1.CreateOptions{FieldValidation: metav1.FieldValidationStrict})
	status := w.fails(err, "create a widget with an unknown field, strictly", 400, metav1.StatusReasonBadRequest)
	w.contains("message", status.Message, `unknown field "spec.surprise"`)
}

func TestCustomResourcesHaveStatusAndScale(t *testing.T) {
	w := defineWidgets(t, nil)
	made := w.create("a", "{size: 1, replicas: 4}")
	withStatus := made.DeepCopy()
	w.must(unstructured.SetNestedMap(withStatus.Object, map[string]any{"phase": "Done", "replicas": int64(3), "selector": "app=a"}, "status"), "set the status")
	w.must(unstructured.SetNestedField(withStatus.Object, int64(9), "spec", "size"), "set the size")
	mainly, err := w.api.Update(w.ctx, withStatus, metav1.UpdateOptions{})
	w.must(err, "update a widget with a status")
	_, hasStatus := mainly.Object["status"]
	w.same("the main endpoint ignores the status", hasStatus, false)
	withStatus.SetResourceVersion(mainly.GetResourceVersion())
	w.must(unstructured.SetNestedField(withStatus.Object, int64(5), "spec", "size"), "set the size")
	got, err := w.api.UpdateStatus(w.ctx, withStatus, metav1.UpdateOptions{})
	w.must(err, "update the status of a widget")
	size, _, _ := unstructured.NestedInt64(got.Object, "spec", "size")
	w.same("the status endpoint ignores the spec", size, int64(9))
	w.same("generation after a status update", got.GetGeneration(), int64(2))
	scale := w.send("GET", w.path+"/a/scale", nil)
	w.succeeds(scale, "GET the scale of a widget", 200)
	w.same("scale", []string{show(scale.object()["kind"]), show(scale.object()["spec"]), show(scale.object()["status"])}, []string{`"Scale"`, `{"replicas":4}`, `{"replicas":3,"selector":"app=a"}`})
	_, err = w.api.Patch(w.ctx, "a", types.MergePatchType, []byte(`{"spec":{"replicas":7}}`), metav1.PatchOptions{}, "scale")
	w.must(err, "patch the scale of a widget")
	now, err := w.api.Get(w.ctx, "a", metav1.GetOptions{})
	w.must(err, "get the widget")
	replicas, _, _ := unstructured.NestedInt64(now.Object, "spec", "replicas")
	w.same("replicas after a patch of the scale", replicas, int64(7))
}

func TestCustomResourcesPrintTheirColumns(t *testing.T) {
	w := defineWidgets(t, nil)
	w.create("a", "{size: 2, color: blue}")
	table := w.table(w.path)
	always, wide := columns(table)
	w.same("columns", always, []string{"Name", "Size", "Age"})
	w.same("wide columns", wide, []string{"Color"})
	w.same("cells", table.Rows[0].Cells[:3], []any{"a", any(float64(2)), "blue"})
}

func TestCustomResourcesCanBeWatched(t *testing.T) {
	w := defineWidgets(t, nil)
	list, err := w.api.List(w.ctx, metav1.ListOptions{})
	w.must(err, "list")
	watcher, err := w.api.Watch(w.ctx, metav1.ListOptions{ResourceVersion: list.GetResourceVersion()})
	w.must(err, "watch widgets")
	defer watcher.Stop()
	w.create("a", "{size: 1}")
	_, err = w.api.Patch(w.ctx, "a", types.MergePatchType, []byte(`{"spec":{"size":2}}`), metav1.PatchOptions{})
	w.must(err, "patch")
	w.must(w.api.Delete(w.ctx, "a", metav1.DeleteOptions{}), "delete")
	for _, want := range []string{"ADDED a", "MODIFIED a", "DELETED a"} {
		event := <-watcher.ResultChan()
		object, _ := event.Object.(*unstructured.Unstructured)
		if object == nil {
			w.Fatalf("asked: watch widgets\nexpected: %s\ngot: %s", want, show(event))
		}
		w.same("watch widgets", fmt.Sprintf("%s %s", event.Type, object.GetName()), want)
	}
}

func TestCustomResourcesAreAppliedByTheirSchema(t *testing.T) {
	w := defineWidgets(t, nil)
	body := func(spec string) string {
		return "apiVersion: " + w.group + "/v1\nkind: Widget\nmetadata: {name: a}\nspec: " + spec + "\n"
	}
	w.succeeds(w.applyTo(w.path+"/a", "one", "", body("{size: 1, parts: [{id: x, weight: 5}], tags: [t]}")), "apply a widget", 201)
	w.succeeds(w.applyTo(w.path+"/a", "two", "", body("{size: 1, parts: [{id: z}], tags: [u]}")), "apply more parts as another manager", 200)
	w.failsWith(w.applyTo(w.path+"/a", "two", "", body("{size: 1, parts: [{id: x, weight: 6}]}")), "apply the other's part", 409, metav1.StatusReasonConflict)
	w.succeeds(w.applyTo(w.path+"/a", "one", "", body("{size: 1}")), "apply without parts", 200)
	got, err := w.api.Get(w.ctx, "a", metav1.GetOptions{})
	w.must(err, "get")
	parts, _, _ := unstructured.NestedSlice(got.Object, "spec", "parts")
	tags, _, _ := unstructured.NestedStringSlice(got.Object, "spec", "tags")
	w.same("parts and tags of the other manager stay", show([]any{parts, tags}), `[[{"id":"z","weight":1}],["u"]]`)
	merged := w.send("PATCH", w.path+"/a", []byte(`{}`), "Content-Type", "application/strategic-merge-patch+json")
	w.failsWith(merged, "strategic merge patch of a custom resource", 415, metav1.StatusReasonUnsupportedMediaType)
}

func TestCustomResourcesAppearInDiscoveryAndOpenAPI(t *testing.T) {
	w := defineWidgets(t, nil)
	w.eventually("widgets in discovery", func() (string, bool) {
		list, err := w.client.Discovery().ServerResourcesForGroupVersion(w.group + "/v1")
		if err != nil {
			return err.Error(), false
		}
		at := slices.IndexFunc(list.APIResources, func(r metav1.APIResource) bool { return r.Name == "widgets" })
		return show(list), at >= 0 && slices.Equal(list.APIResources[at].ShortNames, []string{"wd"}) && len(list.APIResources) == 3
	})
	w.eventually("the group in aggregated discovery", func() (string, bool) {
		got := w.send("GET", "/apis", nil, "Accept", aggregated)
		return fmt.Sprint(got.code), slices.Contains(groupNames(got), w.group)
	})
	w.eventually("the schema in OpenAPI v3", func() (string, bool) {
		got := w.send("GET", "/openapi/v3/apis/"+w.group+"/v1", nil)
		return fmt.Sprint(got.code), got.code == 200 && len(got.object()["components"].(map[string]any)["schemas"].(map[string]any)) > 0
	})
}

func groupNames(a answer) (names []string) {
	var list struct {
		Items []struct{ Metadata struct{ Name string } }
	}
	_ = json.Unmarshal(a.body, &list) // what is no list names no group
	for _, item := range list.Items {
		names = append(names, item.Metadata.Name)
	}
	return names
}

func TestDeletedDefinitionsTakeTheirObjectsAlong(t *testing.T) {
	w := defineWidgets(t, nil)
	w.create("a", "{size: 1}")
	definitions := server.extensions.ApiextensionsV1().CustomResourceDefinitions()
	w.must(definitions.Delete(w.ctx, "widgets."+w.group, metav1.DeleteOptions{}), "delete the definition")
	w.eventually("the definition to be gone", func() (string, bool) {
		_, err := definitions.Get(w.ctx, "widgets."+w.group, metav1.GetOptions{})
		return fmt.Sprint(err), apierrors.IsNotFound(err)
	})
	w.eventually("its path to be gone", func() (string, bool) {
		got := w.send("GET", w.path, nil)
		return fmt.Sprint(got.code), got.code == 404
	})
}

func TestDefinitionsAreValidated(t *testing.T) {
	s := beginWithoutNamespace(t)
	for field, change := range map[string]func(*apiextensionsv1.CustomResourceDefinition){
		"metadata.name":   func(d *apiextensionsv1.CustomResourceDefinition) { d.Name = "others." + d.Spec.Group },
		"spec.names.kind": func(d *apiextensionsv1.CustomResourceDefinition) { d.Spec.Names.Kind = "" },
		"spec.versions":   func(d *apiextensionsv1.CustomResourceDefinition) { d.Spec.Versions[0].Storage = false },
		"spec.scope":      func(d *apiextensionsv1.CustomResourceDefinition) { d.Spec.Scope = "Galaxy" },
		"spec.versions[0].schema.openAPIV3Schema": func(d *apiextensionsv1.CustomResourceDefinition) { d.Spec.Versions[0].Schema = nil },
		"spec.validation.openAPIV3Schema.properties[spec].type": func(d *apiextensionsv1.CustomResourceDefinition) {
			property(d, "spec", func(p *apiextensionsv1.JSONSchemaProps) { p.Type = "" })
		},
		"spec.additionalPrinterColumns[0].type": func(d *apiextensionsv1.CustomResourceDefinition) {
			d.Spec.Versions[0].AdditionalPrinterColumns[0].Type = "thing"
		},
		"spec.subresources.scale.specReplicasPath": func(d *apiextensionsv1.CustomResourceDefinition) {
			d.Spec.Versions[0].Subresources.Scale.SpecReplicasPath = ""
		},
	} {
		definition := widgetDefinition(rand.String(8) + ".example.test")
		change(definition)
		_, err := server.extensions.ApiextensionsV1().CustomResourceDefinitions().Create(s.ctx, definition, metav1.CreateOptions{})
		status := s.fails(err, "create a definition with a bad "+field, 422, metav1.StatusReasonInvalid)
		found := slices.ContainsFunc(status.Details.Causes, func(c metav1.StatusCause) bool { return c.Field == field })
		s.holds(found, "create a definition with a bad "+field, "a cause for "+field, status.Details)
	}
}

func property(definition *apiextensionsv1.CustomResourceDefinition, name string, change func(*apiextensionsv1.JSONSchemaProps)) {
	properties := definition.Spec.Versions[0].Schema.OpenAPIV3Schema.Properties
	changed := properties[name]
	change(&changed)
	properties[name] = changed
}

func TestDefinitionsCanBeChanged(t *testing.T) {
	w := defineWidgets(t, nil)
	w.create("a", "{size: 2}")
	patch := `[{"op":"add","path":"/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties/shape","value":{"type":"string","default":"round"}}]`
	_, err := server.extensions.ApiextensionsV1().CustomResourceDefinitions().Patch(w.ctx, "widgets."+w.group, types.JSONPatchType, []byte(patch), metav1.PatchOptions{})
	w.must(err, "add a property with a default to the definition")
	w.eventually("the new default when an old widget is read", func() (string, bool) {
		got, err := w.api.Get(w.ctx, "a", metav1.GetOptions{})
		shape, _, _ := unstructured.NestedString(got.Object, "spec", "shape")
		return show(got), err == nil && shape == "round"
	})
}

func TestDefinitionsServeSeveralVersions(t *testing.T) {
	w := defineWidgets(t, func(d *apiextensionsv1.CustomResourceDefinition) {
		second := *d.Spec.Versions[0].DeepCopy()
		second.Name, second.Storage = "v2", false
		d.Spec.Versions = append(d.Spec.Versions, second)
		hidden := *d.Spec.Versions[0].DeepCopy()
		hidden.Name, hidden.Storage, hidden.Served = "v3", false, false
		d.Spec.Versions = append(d.Spec.Versions, hidden)
	})
	w.create("a", "{size: 2}")
	got := w.send("GET", "/apis/"+w.group+"/v2/namespaces/"+w.ns+"/widgets/a", nil)
	w.succeeds(got, "get a widget of v1 as v2", 200)
	w.same("apiVersion", got.object()["apiVersion"], any(w.group+"/v2"))
	w.same("GET a version that is not served", w.send("GET", "/apis/"+w.group+"/v3/namespaces/"+w.ns+"/widgets/a", nil).code, 404)
}

func TestClusterScopedCustomResources(t *testing.T) {
	s := beginWithoutNamespace(t)
	group := rand.String(8) + ".example.test"
	definition := widgetDefinition(group)
	definition.Spec.Scope = apiextensionsv1.ClusterScoped
	definition.Spec.Versions[0].SelectableFields = []apiextensionsv1.SelectableField{{JSONPath: ".spec.color"}}
	definitions := server.extensions.ApiextensionsV1().CustomResourceDefinitions()
	_, err := definitions.Create(s.ctx, definition, metav1.CreateOptions{})
	s.must(err, "create a cluster-scoped definition")
	s.Cleanup(func() { _ = definitions.Delete(s.ctx, definition.Name, metav1.DeleteOptions{}) })
	w := &widgets{scene: s, group: group}
	w.api = server.dynamic.Resource(schema.GroupVersionResource{Group: group, Version: "v1", Resource: "widgets"})
	s.eventually("a widget to be created", func() (string, bool) {
		_, err := w.api.Create(s.ctx, w.widget("a", "{size: 1, color: blue}"), metav1.CreateOptions{})
		return fmt.Sprint(err), err == nil
	})
	w.create("b", "{size: 1}")
	list, err := w.api.List(s.ctx, metav1.ListOptions{FieldSelector: "spec.color=blue"})
	s.must(err, "list by a selectable field")
	s.same("list by a selectable field", len(list.Items), 1)
}
