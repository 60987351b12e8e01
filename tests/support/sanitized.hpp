#pragma once

namespace flotilla::testing_support {

/// Whether a sanitizer watches this build: tests over many seeds take fewer then, as each takes ten times as
/// long.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool kIsSanitized = true;
#else
inline constexpr bool kIsSanitized = false;
#endif

}  // namespace flotilla::testing_support
