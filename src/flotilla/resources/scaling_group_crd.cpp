#include "flotilla/kube/api/yaml.hpp"
#include "flotilla/resources/scaling_group.hpp"
#include "flotilla/resources/schema.hpp"

namespace flotilla::resources {
namespace {

using kube::Json;
using kube::JsonArray;
using kube::JsonObject;
using namespace schema;

constexpr std::int64_t kMostReplicas = INT32_MAX;

Json member_schema() {
    Json member = object(
        "A workload that is scaled with the others of its group.",
        {
            {"name", object_name("Name of the Deployment, in the namespace of the group."), true},
            {"kind", with_default(choice("Kind of the workload.", {"Deployment"}), "Deployment")},
            {"min", with_default(integer("Fewest replicas.", {0, kMostReplicas}), 1)},
            {"max", with_default(integer("Most replicas; at least min.", {0, kMostReplicas}), 10)},
            {"weight",
             with_default(
                 positive_number("Replicas that go with one unit of the group's load, for proportional."), 1
             )},
            {"calls",
             with(
                 list_of(
                     "Members of this group whom it calls: its place in the call graph.",
                     object_name("A member.")
                 ),
                 "x-kubernetes-list-type",
                 "set"
             )},
        }
    );
    return with(
        std::move(member),
        "x-kubernetes-validations",
        JsonArray{JsonObject{{"rule", "self.min <= self.max"}, {"message", "min must not be above max"}}}
    );
}

Json policy_schema() {
    Json parameters =
        map_of("Parameters of the policy, all as texts; the policy checks them.", text("A value."));
    Json policy = object(
        "Who decides.",
        {
            {"name",
             with_default(
                 choice(
                     "A policy of the catalog.",
                     {"feed-forward", "hpa-lift", "predictive", "proportional", "random", "static"}
                 ),
                 "random"
             )},
            {"parameters", std::move(parameters)},
        }
    );
    return with_default(std::move(policy), JsonObject{{"name", "random"}});
}

Json spec_schema() {
    return object(
        "What is wanted.",
        {
            {"members",
             with(
                 with(list_by("name", "The workloads of the group.", member_schema()), "minItems", 1),
                 "maxItems",
                 100
             ),
             true},
            {"policy", policy_schema()},
            {"intervalSeconds", with_default(integer("Time between two actions.", {1, 86'400}), 60)},
            {"order",
             with_default(
                 choice(
                     "AllAtOnce patches every member at the same time. CalleesFirst goes by the call graph: "
                     "on the way out "
                     "callees before their callers, on the way in callers before their callees.",
                     {"AllAtOnce", "CalleesFirst"}
                 ),
                 "AllAtOnce"
             )},
            {"stageTimeoutSeconds",
             with_default(
                 integer("CalleesFirst: how long one stage may take to become ready.", {1, 86'400}), 120
             )},
            {"allOrNone",
             with_default(boolean("When one member cannot be scaled, the others are taken back."), false)},
            {"maxChange",
             integer("Replicas that a member may gain or lose in one action.", {1, kMostReplicas})},
            {"slo",
             object(
                 "What the users of the group are promised.",
                 {
                     {"percentile", with_default(integer("Of the latency.", {1, 100}), 95)},
                     {"latencyMilliseconds", integer("Latency at that percentile.", {1, std::nullopt}), true},
                 }
             )},
            {"dryRun", with_default(boolean("Decide and report, but change nothing."), false)},
            {"paused", with_default(boolean("Decide nothing."), false)},
        }
    );
}

Json status_schema() {
    Json member = object(
        "One member as it was last seen.",
        {
            {"name", text("Name of the workload."), true},
            {"current", integer("Replicas of its spec; absent when it is not there.")},
            {"ready", integer("Replicas that serve.")},
            {"desired", integer("What the last decision asked for.")},
            {"reason", text("Why.")},
            {"conflict", text("Who else acts on it.")},
        }
    );
    return object(
        "What was seen and done.",
        {
            {"observedGeneration",
             with(integer("The generation that the status speaks of."), "format", "int64")},
            {"settled", text("Members whose ready replicas are those of their spec, of all.")},
            {"lastDecisionTime", date_time("When the last decision was made.")},
            {"lastOutcome", text("What became of it.")},
            {"members", list_by("name", "The members.", std::move(member))},
            {"conditions", conditions()},
        }
    );
}

Json column(
    std::string_view name, std::string_view type, std::string_view path, std::string_view description
) {
    return JsonObject{{"name", name}, {"type", type}, {"jsonPath", path}, {"description", description}};
}

Json version() {
    Json root = object(
        "Several workloads that are scaled together, as one decision.",
        {
            {"apiVersion", text("Version of the schema of this object.")},
            {"kind", text("ScalingGroup.")},
            {"metadata", JsonObject{{"type", "object"}}},
            {"spec", spec_schema(), true},
            {"status", status_schema()},
        }
    );
    return JsonObject{
        {"name", "v1alpha1"},
        {"served", true},
        {"storage", true},
        {"schema", JsonObject{{"openAPIV3Schema", std::move(root)}}},
        {"subresources", JsonObject{{"status", JsonObject{}}}},
        {"additionalPrinterColumns",
         JsonArray{
             column("Policy", "string", ".spec.policy.name", "Who decides"),
             column("Settled", "string", ".status.settled", "Members that are ready"),
             column(
                 "Ready",
                 "string",
                 ".status.conditions[?(@.type==\"Ready\")].status",
                 "Whether it can be scaled"
             ),
             column("Outcome", "string", ".status.lastOutcome", "What became of the last decision"),
             column("Last", "date", ".status.lastDecisionTime", "When the last decision was made"),
             column("Age", "date", ".metadata.creationTimestamp", "When it was made"),
         }},
    };
}

}  // namespace

Json scaling_group_crd() {
    const kube::ResourceType& type = scaling_group_resource();
    return JsonObject{
        {"apiVersion", "apiextensions.k8s.io/v1"},
        {"kind", "CustomResourceDefinition"},
        {"metadata", JsonObject{{"name", type.plural + "." + type.group}}},
        {"spec",
         JsonObject{
             {"group", type.group},
             {"scope", "Namespaced"},
             {"names",
              JsonObject{
                  {"plural", type.plural},
                  {"singular", "scalinggroup"},
                  {"kind", type.kind},
                  {"listKind", type.kind + "List"},
                  {"shortNames", JsonArray{"sg"}},
                  {"categories", JsonArray{"flotilla"}},
              }},
             {"versions", JsonArray{version()}},
         }},
    };
}

std::string crds_yaml() {
    return "# Generated by `flotilla crds`; a test compares.\n" + kube::to_yaml(scaling_group_crd());
}

}  // namespace flotilla::resources
