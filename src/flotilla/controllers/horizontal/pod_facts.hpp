#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "flotilla/base/result.hpp"
#include "flotilla/kube/api/types/pod.gen.hpp"
#include "flotilla/policy/horizontal/hpa/observation.hpp"

namespace flotilla::controllers::horizontal {

/// What the policy looks at in a pod.
policy::hpa::Pod pod_facts(const kube::Pod& pod);

/// What a pod requests of a resource, in thousandths.
///
/// @param container  only this one, or all where it is empty: requests of the pod as a whole where there are
///                   any, else the sum over its containers and restartable init containers
/// @return 0 where no container has that name; NotFound, in upstream's words, where a container that counts
///         has no such request
Result<std::int64_t> request_of(const kube::Pod& pod, std::string_view resource, std::string_view container);

}  // namespace flotilla::controllers::horizontal
