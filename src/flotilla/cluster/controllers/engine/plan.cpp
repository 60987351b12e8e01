#include "flotilla/cluster/controllers/engine/plan.hpp"

namespace flotilla::cluster::controllers {

Change create(const kube::ResourceType& type, std::string namespace_, kube::Json object) {
    Change change;
    change.verb = Change::Verb::Create;
    change.type = type;
    change.key.namespace_ = std::move(namespace_);
    change.key.name = std::string{kube::find_string(object, {"metadata", "name"}).value_or("")};
    change.body = std::move(object);
    return change;
}

Change patch(const kube::ResourceType& type, kube::ObjectKey key, kube::Json body) {
    Change change;
    change.type = type;
    change.key = std::move(key);
    change.body = std::move(body);
    return change;
}

Change patch_status(const kube::ResourceType& type, kube::ObjectKey key, kube::Json status) {
    Change change = patch(type, std::move(key), kube::JsonObject{{"status", std::move(status)}});
    change.subresource = "status";
    return change;
}

Change remove(const kube::ResourceType& type, kube::ObjectKey key, std::string uid) {
    Change change;
    change.verb = Change::Verb::Delete;
    change.type = type;
    change.key = std::move(key);
    change.uid = std::move(uid);
    return change;
}

}  // namespace flotilla::cluster::controllers
