#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "flotilla/controllers/group/application.hpp"
#include "flotilla/controllers/group/conflicts.hpp"
#include "flotilla/controllers/group/deployment.hpp"
#include "flotilla/controllers/group/group_file.hpp"
#include "flotilla/controllers/group/options.hpp"
#include "flotilla/resources/scaling_group.hpp"

namespace flotilla::controllers::group {

/// A ScalingGroup object behind a group.
struct GroupObject {
    kube::ObjectKey key;
    std::string uid;
    std::int64_t generation = 0;
    resources::ScalingGroupStatus status;  ///< as it was read

    friend bool operator==(const GroupObject&, const GroupObject&) = default;
};

/// A group with all that stands in its way.
struct ManagedGroup {
    model::ScalingGroup group;
    std::optional<GroupObject> object;             ///< absent: from the group file
    std::string refusal;                           ///< why it is not put in force; empty: it is
    std::vector<std::string> missing;              ///< members whose Deployment is not there
    std::map<std::string, std::string> conflicts;  ///< by member: who else acts on it

    /// Tells groups apart in logs, metrics and memory: "group-1", or the object's name.
    [[nodiscard]] const std::string& name() const { return group.name; }
    friend bool operator==(const ManagedGroup&, const ManagedGroup&) = default;
};

/// Everything that groups are formed from.
struct GroupInputs {
    std::vector<GroupLine> lines;             ///< of the group file in force
    std::vector<kube::SharedObject> objects;  ///< ScalingGroups
    Deployments deployments;                  ///< of the namespace
    std::vector<OtherScaler> scalers;
};

/// Groups of the file come first, then objects by name. A member belongs to the first group that names it; a
/// later one is refused as a whole, with the name of the first.
std::vector<ManagedGroup> form_groups(const GroupInputs& inputs, const Options& options);

/// The Deployments that belong to the application.
std::set<std::string> members_of(const Application& application, const Deployments& deployments);

}  // namespace flotilla::controllers::group
