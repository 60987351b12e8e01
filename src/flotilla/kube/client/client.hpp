#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <boost/asio/awaitable.hpp>

#include "flotilla/base/result.hpp"
#include "flotilla/io/clock.hpp"
#include "flotilla/io/http/transport.hpp"
#include "flotilla/kube/api/codec.hpp"
#include "flotilla/kube/api/dynamic_object.hpp"
#include "flotilla/kube/api/object_list.hpp"
#include "flotilla/kube/api/resource_type.hpp"
#include "flotilla/kube/client/observer.hpp"
#include "flotilla/kube/client/options.hpp"
#include "flotilla/kube/client/watch_stream.hpp"

namespace flotilla::kube {

namespace detail {
struct Call;
}
class RateLimit;

struct ClientOptions {
    ClientOptions() = default;

    std::string user_agent = "flotilla";
    std::string field_manager = "flotilla";               ///< who writes, unless a write says otherwise
    Duration request_timeout = std::chrono::seconds{30};  ///< for a whole answer; of streams, for the head
    int max_retries =
        10;  ///< of requests that the server asked to come again later (429, 5xx with Retry-After)
    double requests_per_second = 0;  ///< 0 = no limit of our own
    double burst = 1;                ///< so many at once before the limit holds
    std::function<double()> jitter =
        nullptr;  ///< in [0, 1): lengthens waits by up to a tenth, so that clients spread
    ClientObserver* observer = nullptr;  ///< outlives the client
};

/// What `.../scale` says.
struct ScaleState {
    ObjectKey key;
    std::string uid;
    std::string resource_version;
    std::int64_t wanted = 0;   ///< spec.replicas
    std::int64_t current = 0;  ///< status.replicas
    std::string selector;      ///< of the pods that it counts
};

/// The verbs of the Kubernetes API over any transport. One executor: not for use across threads.
///
/// Errors carry a code to branch on (see ErrorCode) and a message that names verb, resource and the server's
/// words; Forbidden says which verb on which resource is missing. Requests that the server asks to repeat
/// later are repeated; nothing else is.
///
/// References that are passed in need only live until the call returns its awaitable. Keep GCC 12 in mind:
/// name an `ObjectKey{…}` before the co_await expression.
class Client {
public:
    Client(io::http::Transport& transport, io::Clock& clock, ClientOptions options = ClientOptions{});
    ~Client();
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    using ObjectResult = asio::awaitable<Result<SharedObject>>;
    using ListResult = asio::awaitable<Result<ObjectList>>;
    using StreamResult = asio::awaitable<Result<std::unique_ptr<io::http::BodyStream>>>;

    // Reading. An empty namespace means all of them, or none for kinds that have none.
    ObjectResult get(
        const ResourceType& type, const ObjectKey& key, const GetOptions& options = GetOptions{}
    );
    /// All pages, of one state. When it expires between two pages the list starts again, without pages.
    ListResult list(
        const ResourceType& type, std::string_view namespace_, const ListOptions& options = ListOptions{}
    );
    /// One page; the next one: set `options.continue_token` to that of the page. Expired: start again.
    ListResult list_page(
        const ResourceType& type, std::string_view namespace_, const ListOptions& options = ListOptions{}
    );
    asio::awaitable<Result<std::unique_ptr<WatchStream>>> watch(
        const ResourceType& type, std::string_view namespace_, const WatchOptions& options = WatchOptions{}
    );

    // Writing. `json` is the object's text.
    ObjectResult create(
        const ResourceType& type,
        std::string_view namespace_,
        std::string json,
        const WriteOptions& options = WriteOptions{}
    );
    /// Replaces the object. Conflict: it is not the version that `json` names any more.
    ObjectResult update(
        const ResourceType& type,
        const ObjectKey& key,
        std::string json,
        const WriteOptions& options = WriteOptions{}
    );
    ObjectResult patch(
        const ResourceType& type,
        const ObjectKey& key,
        PatchType patch_type,
        std::string patch,
        const PatchOptions& options = PatchOptions{}
    );
    /// The object while it waits for finalizers or its grace period; null when it is gone.
    ObjectResult remove(
        const ResourceType& type, const ObjectKey& key, const DeleteOptions& options = DeleteOptions{}
    );
    asio::awaitable<Result<void>> delete_collection(
        const ResourceType& type,
        std::string_view namespace_,
        const ListOptions& selection,
        const DeleteOptions& options = DeleteOptions{}
    );

    ObjectResult create(
        const ResourceType& type, const DynamicObject& object, const WriteOptions& options = WriteOptions{}
    );
    ObjectResult update(
        const ResourceType& type, const DynamicObject& object, const WriteOptions& options = WriteOptions{}
    );
    /// Server-side apply of what the object names.
    ObjectResult apply(
        const ResourceType& type, const DynamicObject& object, const PatchOptions& options = PatchOptions{}
    );

    // Subresources; status is `options.subresource = "status"` with get, update and patch.
    asio::awaitable<Result<ScaleState>> scale(const ResourceType& type, const ObjectKey& key);
    /// One request: neither reads first nor fails with Conflict.
    asio::awaitable<Result<ScaleState>> set_scale(
        const ResourceType& type,
        const ObjectKey& key,
        std::int64_t replicas,
        const WriteOptions& options = WriteOptions{}
    );
    /// @param uid precondition; "" = whichever pod has that name
    asio::awaitable<Result<void>> bind(
        const ObjectKey& pod, std::string_view node, std::string_view uid = {}
    );
    /// TooManyRequests: a disruption budget forbids it now.
    asio::awaitable<Result<void>> evict(const ObjectKey& pod, const DeleteOptions& options = DeleteOptions{});
    /// @param patch strategic merge patch of a pod that changes only container resources
    ObjectResult resize(
        const ObjectKey& pod, std::string patch, const WriteOptions& options = WriteOptions{}
    );
    StreamResult log(const ObjectKey& pod, const LogOptions& options = LogOptions{});

    // Anything else, by path and query.
    asio::awaitable<Result<std::string>> get_raw(std::string target);
    asio::awaitable<Result<std::string>> post_raw(
        std::string target, std::string body, std::string content_type = "application/json"
    );

    // Typed: thin over the above. What the struct does not name is lost by an update.
    template <class T>
    asio::awaitable<Result<T>> get(const ObjectKey& key, const GetOptions& options = GetOptions{}) {
        return decoded<T>(get(resource_of<T>(), key, options));
    }
    template <class T>
    asio::awaitable<Result<std::vector<T>>> list(
        std::string_view namespace_, const ListOptions& options = ListOptions{}
    ) {
        return decoded_list<T>(list(resource_of<T>(), namespace_, options));
    }
    template <class T>
    asio::awaitable<Result<T>> create(const T& object, const WriteOptions& options = WriteOptions{}) {
        return decoded<T>(
            create(resource_of<T>(), object.metadata.namespace_, to_json(encode(object)), options)
        );
    }
    template <class T>
    asio::awaitable<Result<T>> update(const T& object, const WriteOptions& options = WriteOptions{}) {
        const ObjectKey key{object.metadata.namespace_, object.metadata.name};
        return decoded<T>(update(resource_of<T>(), key, to_json(encode(object)), options));
    }
    template <class T>
    asio::awaitable<Result<T>> patch(
        const ObjectKey& key,
        PatchType patch_type,
        std::string text,
        const PatchOptions& options = PatchOptions{}
    ) {
        return decoded<T>(patch(resource_of<T>(), key, patch_type, std::move(text), options));
    }
    template <class T>
    ObjectResult remove(const ObjectKey& key, const DeleteOptions& options = DeleteOptions{}) {
        return remove(resource_of<T>(), key, options);
    }

    [[nodiscard]] io::Clock& clock() const { return clock_; }
    [[nodiscard]] const ClientOptions& options() const { return options_; }

private:
    template <class T>
    static asio::awaitable<Result<T>> decoded(ObjectResult task) {
        const Result<SharedObject> object = co_await std::move(task);
        if (!object) {
            co_return tl::unexpected<Error>{object.error()};
        }
        co_return decode<T>(**object);
    }
    template <class T>
    static asio::awaitable<Result<std::vector<T>>> decoded_list(ListResult task) {
        const Result<ObjectList> objects = co_await std::move(task);
        if (!objects) {
            co_return tl::unexpected<Error>{objects.error()};
        }
        std::vector<T> typed;
        typed.reserve(objects->items.size());
        for (const SharedObject& object : objects->items) {
            FLOTILLA_CO_TRY(T one, decode<T>(*object));
            typed.push_back(std::move(one));
        }
        co_return typed;
    }

    io::http::Request prepared(const detail::Call& call) const;
    asio::awaitable<void> take_turn();
    void observe(const detail::Call& call, int status, TimePoint begun) const;
    std::optional<Duration> pause_after(const io::http::Response& response, int attempt) const;

    asio::awaitable<Result<io::http::Response>> answer(detail::Call call);
    StreamResult stream(detail::Call call);
    ObjectResult object_answer(detail::Call call);
    ObjectResult removal_answer(detail::Call call);
    ListResult page_answer(detail::Call call);
    ListResult all_pages(ResourceType type, std::string namespace_, ListOptions options);
    asio::awaitable<Result<void>> plain_answer(detail::Call call);
    asio::awaitable<Result<std::string>> body_answer(detail::Call call);
    asio::awaitable<Result<std::unique_ptr<WatchStream>>> watch_answer(detail::Call call);

    io::http::Transport& transport_;
    io::Clock& clock_;
    ClientOptions options_;
    std::unique_ptr<RateLimit> limit_;
};

}  // namespace flotilla::kube
