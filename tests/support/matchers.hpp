#pragma once
#include <ostream>

#include <gmock/gmock.h>

#include "flotilla/base/result.hpp"

/// Matchers for `Result`: `EXPECT_THAT(parse(s), IsOk())`, `IsOkAnd(Eq(3))`, `FailsWith(ErrorCode::NotFound,
/// HasSubstr("x"))`.
namespace flotilla {

inline void PrintTo(ErrorCode code, std::ostream* out) {
    *out << to_string(code);
}

inline void PrintTo(const Error& error, std::ostream* out) {
    *out << to_string(error.code) << ": " << error.message;
}

namespace testing_support {

MATCHER(IsOk, "is a value") {
    if (arg) {
        return true;
    }
    *result_listener << to_string(arg.error().code) << ": " << arg.error().message;
    return false;
}

MATCHER_P(IsOkAnd, inner, "is a value that matches") {
    if (!arg) {
        *result_listener << to_string(arg.error().code) << ": " << arg.error().message;
        return false;
    }
    return testing::ExplainMatchResult(inner, *arg, result_listener);
}

MATCHER_P2(FailsWith, code, message, "fails with " + std::string{to_string(code)}) {
    if (arg) {
        *result_listener << "it is a value";
        return false;
    }
    *result_listener << to_string(arg.error().code) << ": " << arg.error().message;
    return arg.error().code == code && testing::Matches(message)(arg.error().message);
}

}  // namespace testing_support
}  // namespace flotilla
