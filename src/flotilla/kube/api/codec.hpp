#pragma once
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "flotilla/base/result.hpp"
#include "flotilla/kube/api/encoded_object.hpp"
#include "flotilla/kube/api/json.hpp"

/// Between objects as bytes or JSON and the typed structs of types/*.gen.hpp, each of which has `read_json`
/// and `write_json`.
namespace flotilla::kube {

/// Gathers what went wrong while a struct was read, and where. Only the first failure counts.
class Decoder {
public:
    /// `what` as in "wanted a text, found a number".
    void fail(std::string what);
    [[nodiscard]] bool failed() const { return failed_; }
    /// Called on the way out of a failure, innermost first.
    void within(std::string_view key);
    void within(std::size_t index);
    [[nodiscard]] Error error() const;

private:
    bool failed_ = false;
    std::string where_;
    std::string what_;
};

namespace detail {

/// An object parsed into memory that goes in one piece.
class ParsedObject {
public:
    explicit ParsedObject(const EncodedObject& object);
    ~ParsedObject();
    [[nodiscard]] const Json& json() const;

private:
    struct Memory;
    std::unique_ptr<Memory> memory_;
};

}  // namespace detail

/// Reads the fields that T names and leaves the others. Absent and null are the same. Fails with
/// InvalidArgument, naming the field, when one has the wrong type: "spec.replicas: wanted a whole number,
/// found a text".
template <class T>
Result<T> decode(const Json& json) {
    Decoder decoder;
    T out;
    read_json(decoder, json, out);
    if (decoder.failed()) {
        return tl::unexpected{decoder.error()};
    }
    return out;
}

template <class T>
Result<T> decode(const EncodedObject& object) {
    const detail::ParsedObject parsed{object};
    return decode<T>(parsed.json());
}

/// The value as JSON; of a kind, with apiVersion and kind. Absent fields are left out.
template <class T>
Json encode(const T& value) {
    return write_json(value);
}

}  // namespace flotilla::kube
