#include "flotilla/cluster/schema/detail/field_merge.hpp"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "flotilla/cluster/schema/detail/field_walk.hpp"

namespace flotilla::cluster::detail {
namespace {

namespace json = boost::json;

/// Merges the elements of a live list and of a configured one. What only the live list has stays where it was
/// between the elements that both have; those come in the order of the configuration.
class ListMerge {
public:
    ListMerge(const Schema& schema, const kube::Json& live, const kube::Json& configuration)
        : schema_{schema},
          live_{stepped_elements(schema, live)},
          configured_{stepped_elements(schema, configuration)},
          next_{live_.begin()} {
        for (const SteppedElement& element : live_) {
            live_by_step_.emplace(element.step, element.value);
        }
        for (const SteppedElement& element : configured_) {
            configured_steps_.insert(element.step);
        }
    }

    json::array run() {
        for (auto element = configured_.begin(); element != configured_.end(); ++element) {
            const auto shared =
                std::find_if(element, configured_.end(), [this](const SteppedElement& candidate) {
                    return live_by_step_.contains(candidate.step);
                });
            take_live_only(shared == configured_.end() ? nullptr : &shared->step);
            take_configured(*element);
        }
        take_live_only(nullptr);
        return std::move(merged_);
    }

private:
    /// Up to the element that both lists have and that comes next.
    void take_live_only(const PathElement* next_shared) {
        for (; next_ != live_.end() && (next_shared == nullptr || next_->step != *next_shared); ++next_) {
            if (!configured(next_->step)) {
                merged_.push_back(*next_->value);
            }
        }
    }

    void take_configured(const SteppedElement& element) {
        const auto found = live_by_step_.find(element.step);
        if (found == live_by_step_.end()) {
            merged_.push_back(*element.value);
            return;
        }
        merged_.push_back(merge_configuration(schema_.element, *found->second, *element.value));
        if (next_ != live_.end() && next_->step == element.step) {
            ++next_;
        }
    }

    bool configured(const PathElement& step) const { return configured_steps_.contains(step); }

    const Schema& schema_;
    std::vector<SteppedElement> live_;
    std::vector<SteppedElement> configured_;
    std::vector<SteppedElement>::const_iterator next_;
    std::unordered_map<std::string_view, const kube::Json*> live_by_step_;
    std::unordered_set<std::string_view> configured_steps_;
    json::array merged_;
};

kube::Json remove_from_object(const Schema* schema, const json::object& object, const FieldSet& doomed) {
    json::object kept;
    for (const auto& [name, value] : object) {
        const PathElement step = field_element(name);
        if (doomed.has_member(step)) {
            continue;
        }
        const FieldSet* below = doomed.below(step);
        if (below == nullptr || below->empty()) {
            kept.emplace(name, value);
            continue;
        }
        kube::Json rest = remove_fields(child_schema(schema, name), value, *below);
        if (!rest.is_null()) {
            kept.emplace(name, std::move(rest));
        }
    }
    return kept.empty() && !object.empty() ? kube::Json{} : kube::Json(std::move(kept));
}

kube::Json remove_from_list(const Schema& schema, const json::array& list, const FieldSet& doomed) {
    json::array kept;
    for (const kube::Json& element : list) {
        const tl::expected<PathElement, std::string> step = element_step(schema, element);
        if (step && doomed.has_member(*step)) {
            continue;
        }
        const FieldSet* below = step ? doomed.below(*step) : nullptr;
        kept.push_back(
            below == nullptr || below->empty() ? element : remove_fields(schema.element, element, *below)
        );
    }
    return kept.empty() && !list.empty() ? kube::Json{} : kube::Json(std::move(kept));
}

void collect_mistakes(
    const Schema* schema, const kube::Json& value, const std::string& path, std::vector<std::string>& into
) {
    if (const json::object* object = value.if_object()) {
        for (const auto& [name, child] : *object) {
            collect_mistakes(
                child_schema(schema, name), child, fmt::format("{}.{}", path, std::string_view{name}), into
            );
        }
        return;
    }
    const json::array* list = value.if_array();
    if (list == nullptr || !has_owned_elements(schema)) {
        return;
    }
    std::unordered_set<std::string> seen;
    for (std::size_t i = 0; i < list->size(); ++i) {
        const tl::expected<PathElement, std::string> step = element_step(*schema, (*list)[i]);
        if (!step) {
            into.push_back(fmt::format("{}: element {}: {}", path, i, step.error()));
            continue;
        }
        const std::string shown = show_step(*step);
        if (!seen.insert(*step).second) {
            into.push_back(fmt::format("{}: duplicate entries for key {}", path, shown));
        }
        collect_mistakes(schema->element, (*list)[i], path + shown, into);
    }
}

}  // namespace

kube::Json merge_configuration(
    const Schema* schema, const kube::Json& live, const kube::Json& configuration
) {
    if (live.is_object() && configuration.is_object() && has_owned_fields(schema)) {
        json::object merged = live.get_object();
        for (const auto& [name, value] : configuration.get_object()) {
            kube::Json* present = merged.if_contains(name);
            if (present == nullptr) {
                merged.emplace(name, value);
            } else {
                *present = merge_configuration(child_schema(schema, name), *present, value);
            }
        }
        return merged;
    }
    if (live.is_array() && configuration.is_array() && has_owned_elements(schema)) {
        return ListMerge{*schema, live, configuration}.run();
    }
    return configuration;
}

kube::Json remove_fields(const Schema* schema, const kube::Json& object, const FieldSet& doomed) {
    if (object.is_object() && has_owned_fields(schema)) {
        return remove_from_object(schema, object.get_object(), doomed);
    }
    if (object.is_array() && has_owned_elements(schema)) {
        return remove_from_list(*schema, object.get_array(), doomed);
    }
    return object;
}

FieldSet with_struct_fields(const Schema* schema, const FieldSet& set) {
    FieldSet result;
    for (const FieldSet::Entry& entry : set.entries()) {
        const std::string_view step = entry.element;
        const bool struct_field = step[0] == 'f' && is_struct_field(schema, step.substr(2));
        FieldSet children = with_struct_fields(step_schema(schema, step), entry.children);
        const bool member = entry.member || (struct_field && !children.empty());
        result.add(entry.element, member, std::move(children));
    }
    return result;
}

std::vector<std::string> list_mistakes(const Schema* schema, const kube::Json& configuration) {
    std::vector<std::string> result;
    collect_mistakes(schema, configuration, "", result);
    return result;
}

}  // namespace flotilla::cluster::detail
