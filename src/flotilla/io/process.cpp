#include "flotilla/io/process.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <optional>
#include <tuple>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>
#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "flotilla/io/within.hpp"

namespace flotilla::io {
namespace {

constexpr auto kToken = asio::as_tuple(asio::use_awaitable);

/// A running program; one that is still running when its owner goes is killed and reaped.
class Child {
public:
    explicit Child(pid_t pid) : pid_{pid} {}
    ~Child() {
        if (pid_ > 0) {
            kill();
            reap();
        }
    }
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    /// With everything that it has started: it leads a process group of its own.
    void kill() const { ::kill(-pid_, SIGKILL); }
    /// Returns at once when it has ended; see the pid's descriptor.
    int reap() {
        int status = 0;
        while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
        }
        pid_ = -1;
        return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    }

private:
    pid_t pid_;
};

class Pipe {
public:
    Pipe() { is_open_ = ::pipe2(ends_.data(), O_CLOEXEC) == 0; }
    ~Pipe() {
        close(0);
        close(1);
    }
    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;

    [[nodiscard]] bool is_open() const { return is_open_; }
    [[nodiscard]] int writer() const { return ends_[1]; }
    void close_writer() { close(1); }
    int release_reader() { return std::exchange(ends_[0], -1); }

private:
    void close(std::size_t end) {
        if (ends_[end] >= 0) {
            ::close(std::exchange(ends_[end], -1));
        }
    }
    std::array<int, 2> ends_{-1, -1};
    bool is_open_ = false;
};

std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> result;
    for (std::string& text : texts) {
        result.push_back(text.data());
    }
    result.push_back(nullptr);
    return result;
}

Result<pid_t> spawn(ProcessRequest& request, const Pipe& out, const Pipe& err) {
    std::vector<std::string> variables;
    for (const auto& [name, value] : request.environment) {
        variables.push_back(name + "=" + value);
    }
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, out.writer(), STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, err.writer(), STDERR_FILENO);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
    pid_t pid = 0;
    const int error = ::posix_spawnp(
        &pid,
        request.command.front().c_str(),
        &actions,
        &attributes,
        pointers(request.command).data(),
        pointers(variables).data()
    );
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    if (error != 0) {
        const ErrorCode code = error == ENOENT ? ErrorCode::NotFound : ErrorCode::Unavailable;
        return fail(code, fmt::format("cannot run {}: {}", request.command.front(), std::strerror(error)));
    }
    return pid;
}

/// Everything up to the end; nothing when that is more than `limit`: then the program is killed, which ends
/// its other output.
asio::awaitable<std::optional<std::string>> read_all(
    asio::posix::stream_descriptor& descriptor, std::size_t limit, const Child& child
) {
    std::string text;
    while (true) {
        std::array<char, 4096> buffer;
        const auto [error, count] = co_await descriptor.async_read_some(asio::buffer(buffer), kToken);
        if (error == asio::error::operation_aborted) {
            throw boost::system::system_error{error};
        }
        if (error) {
            co_return text;
        }
        text.append(buffer.data(), count);
        if (text.size() > limit) {
            child.kill();
            co_return std::nullopt;
        }
    }
}

asio::awaitable<std::tuple<std::optional<std::string>, std::optional<std::string>>> read_both(
    asio::posix::stream_descriptor& out,
    asio::posix::stream_descriptor& err,
    std::size_t limit,
    const Child& child
) {
    using asio::experimental::awaitable_operators::operator&&;
    try {
        co_return co_await (read_all(out, limit, child) && read_all(err, limit, child));
    } catch (const asio::multiple_exceptions& exceptions) {
        rethrow_first(exceptions);
    }
}

}  // namespace

asio::awaitable<Result<ProcessOutput>> run_process(ProcessRequest request) {
    const auto executor = co_await asio::this_coro::executor;
    Pipe out_pipe;
    Pipe err_pipe;
    if (!out_pipe.is_open() || !err_pipe.is_open() || request.command.empty()) {
        co_return fail(ErrorCode::Unavailable, "cannot run a program: no pipes, or no command");
    }
    FLOTILLA_CO_TRY(const pid_t pid, spawn(request, out_pipe, err_pipe));
    Child child{pid};
    out_pipe.close_writer();
    err_pipe.close_writer();
    const auto watched = static_cast<int>(::syscall(SYS_pidfd_open, pid, 0));
    if (watched < 0) {
        co_return fail(
            ErrorCode::Unavailable, fmt::format("cannot watch a program: {}", std::strerror(errno))
        );
    }
    asio::posix::stream_descriptor ended{executor, watched};
    asio::posix::stream_descriptor out{executor, out_pipe.release_reader()};
    asio::posix::stream_descriptor err{executor, err_pipe.release_reader()};
    auto texts = co_await read_both(out, err, request.max_output, child);
    ProcessOutput output;
    if (!std::get<0>(texts) || !std::get<1>(texts)) {
        co_return fail(
            ErrorCode::InvalidArgument,
            fmt::format("{} writes more than {} bytes", request.command.front(), request.max_output)
        );
    }
    output.out = std::move(*std::get<0>(texts));
    output.err = std::move(*std::get<1>(texts));
    const auto [error] = co_await ended.async_wait(asio::posix::stream_descriptor::wait_read, kToken);
    if (error) {
        throw boost::system::system_error{asio::error::operation_aborted};
    }
    output.exit_code = child.reap();
    co_return output;
}

}  // namespace flotilla::io
