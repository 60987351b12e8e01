#pragma once
#include <string>
#include <utility>

#include "flotilla/controllers/group/deployment.hpp"

/// Builders of Deployments for tests.
namespace flotilla::controllers::group::testing_deployments {

/// Settled at `replicas`.
inline Deployment deployment(std::string name, std::int64_t replicas = 1) {
    Deployment made;
    made.uid = "uid-" + name;
    made.name = std::move(name);
    made.labels = {{"app", "teastore"}};
    made.current = made.existing = made.ready = model::Replicas{replicas};
    made.is_observed = true;
    return made;
}

inline Deployments all_of(std::initializer_list<Deployment> list) {
    Deployments deployments;
    for (const Deployment& one : list) {
        deployments.emplace(one.name, one);
    }
    return deployments;
}

inline kube::SharedObject object_of(std::string_view json) {
    return kube::EncodedObject::parse(json).value();
}

}  // namespace flotilla::controllers::group::testing_deployments
