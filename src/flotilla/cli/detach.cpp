#include "flotilla/cli/detach.hpp"

#include <cstdio>
#include <cstdlib>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "flotilla/cli/exit.hpp"

namespace flotilla::cli {
namespace {

/// The terminal belongs to the parent's shell from now on.
void leave_terminal(const std::filesystem::path& log) {
    const int nothing = ::open("/dev/null", O_RDWR | O_CLOEXEC);
    const int file = ::open(log.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600);
    ::dup2(nothing, STDIN_FILENO);
    ::dup2(file < 0 ? nothing : file, STDOUT_FILENO);
    ::dup2(file < 0 ? nothing : file, STDERR_FILENO);
}

int exit_code_of(pid_t child) {
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : kFailure;
}

}  // namespace

int run_detached(
    const std::filesystem::path& log, const std::function<int(const std::function<void()>& ready)>& serve
) {
    int pipe[2];
    if (::pipe2(pipe, O_CLOEXEC) != 0) {
        std::perror("flotilla: pipe");
        return kFailure;
    }
    std::fflush(nullptr);
    const pid_t child = ::fork();
    if (child < 0) {
        std::perror("flotilla: fork");
        return kFailure;
    }
    if (child == 0) {
        ::close(pipe[0]);
        ::setsid();
        const int code = serve([&log, write_end = pipe[1]] {
            const char ready = 'r';
            [[maybe_unused]] const auto written = ::write(write_end, &ready, 1);
            leave_terminal(log);
        });
        std::fflush(nullptr);
        ::_exit(code);
    }
    ::close(pipe[1]);
    char ready = 0;
    const auto count = ::read(pipe[0], &ready, 1);
    ::close(pipe[0]);
    return count == 1 ? kSuccess : exit_code_of(child);
}

}  // namespace flotilla::cli
