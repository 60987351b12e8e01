#include "flotilla/io/cpu_time.hpp"

#include <ctime>

namespace flotilla::io {
namespace {

Duration read(clockid_t clock) {
    timespec now{};
    clock_gettime(clock, &now);  // cannot fail for the clocks below
    return std::chrono::seconds{now.tv_sec} + std::chrono::nanoseconds{now.tv_nsec};
}

}  // namespace

Duration process_cpu_time() {
    return read(CLOCK_PROCESS_CPUTIME_ID);
}

Duration thread_cpu_time() {
    return read(CLOCK_THREAD_CPUTIME_ID);
}

}  // namespace flotilla::io
