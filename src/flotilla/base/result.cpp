#include "flotilla/base/result.hpp"

#include <cstdio>
#include <cstdlib>

namespace flotilla {

std::string_view to_string(ErrorCode code) {
    switch (code) {
        case ErrorCode::InvalidArgument:
            return "InvalidArgument";
        case ErrorCode::NotFound:
            return "NotFound";
        case ErrorCode::AlreadyExists:
            return "AlreadyExists";
        case ErrorCode::Conflict:
            return "Conflict";
        case ErrorCode::Expired:
            return "Expired";
        case ErrorCode::Unauthorized:
            return "Unauthorized";
        case ErrorCode::Forbidden:
            return "Forbidden";
        case ErrorCode::TooManyRequests:
            return "TooManyRequests";
        case ErrorCode::Unsupported:
            return "Unsupported";
        case ErrorCode::Unavailable:
            return "Unavailable";
        case ErrorCode::DeadlineExceeded:
            return "DeadlineExceeded";
        case ErrorCode::Cancelled:
            return "Cancelled";
        case ErrorCode::Internal:
            return "Internal";
    }
    return "Unknown";
}

tl::unexpected<Error> with_context(Error error, std::string_view context) {
    error.message = fmt::format("{}: {}", context, error.message);
    return tl::unexpected<Error>{std::move(error)};
}

void assertion_failed(const char* expression, const char* file, int line) {
    std::fprintf(stderr, "%s:%d: assertion failed: %s\n", file, line, expression);
    std::abort();
}

}  // namespace flotilla
