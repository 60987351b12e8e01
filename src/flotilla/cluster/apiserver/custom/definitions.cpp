#include "flotilla/cluster/apiserver/custom/definitions.hpp"

#include <algorithm>
#include <cctype>

#include "flotilla/cluster/apiserver/custom/version_order.hpp"
#include "flotilla/cluster/apiserver/registry/conditions.hpp"
#include "flotilla/cluster/apiserver/registry/traits.hpp"
#include "flotilla/cluster/schema/custom_kind.hpp"
#include "flotilla/kube/api/json_texts.hpp"

namespace flotilla::cluster {

namespace {

constexpr std::string_view kDefinitions = "customresourcedefinitions.apiextensions.k8s.io";

std::string lower(std::string word) {
    std::ranges::transform(word, word.begin(), [](unsigned char c) {
        return static_cast<char>(std::tolower(c));
    });
    return word;
}

void fill_names(kube::Json& definition) {
    const std::string kind = kube::text_at(definition, {"spec", "names", "kind"});
    if (kube::text_at(definition, {"spec", "names", "singular"}).empty()) {
        kube::place(definition, {"spec", "names", "singular"}) = lower(kind);
    }
    if (kube::text_at(definition, {"spec", "names", "listKind"}).empty()) {
        kube::place(definition, {"spec", "names", "listKind"}) = kind + "List";
    }
    if (kube::find(definition, {"spec", "conversion"}) == nullptr) {
        kube::place(definition, {"spec", "conversion", "strategy"}) = "None";
    }
}

struct NameConflict {
    std::string reason;
    std::string message;
};

/// Another resource of the group that has one of the definition's names already.
std::optional<NameConflict> find_conflict(const Core& core, const kube::Json& definition) {
    const ServedGroup* group = core.catalog.group(kube::text_at(definition, {"spec", "group"}));
    const std::string plural = kube::text_at(definition, {"spec", "names", "plural"});
    const std::string kind = kube::text_at(definition, {"spec", "names", "kind"});
    const std::string singular = kube::text_at(definition, {"spec", "names", "singular"});
    if (group == nullptr) {
        return std::nullopt;
    }
    for (const ServedVersion& version : group->versions) {
        for (const ResourcePtr& other : version.resources) {
            if (other->type.plural == plural) {
                continue;  // its own: names of definitions are unique
            }
            if (other->type.kind == kind || other->list_kind == kind) {
                return NameConflict{"KindConflict", fmt::format("\"{}\" is already in use", kind)};
            }
            if (other->singular == singular) {
                return NameConflict{"SingularConflict", fmt::format("\"{}\" is already in use", singular)};
            }
            for (const std::string& name : kube::texts_at(definition, {"spec", "names", "shortNames"})) {
                if (std::ranges::find(other->short_names, name) != other->short_names.end()) {
                    return NameConflict{"ShortNamesConflict", fmt::format("\"{}\" is already in use", name)};
                }
            }
        }
    }
    return std::nullopt;
}

std::string storage_version(const kube::Json& definition) {
    if (const kube::JsonArray* versions = kube::find_array(definition, {"spec", "versions"})) {
        for (const kube::Json& version : *versions) {
            if (kube::find_bool(version, {"storage"}).value_or(false)) {
                return kube::text_at(version, {"name"});
            }
        }
    }
    return {};
}

bool is_established(const kube::Json& definition) {
    if (const kube::JsonArray* conditions = kube::find_array(definition, {"status", "conditions"})) {
        return std::ranges::any_of(*conditions, [](const kube::Json& condition) {
            return kube::find_string(condition, {"type"}) == std::string_view{"Established"} &&
                   kube::find_string(condition, {"status"}) == std::string_view{"True"};
        });
    }
    return false;
}

Subresource status_subresource(const GroupVersionKind& kind) {
    return {"status", kind, {"get", "patch", "update"}};
}

Subresource scale_subresource() {
    return {"scale", {"autoscaling", "v1", "Scale"}, {"get", "patch", "update"}};
}

ResourcePtr make_resource(
    Core& core,
    const kube::Json& definition,
    const std::shared_ptr<const std::vector<CustomVersion>>& versions,
    const CustomVersion& version
) {
    auto resource = std::make_shared<Resource>();
    resource->type = kube::ResourceType{
        kube::text_at(definition, {"spec", "group"}),
        version.name,
        kube::text_at(definition, {"spec", "names", "plural"}),
        kube::text_at(definition, {"spec", "names", "kind"}),
        kube::text_at(definition, {"spec", "scope"}) == "Namespaced"
    };
    resource->singular = kube::text_at(definition, {"spec", "names", "singular"});
    resource->list_kind = kube::text_at(definition, {"spec", "names", "listKind"});
    resource->short_names = kube::texts_at(definition, {"spec", "names", "shortNames"});
    resource->categories = kube::texts_at(definition, {"spec", "names", "categories"});
    resource->verbs = {"delete", "deletecollection", "get", "list", "patch", "create", "update", "watch"};
    if (version.has_status) {
        resource->subresources.push_back(status_subresource(resource->kind()));
    }
    if (version.scale) {
        resource->subresources.push_back(scale_subresource());
    }
    resource->traits = custom_traits();
    resource->definition = versions;
    resource->custom = &version;
    resource->schema = version.schema.get();
    resource->storage_kind = {resource->type.group, storage_version(definition), resource->type.kind};
    resource->collection = &core.store.collection(resource->type.group_resource());
    return resource;
}

}  // namespace

bool is_definitions(const Resource& resource) {
    return resource.is("apiextensions.k8s.io", "customresourcedefinitions");
}

void prepare_definition(const Core& core, kube::Json& definition, const kube::Json* old) {
    fill_names(definition);
    if (const kube::Json* status = old == nullptr ? nullptr : kube::find(*old, {"status"})) {
        kube::place(definition, {"status"}) = *status;
    }
    const WallTime now = core.clock.wall_now();
    const auto conflict = find_conflict(core, definition);
    const auto set = [&](std::string type, bool holds, std::string reason, std::string message) {
        set_condition(
            definition,
            kube::Condition{
                std::move(type),
                holds ? "True" : "False",
                std::move(reason),
                std::move(message),
                now,
                std::nullopt
            }
        );
    };
    if (conflict) {
        set("NamesAccepted", false, conflict->reason, conflict->message);
        set("Established", false, "NotAccepted", "not all names are accepted");
    } else {
        set("NamesAccepted", true, "NoConflicts", "no conflicts found");
        set("Established", true, "InitialNamesAccepted", "the initial names have been accepted");
        kube::place(definition, {"status", "acceptedNames"}) = *kube::find(definition, {"spec", "names"});
    }
    const std::string storage = storage_version(definition);
    std::vector<std::string> stored = kube::texts_at(definition, {"status", "storedVersions"});
    if (std::ranges::find(stored, storage) == stored.end()) {
        stored.push_back(storage);
    }
    kube::place(definition, {"status", "storedVersions"}) = kube::JsonArray(stored.begin(), stored.end());
}

Result<void> serve_definition(Core& core, const kube::Json& definition) {
    if (!is_established(definition)) {
        withdraw_definition(core, definition);
        return {};
    }
    FLOTILLA_TRY(std::vector<CustomVersion> made, custom_versions(definition, core.kinds.catalog()));
    std::ranges::sort(made, precedes, &CustomVersion::name);
    const auto versions = std::make_shared<const std::vector<CustomVersion>>(std::move(made));
    std::vector<ResourcePtr> served;
    for (const CustomVersion& version : *versions) {
        if (version.served) {
            served.push_back(make_resource(core, definition, versions, version));
        }
    }
    core.catalog.replace_custom(
        kube::text_at(definition, {"spec", "group"}),
        kube::text_at(definition, {"spec", "names", "plural"}),
        served
    );
    return {};
}

void withdraw_definition(Core& core, const kube::Json& definition) {
    core.catalog.replace_custom(
        kube::text_at(definition, {"spec", "group"}),
        kube::text_at(definition, {"spec", "names", "plural"}),
        {}
    );
}

Result<void> serve_stored_definitions(Core& core) {
    std::vector<ObjectPtr> stored;
    FLOTILLA_CHECK(core.store.collection(kDefinitions).visit(Range{}, [&](const ObjectPtr& object) {
        stored.push_back(object);
        return true;
    }));
    for (const ObjectPtr& object : stored) {
        FLOTILLA_CHECK(serve_definition(core, object->parsed()));
    }
    return {};
}

ObjectPtr definition_of(const Core& core, const Resource& resource) {
    return core.store.collection(kDefinitions).find("", resource.type.group_resource());
}

}  // namespace flotilla::cluster
