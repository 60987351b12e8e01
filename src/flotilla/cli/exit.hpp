#pragma once
#include <cstdio>

#include "flotilla/base/result.hpp"
#include "flotilla/cli/command.hpp"

/// How the program says why it did not do what it was asked for.
namespace flotilla::cli {

/// One sentence on standard error; the exit code: 2 when the input was wrong, 1 otherwise.
inline int report(const Error& error) {
    std::fprintf(stderr, "flotilla: %s\n", error.message.c_str());
    return error.code == ErrorCode::InvalidArgument ? kUsage : kFailure;
}

}  // namespace flotilla::cli
