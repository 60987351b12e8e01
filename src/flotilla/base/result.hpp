#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <tl/expected.hpp>

/// Expected failures as values: `Result<T>`, `Error` and the macros that pass an error on.
namespace flotilla {

/// What kind of failure it was, as far as a caller may branch on it.
enum class ErrorCode {
    InvalidArgument,   ///< the input is wrong: a person must change it (400, 422)
    NotFound,          ///< 404
    AlreadyExists,     ///< 409 on create
    Conflict,          ///< 409: somebody else wrote first; read again and retry
    Expired,           ///< 410: the resource version is gone; list again
    Unauthorized,      ///< 401: who are you
    Forbidden,         ///< 403: you may not
    TooManyRequests,   ///< 429: later, see `retry_after`
    Unsupported,       ///< 405, 406, 415: the other side does not do that
    Unavailable,       ///< unreachable, cut off, or 5xx: retry with back-off
    DeadlineExceeded,  ///< no answer in time
    Cancelled,         ///< the owner of the task wanted it to stop
    Internal,          ///< a defect, here or there
};

/// The code's name, as in logs: "NotFound".
std::string_view to_string(ErrorCode code);

struct Error {
    ErrorCode code = ErrorCode::Internal;
    std::string message;  ///< what was tried, on what, what came back
    std::optional<std::chrono::milliseconds> retry_after = std::nullopt;  ///< set when the other side said so

    friend bool operator==(const Error&, const Error&) = default;
};

template <class T>
using Result = tl::expected<T, Error>;

/// An error to return: `return fail(ErrorCode::NotFound, "no context named x")`.
inline tl::unexpected<Error> fail(ErrorCode code, std::string message) {
    return tl::unexpected<Error>{Error{code, std::move(message), std::nullopt}};
}

/// The same error, with what was being done put before its message: "reading a.yaml: line 3: …".
tl::unexpected<Error> with_context(Error error, std::string_view context);

[[noreturn]] void assertion_failed(const char* expression, const char* file, int line);

}  // namespace flotilla

// NOLINTBEGIN(cppcoreguidelines-macro-usage): control flow that a function cannot express.
#define FLOTILLA_CONCAT_INNER(a, b) a##b
#define FLOTILLA_CONCAT(a, b) FLOTILLA_CONCAT_INNER(a, b)

#define FLOTILLA_TRY_INNER(holder, declaration, expression, leave)            \
    auto holder = (expression);                                               \
    if (!holder) {                                                            \
        leave ::tl::unexpected<::flotilla::Error>{std::move(holder).error()}; \
    }                                                                         \
    declaration = std::move(holder).value()

/// `FLOTILLA_TRY(const auto x, parse(s));` declares x or returns the error.
#define FLOTILLA_TRY(declaration, ...) \
    FLOTILLA_TRY_INNER(FLOTILLA_CONCAT(result_, __LINE__), declaration, (__VA_ARGS__), return)
/// The same inside a coroutine; the operand is a `co_await` expression.
#define FLOTILLA_CO_TRY(declaration, ...) \
    FLOTILLA_TRY_INNER(FLOTILLA_CONCAT(result_, __LINE__), declaration, (__VA_ARGS__), co_return)

#define FLOTILLA_CHECK_INNER(holder, expression, leave)                       \
    if (auto holder = (expression); !holder) {                                \
        leave ::tl::unexpected<::flotilla::Error>{std::move(holder).error()}; \
    }
/// `FLOTILLA_CHECK(write(x));` returns the error of a Result whose value does not matter.
#define FLOTILLA_CHECK(...) FLOTILLA_CHECK_INNER(FLOTILLA_CONCAT(result_, __LINE__), (__VA_ARGS__), return)
#define FLOTILLA_CO_CHECK(...) \
    FLOTILLA_CHECK_INNER(FLOTILLA_CONCAT(result_, __LINE__), (__VA_ARGS__), co_return)

/// For our own mistakes, never for input; stays on in release builds.
#define FLOTILLA_ASSERT(expression) \
    ((expression) ? void(0) : ::flotilla::assertion_failed(#expression, __FILE__, __LINE__))
// NOLINTEND(cppcoreguidelines-macro-usage)
