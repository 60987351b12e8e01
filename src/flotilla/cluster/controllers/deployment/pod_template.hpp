#pragma once
#include <cstdint>
#include <string>

#include "flotilla/kube/api/json.hpp"

/// Pod templates as identities: which ReplicaSet belongs to which state of a Deployment.
namespace flotilla::cluster::controllers {

inline constexpr std::string_view kTemplateHashLabel = "pod-template-hash";

/// The same for templates that differ only in the order of keys, in nulls, or in the label pod-template-hash.
std::uint64_t template_fingerprint(const kube::Json& pod_template);

/// The hash that names a ReplicaSet and labels its pods: lower-case letters and digits that spell no words.
/// @param collisions how often another ReplicaSet had that name already; status.collisionCount
std::string template_hash(const kube::Json& pod_template, std::int64_t collisions);

}  // namespace flotilla::cluster::controllers
