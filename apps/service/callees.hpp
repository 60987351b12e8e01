#pragma once
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>

#include "flotilla/base/random.hpp"
#include "flotilla/io/clock.hpp"
#include "flotilla/io/http/transport.hpp"
#include "flotilla/model/application/application.hpp"

#include "service/session.hpp"

namespace flotilla::apps::service {

namespace asio = boost::asio;

/// The other services, as one pod reaches them: their pods, by the application's balancing, with its timeouts
/// and retries.
class Callees {
public:
    using Pods = std::vector<std::unique_ptr<io::http::Transport>>;

    /// @param caller         the name of the calling service
    /// @param with_network   each call waits for the hop delay of the application's active profile first
    Callees(
        io::Clock& clock,
        const model::Application& application,
        std::string caller,
        std::map<std::string, Pods, std::less<>> pods,
        bool with_network,
        RandomStream stream
    );

    /// One call with its retries. Unavailable: no good answer; DeadlineExceeded: none in time; NotFound: it
    /// is not known where the service is.
    asio::awaitable<Result<void>> call(const model::Call& call, const Session& session);

private:
    struct Target {
        Pods pods;
        std::vector<std::size_t> under_way;  ///< by pod
        std::size_t next = 0;
    };

    asio::awaitable<Result<void>> attempt(const model::Call& call, const Session& session, Target& target);
    std::size_t choose(Target& target);
    [[nodiscard]] io::http::Request request(const model::Call& call, const Session& session) const;
    Duration backoff(int retry);

    io::Clock& clock_;
    const model::Application& application_;
    std::string caller_;
    std::map<std::string, Target, std::less<>> targets_;
    bool with_network_;
    RandomStream stream_;
    std::uint64_t calls_ = 0;
    std::uint64_t retries_ = 0;
};

}  // namespace flotilla::apps::service
