#include "flotilla/controllers/group/grouping.hpp"

#include <algorithm>

#include "flotilla/policy/catalog.hpp"

namespace flotilla::controllers::group {
namespace {

/// Drops calls to Deployments outside the group: an annotation speaks of the whole application.
void keep_calls_inside(model::ScalingGroup& group) {
    for (model::Member& member : group.members) {
        std::erase_if(member.calls, [&](const std::string& callee) { return group.find(callee) == nullptr; });
    }
}

ManagedGroup from_line(
    const GroupLine& line, std::size_t number, const GroupInputs& inputs, const Options& options
) {
    ManagedGroup managed;
    managed.group = options.defaults;
    managed.group.name = fmt::format("group-{}", number);
    for (const std::string& name : line.members) {
        model::Member member;
        member.name = name;
        member.bounds = options.bounds;
        if (const auto found = inputs.deployments.find(name); found != inputs.deployments.end()) {
            if (auto annotated = member_from(found->second, options.bounds)) {
                member = std::move(*annotated);
            } else {
                managed.refusal = annotated.error().message;
            }
        }
        managed.group.members.push_back(std::move(member));
    }
    keep_calls_inside(managed.group);
    return managed;
}

ManagedGroup from_object(const kube::EncodedObject& object) {
    ManagedGroup managed;
    const kube::Json json = object.parsed();
    managed.object = {
        object.key(), std::string{object.uid()}, object.generation().value_or(0), resources::status_from(json)
    };
    managed.group.name = object.name();
    if (auto read = resources::scaling_group_from(json)) {
        managed.group = std::move(read->group);
    } else {
        managed.refusal = read.error().message;
    }
    return managed;
}

/// Fills in refusal, missing members and conflicts.
class Examiner {
public:
    explicit Examiner(const GroupInputs& inputs) : inputs_(inputs) {}

    void examine(ManagedGroup& managed) {
        if (managed.refusal.empty()) {
            managed.refusal = objection(managed.group);
        }
        names_.insert(managed.name());
        std::set<std::string> names;
        for (const model::Member& member : managed.group.members) {
            names.insert(member.name);
            if (managed.refusal.empty()) {
                group_of_.emplace(member.name, managed.group.name);
            }
            if (!inputs_.deployments.contains(member.name)) {
                managed.missing.push_back(member.name);
            }
        }
        managed.conflicts = conflicts_of(names, inputs_.scalers);
    }

private:
    [[nodiscard]] std::string objection(const model::ScalingGroup& group) const {
        if (const auto fine = model::checked(group); !fine) {
            return fine.error().message;
        }
        if (const auto policy = policy::make_horizontal(group); !policy) {
            return policy.error().message;
        }
        if (names_.contains(group.name)) {
            return fmt::format("there is a group named {} in the group file", group.name);
        }
        for (const model::Member& member : group.members) {
            if (const auto taken = group_of_.find(member.name); taken != group_of_.end()) {
                return fmt::format("member {} is already a member of {}", member.name, taken->second);
            }
        }
        return {};
    }

    const GroupInputs& inputs_;
    std::set<std::string> names_;
    std::map<std::string, std::string> group_of_;
};

}  // namespace

std::vector<ManagedGroup> form_groups(const GroupInputs& inputs, const Options& options) {
    std::vector<ManagedGroup> groups;
    for (const GroupLine& line : inputs.lines) {
        groups.push_back(from_line(line, groups.size() + 1, inputs, options));
    }
    const auto first_object = static_cast<std::ptrdiff_t>(groups.size());
    for (const kube::SharedObject& object : inputs.objects) {
        if (!object->is_deleting()) {
            groups.push_back(from_object(*object));
        }
    }
    std::sort(groups.begin() + first_object, groups.end(), [](const ManagedGroup& a, const ManagedGroup& b) {
        return a.name() < b.name();
    });
    Examiner examiner{inputs};
    for (ManagedGroup& group : groups) {
        examiner.examine(group);
    }
    return groups;
}

std::set<std::string> members_of(const Application& application, const Deployments& deployments) {
    std::set<std::string> names;
    for (const auto& [name, deployment] : deployments) {
        if (application.owns(deployment.labels, deployment.annotations)) {
            names.insert(name);
        }
    }
    return names;
}

}  // namespace flotilla::controllers::group
