# Third-party libraries, all from Debian bookworm (tools/install/packages.txt).
find_package(Threads REQUIRED)
find_package(Boost 1.81 REQUIRED COMPONENTS json url)
find_package(OpenSSL 3.0 REQUIRED)
find_package(yaml-cpp 0.7 REQUIRED)
find_package(ZLIB REQUIRED)
find_package(GTest REQUIRED)

# The same in every translation unit, or the one-definition rule is violated.
add_compile_definitions(
  BOOST_ASIO_SEPARATE_COMPILATION BOOST_BEAST_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED
  BOOST_ASIO_DISABLE_VISIBILITY)

find_path(FLOTILLA_TL_EXPECTED tl/expected.hpp REQUIRED)
find_path(FLOTILLA_FMT fmt/format-inl.h REQUIRED)
find_path(FLOTILLA_RE2_HEADERS re2/re2.h REQUIRED)
find_library(FLOTILLA_RE2 re2 REQUIRED)
