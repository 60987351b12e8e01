#pragma once
#include "flotilla/base/time.hpp"

namespace flotilla::io {

/// CPU that this process has used so far, user and system, all threads.
[[nodiscard]] Duration process_cpu_time();
/// CPU that the calling thread has used so far.
[[nodiscard]] Duration thread_cpu_time();

}  // namespace flotilla::io
