#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "flotilla/base/time.hpp"
#include "flotilla/kube/api/json.hpp"
#include "flotilla/kube/api/object_key.hpp"
#include "flotilla/kube/api/resource_type.hpp"

/// What a controller wants done: data, so that deciding is tested without a cluster.
namespace flotilla::cluster::controllers {

/// Something to tell about an object: an Event.
struct Note {
    kube::ResourceType type;
    kube::ObjectKey key;
    std::string uid;
    bool is_warning = false;
    std::string reason;
    std::string message;
};

/// One write.
struct Change {
    enum class Verb {
        Create,     ///< `body` is the object
        Patch,      ///< `body` is a merge patch; metadata.uid and metadata.resourceVersion in it are
                    ///< preconditions
        Delete,     ///< with `uid` as precondition
        DeleteAll,  ///< everything of `type` in the key's namespace
        Bind,       ///< the pod to the node named in `body`
        Finalize,   ///< of a namespace: `body` replaces it through its subresource
    };
    Verb verb = Verb::Patch;
    kube::ResourceType type;
    kube::ObjectKey key;
    kube::Json body;
    std::string subresource;  ///< Patch: "status", or none
    std::string uid;
    std::optional<std::int64_t> grace_seconds = std::nullopt;
    enum class Propagation { Default, Background, Foreground } propagation = Propagation::Default;
    /// Told when the change is made; the new object's name is put behind its message.
    std::optional<Note> note = std::nullopt;
};

/// Changes in the order in which they are made. The first that fails ends the round; the key is then looked
/// at again.
struct Plan {
    std::vector<Change> changes;
    std::vector<Note> notes;                         ///< told when all changes are made
    std::optional<Duration> recheck = std::nullopt;  ///< look again after that, even if nothing changed

    void recheck_after(Duration duration) {
        if (!recheck || duration < *recheck) {
            recheck = duration;
        }
    }
};

Change create(const kube::ResourceType& type, std::string namespace_, kube::Json object);
Change patch(const kube::ResourceType& type, kube::ObjectKey key, kube::Json body);
Change patch_status(const kube::ResourceType& type, kube::ObjectKey key, kube::Json status);
Change remove(const kube::ResourceType& type, kube::ObjectKey key, std::string uid);

}  // namespace flotilla::cluster::controllers
