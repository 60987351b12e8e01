#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <sys/types.h>

#include "flotilla/base/result.hpp"
#include "flotilla/io/clock.hpp"

namespace flotilla::io {

/// A program that runs beside this one and serves: started, listened to, and stopped. It inherits the
/// environment and standard error, reads nothing, and is killed when this object goes or this process dies.
class ChildProcess {
public:
    /// NotFound: there is no such program. Unavailable: it could not be started.
    /// @param command the program, by its path, and its arguments
    static Result<std::unique_ptr<ChildProcess>> start(
        const asio::any_io_executor& executor, std::vector<std::string> command
    );
    ~ChildProcess();
    ChildProcess(const ChildProcess&) = delete;
    ChildProcess& operator=(const ChildProcess&) = delete;

    [[nodiscard]] pid_t id() const;
    /// The next line of its standard output. Unavailable: it has ended it, or no line came within `patience`.
    asio::awaitable<Result<std::string>> read_line(Clock& clock, Duration patience);
    /// SIGTERM, and SIGKILL after `grace`; the exit code, 128 + the signal's number when one ended it.
    asio::awaitable<int> stop(Clock& clock, Duration grace);
    /// The exit code once it has ended by itself; nothing while it runs.
    [[nodiscard]] std::optional<int> exit_code();

private:
    class Impl;
    explicit ChildProcess(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace flotilla::io
