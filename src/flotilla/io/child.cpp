#include "flotilla/io/child.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "flotilla/io/within.hpp"

namespace flotilla::io {
namespace {

constexpr std::size_t kMaxLine = 64U << 10U;

/// What the child does between fork and exec: only calls that are allowed there.
[[noreturn]] void become(char* const* arguments, int out, int report, pid_t parent) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    const int null = ::open("/dev/null", O_RDONLY);
    if (::getppid() == parent && null >= 0 && ::dup2(null, STDIN_FILENO) >= 0 &&
        ::dup2(out, STDOUT_FILENO) >= 0) {
        ::execv(arguments[0], arguments);
    }
    const int problem = errno;
    (void)!::write(report, &problem, sizeof problem);  // there is nobody else to tell
    ::_exit(127);
}

struct Started {
    pid_t pid;
    int out;
};

Result<Started> fork_and_exec(std::vector<std::string>& command) {
    std::array<int, 2> out{};
    std::array<int, 2> report{};
    if (::pipe2(out.data(), O_CLOEXEC) != 0) {
        return fail(ErrorCode::Unavailable, "cannot run a program: no pipe");
    }
    if (::pipe2(report.data(), O_CLOEXEC) != 0) {
        ::close(out[0]);
        ::close(out[1]);
        return fail(ErrorCode::Unavailable, "cannot run a program: no pipe");
    }
    std::vector<char*> arguments;
    for (std::string& argument : command) {
        arguments.push_back(argument.data());
    }
    arguments.push_back(nullptr);
    const pid_t parent = ::getpid();
    const pid_t pid = ::fork();
    if (pid == 0) {
        become(arguments.data(), out[1], report[1], parent);
    }
    ::close(out[1]);
    ::close(report[1]);
    int problem = 0;
    const bool has_failed = pid < 0 || ::read(report[0], &problem, sizeof problem) == sizeof problem;
    ::close(report[0]);
    if (!has_failed) {
        return Started{pid, out[0]};
    }
    ::close(out[0]);
    if (pid > 0) {
        ::waitpid(pid, nullptr, 0);
    }
    const ErrorCode code = problem == ENOENT ? ErrorCode::NotFound : ErrorCode::Unavailable;
    return fail(code, fmt::format("cannot run {}: {}", command.front(), std::strerror(problem)));
}

}  // namespace

class ChildProcess::Impl {
public:
    Impl(const asio::any_io_executor& executor, Started started, std::string program)
        : pid{started.pid}, out{executor, started.out}, name{std::move(program)} {}
    ~Impl() {
        if (!exit_code()) {
            ::kill(pid, SIGKILL);
            int status = 0;
            while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
            }
        }
    }
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    std::optional<int> exit_code() {
        int status = 0;
        if (!ended && ::waitpid(pid, &status, WNOHANG) == pid) {
            ended = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
        }
        return ended;
    }

    asio::awaitable<std::optional<std::string>> next_line() {
        const auto [problem, size] = co_await asio::async_read_until(
            out, asio::dynamic_buffer(buffer, kMaxLine), '\n', asio::as_tuple(asio::use_awaitable)
        );
        if (problem) {
            co_return std::nullopt;
        }
        std::string line = buffer.substr(0, size - 1);
        buffer.erase(0, size);
        co_return line;
    }

    pid_t pid;
    asio::posix::stream_descriptor out;
    std::string name;
    std::string buffer;
    std::optional<int> ended;
};

ChildProcess::ChildProcess(std::unique_ptr<Impl> impl) : impl_{std::move(impl)} {}
ChildProcess::~ChildProcess() = default;

Result<std::unique_ptr<ChildProcess>> ChildProcess::start(
    const asio::any_io_executor& executor, std::vector<std::string> command
) {
    if (command.empty()) {
        return fail(ErrorCode::InvalidArgument, "cannot run a program without a name");
    }
    FLOTILLA_TRY(const Started started, fork_and_exec(command));
    auto impl = std::make_unique<Impl>(executor, started, command.front());
    return std::unique_ptr<ChildProcess>{new ChildProcess{std::move(impl)}};
}

pid_t ChildProcess::id() const {
    return impl_->pid;
}

std::optional<int> ChildProcess::exit_code() {
    return impl_->exit_code();
}

asio::awaitable<Result<std::string>> ChildProcess::read_line(Clock& clock, Duration patience) {
    auto next = impl_->next_line();
    auto line = co_await within(clock, patience, std::move(next));
    if (line && *line) {
        co_return std::move(**line);
    }
    const char* why = line ? "ended its output" : "said nothing in time";
    co_return fail(ErrorCode::Unavailable, fmt::format("{} {}", impl_->name, why));
}

asio::awaitable<int> ChildProcess::stop(Clock& clock, Duration grace) {
    const TimePoint latest = clock.now() + grace;
    if (!exit_code()) {
        ::kill(impl_->pid, SIGTERM);
    }
    while (!exit_code()) {
        if (clock.now() >= latest) {
            ::kill(impl_->pid, SIGKILL);
        }
        co_await clock.sleep_for(std::chrono::milliseconds{5});
    }
    co_return *exit_code();
}

}  // namespace flotilla::io
