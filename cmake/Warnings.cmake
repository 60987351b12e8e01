# The warnings that every target of ours is built with; errors, unless a packager turns that off.
option(FLOTILLA_WERROR "Treat warnings as errors" ON)
add_library(flotilla_warnings INTERFACE)
target_compile_options(flotilla_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor
  $<$<BOOL:${FLOTILLA_WERROR}>:-Werror>
  # GCC 12 warns of its own std::string and std::optional at -O2 (PR105651, PR105562), and of Asio's coroutine frames.
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict -Wno-maybe-uninitialized -Wno-mismatched-new-delete>)
