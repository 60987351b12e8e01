#include "flotilla/cluster/apiserver/registry/jobs.hpp"

#include <array>
#include <string>
#include <utility>

namespace flotilla::cluster {

void prepare_job(kube::Json& job) {
    if (kube::find_bool(job, {"spec", "manualSelector"}).value_or(false)) {
        return;
    }
    const std::string uid{kube::find_string(job, {"metadata", "uid"}).value_or("")};
    const std::string name{kube::find_string(job, {"metadata", "name"}).value_or("")};
    const std::array<std::pair<std::string_view, const std::string*>, 4> labels{{
        {"batch.kubernetes.io/controller-uid", &uid},
        {"batch.kubernetes.io/job-name", &name},
        {"controller-uid", &uid},
        {"job-name", &name},
    }};
    for (const auto& [key, value] : labels) {
        kube::place(job, {"spec", "template", "metadata", "labels", key}) = *value;
    }
    if (kube::find(job, {"spec", "selector"}) == nullptr) {
        kube::place(job, {"spec", "selector", "matchLabels", labels.front().first}) = uid;
    }
    const kube::JsonObject* own = kube::find_object(job, {"metadata", "labels"});
    if (own == nullptr || own->empty()) {
        const kube::Json copied = *kube::find(job, {"spec", "template", "metadata", "labels"});
        kube::place(job, {"metadata", "labels"}) = copied;
    }
}

}  // namespace flotilla::cluster
