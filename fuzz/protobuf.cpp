#include "flotilla/kube/protobuf/codec.hpp"

#include "fuzz.hpp"

/// Whatever decodes can be written as JSON and, when it is still valid, encoded and decoded to the same.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace flotilla::kube;
    const auto object = protobuf::decode(flotilla::fuzz::text_of(data, size));
    if (!object) {
        return 0;
    }
    const std::string text = to_json(*object);
    const auto encoded = protobuf::encode(*object);
    if (encoded) {
        const auto again = protobuf::decode(*encoded);
        FLOTILLA_ASSERT(again.has_value());
        FLOTILLA_ASSERT(to_json(*again) == text);
    }
    return 0;
}
