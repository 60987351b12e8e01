#include "flotilla/cluster/apiserver/registry/write.hpp"
#include "flotilla/cluster/apiserver/verbs/list_options.hpp"
#include "flotilla/cluster/apiserver/verbs/read.hpp"

namespace flotilla::cluster {

Outcome<Reply> get_object(Core& core, const ApiRequest& request) {
    FLOTILLA_TRY_OUTCOME(const auto version, parse_version(request.info.query.value("resourceVersion")));
    if (version && *version > core.store.revision()) {
        return reject(too_large_version(*version, core.store.revision()));
    }
    FLOTILLA_TRY_OUTCOME(ObjectPtr object, current_object(core, request));
    const Revision durable = revision_of(*object);
    return Reply{200, std::move(object), {}, durable};
}

}  // namespace flotilla::cluster
