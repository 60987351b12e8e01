#pragma once
#include <string>

#include "flotilla/cluster/controllers/engine/plan.hpp"
#include "flotilla/cluster/controllers/engine/views.hpp"

/// Controllers and what they own.
namespace flotilla::cluster::controllers {

/// The reference that a controller puts on what it makes.
kube::Json owner_reference(const kube::ResourceType& type, const ObjectView& owner);

/// What to do about an object that a controller may own.
enum class Claim {
    None,     ///< not ours
    Owned,    ///< ours
    Adopt,    ///< nobody's, and it matches: make it ours
    Release,  ///< ours, but it does not match any more
};
Claim claim(const ObjectView& object, const ObjectView& owner, const kube::LabelSelector& selector);

/// The writes that go with `Claim::Adopt` and `Claim::Release`; they fail when the object has changed in
/// between.
Change adopt(
    const kube::ResourceType& type,
    const ObjectView& object,
    const kube::ResourceType& owner_type,
    const ObjectView& owner
);
Change release(const kube::ResourceType& type, const ObjectView& object, const std::string& owner_uid);
/// Takes the owners with those uids off.
Change drop_owners(
    const kube::ResourceType& type, const ObjectView& object, const std::vector<std::string>& uids
);

}  // namespace flotilla::cluster::controllers
