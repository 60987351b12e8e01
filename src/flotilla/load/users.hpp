#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>

#include "flotilla/io/clock.hpp"
#include "flotilla/io/http/url.hpp"
#include "flotilla/load/behaviour.hpp"
#include "flotilla/load/level.hpp"
#include "flotilla/load/open_loop.hpp"
#include "flotilla/load/report.hpp"
#include "flotilla/load/run.hpp"

namespace flotilla::load {

/// A run of users against a server, as a person asks for it.
struct UsersOptions {
    UsersOptions() = default;

    std::string server;  ///< an http or https URL
    Behaviour behaviour;
    std::optional<std::string> users;            ///< closed loop: a level's text; one of the two
    std::optional<std::string> rate;             ///< open loop: requests per second
    Duration length = std::chrono::seconds{60};  ///< measured, after the warm-up
    Duration warm_up{0};
    double spawn_rate = 50;  ///< closed: new users a second; 0: all at once
    OpenLoop::Spacing spacing = OpenLoop::Spacing::Poisson;
    std::size_t sessions = 1000;  ///< open: users among whom the requests are dealt out
    Duration timeout = std::chrono::seconds{20};
    std::size_t connections = 512;
    std::vector<std::string> fields;  ///< of every request, "Name: value"; plain http only
    std::uint64_t seed = 1;
    std::function<Result<std::string>(const std::string& path)> read_file;
    std::function<void(const Interval&)> on_interval;
};

/// Users with all that they need, ready to run.
class UsersRun {
public:
    /// InvalidArgument: an option that makes no sense, by name.
    static Result<std::unique_ptr<UsersRun>> prepare(
        asio::any_io_executor executor, io::Clock& clock, UsersOptions options
    );
    virtual ~UsersRun() = default;

    /// Until the time is over and every request has ended. Once only.
    virtual asio::awaitable<Result<Record>> run() = 0;
    virtual void stop() = 0;
    [[nodiscard]] virtual const RunTitle& title() const = 0;

protected:
    UsersRun() = default;
    UsersRun(const UsersRun&) = default;
    UsersRun& operator=(const UsersRun&) = default;
};

}  // namespace flotilla::load
