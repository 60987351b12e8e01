#pragma once

namespace flotilla {

/// From here on, large buffers go back to the system as soon as they are freed.
///
/// glibc takes blocks of 128 KiB and more straight from the system, but raises that limit to the size of the
/// first one that is freed: then the body of one long list stays as a hole in the heap of a process that runs
/// for months. For programs, at their start; does nothing with another C library.
void return_large_buffers();

}  // namespace flotilla
