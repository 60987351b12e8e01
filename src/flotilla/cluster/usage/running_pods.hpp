#pragma once
#include <map>
#include <string>
#include <vector>

#include "flotilla/cluster/store/store.hpp"
#include "flotilla/model/usage_model.hpp"

namespace flotilla::cluster::usage {

/// The pods of a store that run now. Parses a pod again only when it has changed.
class RunningPods {
public:
    explicit RunningPods(Store& store);

    /// In the order of namespace and name. Good until the next call.
    const std::vector<model::RunningPod>& read();

private:
    struct Known {
        std::string resource_version;
        bool is_running = false;
        std::string workload_kind;  ///< of the pod's owner, or of the owner of its ReplicaSet
        std::string workload_name;
        model::RunningPod pod;
    };

    void parse(const kube::EncodedObject& object, Known& known) const;
    void find_owner(const kube::Json& pod, Known& known) const;
    [[nodiscard]] std::optional<model::Workload> workload_of(const Known& known) const;

    Store& store_;
    Collection& pods_;
    std::map<std::string, Known> known_;  // by uid
    std::vector<model::RunningPod> running_;
};

}  // namespace flotilla::cluster::usage
