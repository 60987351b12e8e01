#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "flotilla/base/random.hpp"
#include "flotilla/io/clock.hpp"
#include "flotilla/io/http/handler.hpp"
#include "flotilla/io/signal.hpp"
#include "flotilla/kube/api/dynamic_object.hpp"
#include "flotilla/kube/api/watch_event.hpp"

namespace flotilla::testing_support {

namespace asio = boost::asio;

/// What goes wrong with requests; all are chances in [0, 1].
struct Faults {
    double error = 0;     ///< the answer is 500, 503 or 429
    double lost = 0;      ///< the request is carried out, and the answer lost
    double hang = 0;      ///< nothing is answered for ten minutes
    double cut = 0;       ///< of each watch event: the stream breaks off within it
    double end = 0;       ///< of each watch event: the watch ends in order behind it
    double silence = 0;   ///< of each watch event: nothing comes any more, not even an end
    double expire = 0;    ///< of each watch event: an ERROR with 410 comes in its place
    double repeat = 0;    ///< of each watch event: it comes twice, or an old one comes again
    Duration latency{0};  ///< up to so much, each
};

/// A small API server in memory, faithful in what informers and leases need: versions, conflicts, pages,
/// watches with history, streaming lists. It knows any kind, validates nothing, and fails as it is told to,
/// from a seed.
class FakeApi final : public io::http::Handler {
public:
    FakeApi(io::Clock& clock, const asio::any_io_executor& executor, std::uint64_t seed = 0);

    Faults faults;
    bool has_streaming_lists = true;
    bool has_bookmarks = true;
    Duration bookmark_period = std::chrono::minutes{1};
    /// Told of each request when it arrives: "GET /api/v1/pods?limit=500".
    std::function<void(const std::string& line)> on_request;

    asio::awaitable<void> handle(io::http::Request request, io::http::ResponseWriter& writer) override;

    // Behind the API's back, but seen by watches.
    void put(const kube::ResourceType& type, kube::DynamicObject object);
    void erase(const kube::ResourceType& type, const kube::ObjectKey& key);
    [[nodiscard]] std::optional<kube::DynamicObject> find(
        const kube::ResourceType& type, const kube::ObjectKey& key
    ) const;
    /// Everything of a kind: key and version.
    [[nodiscard]] std::map<kube::ObjectKey, std::string> versions(const kube::ResourceType& type) const;
    /// Forgets history up to now: watches from older versions get 410.
    void compact() { compacted_ = version_; }
    /// Cuts every watch off.
    void cut_watches();
    [[nodiscard]] std::uint64_t version() const { return version_; }
    [[nodiscard]] std::size_t open_watches() const { return open_watches_; }

private:
    struct Target;
    struct Change {
        std::uint64_t version;
        std::string collection;
        kube::WatchEventType type;
        kube::SharedObject object;
    };
    using Writer = io::http::ResponseWriter;

    asio::awaitable<void> answer(Target target, const io::http::Request& request, Writer& writer);
    asio::awaitable<void> list(const Target& target, Writer& writer);
    asio::awaitable<void> watch(Target target, Writer& writer);
    asio::awaitable<bool> write_event(
        kube::WatchEventType type, const kube::EncodedObject& object, Writer& writer
    );
    asio::awaitable<bool> write_changes(
        const Target& target, std::uint64_t& seen, std::uint64_t cuts, Writer& writer
    );
    asio::awaitable<bool> write_again(const Target& target, std::size_t newest, Writer& writer);
    asio::awaitable<bool> write_initial(const Target& target, std::uint64_t version, Writer& writer);
    asio::awaitable<bool> write_bookmark(
        const Target& target, std::uint64_t version, bool is_end, Writer& writer
    );

    [[nodiscard]] std::vector<kube::SharedObject> select(const Target& target) const;
    std::optional<io::http::Response> refusal(const Target& target) const;
    io::http::Response write(const Target& target, const io::http::Request& request);
    io::http::Response create(const Target& target, kube::DynamicObject object);
    io::http::Response replace(const Target& target, kube::DynamicObject object);
    io::http::Response patch(const Target& target, const io::http::Request& request);
    io::http::Response remove(const Target& target);
    kube::SharedObject store(const std::string& collection, kube::DynamicObject object);
    void record(const std::string& collection, kube::WatchEventType type, kube::SharedObject object);
    bool happens(double chance) { return chance > 0 && random_.uniform() < chance; }

    io::Clock& clock_;
    RandomStream random_;
    std::uint64_t version_ = 100;
    std::uint64_t compacted_ = 0;
    std::uint64_t uids_ = 0;
    std::uint64_t cuts_ = 0;
    std::size_t open_watches_ = 0;
    std::map<std::string, std::map<kube::ObjectKey, kube::SharedObject>>
        collections_;  // by path without namespace
    std::vector<Change> history_;
    io::Signal changed_;
};

}  // namespace flotilla::testing_support
