#include "flotilla/cluster/apiserver/registry/write.hpp"
#include "flotilla/cluster/apiserver/verbs/read.hpp"

namespace flotilla::cluster {

Outcome<Reply> get_object(Core& core, const ApiRequest& request) {
    FLOTILLA_TRY_OUTCOME(ObjectPtr object, current_object(core, request));
    const Revision durable = revision_of(*object);
    return Reply{200, std::move(object), {}, durable};
}

}  // namespace flotilla::cluster
