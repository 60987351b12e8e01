#include "flotilla/kube/protobuf/codec.hpp"

#include "fuzz.hpp"

/// Whatever decodes can be written as JSON, and what that encodes to decodes to something that encodes to the
/// same bytes.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace flotilla::kube;
    const auto object = protobuf::decode(flotilla::fuzz::text_of(data, size));
    if (!object) {
        return 0;
    }
    FLOTILLA_ASSERT(parse_json(to_json(*object)).has_value());
    const auto encoded = protobuf::encode(*object);
    if (!encoded) {
        return 0;  // a quantity or a time that only looked like one
    }
    const auto again = protobuf::decode(*encoded);
    FLOTILLA_ASSERT(again.has_value());
    FLOTILLA_ASSERT(protobuf::encode(*again) == *encoded);
    return 0;
}
