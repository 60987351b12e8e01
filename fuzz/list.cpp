#include "flotilla/kube/api/object_list.hpp"

#include "fuzz.hpp"

/// A list is read as it was written.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto list = flotilla::kube::decode_list(flotilla::fuzz::text_of(data, size));
    if (!list) {
        return 0;
    }
    const std::string written = encode_list(*list);
    const auto again = flotilla::kube::decode_list(written);
    FLOTILLA_ASSERT(again.has_value());
    FLOTILLA_ASSERT(encode_list(*again) == written);
    return 0;
}
