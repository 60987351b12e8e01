#include "flotilla/kube/api/patch/json_patch.hpp"

#include "fuzz.hpp"

/// First line: the document; the rest: the patch. What comes out is a document that can be written and read.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace flotilla::kube;
    const auto [first, rest] = flotilla::fuzz::split(flotilla::fuzz::text_of(data, size));
    const auto document = parse_json(first);
    const auto patch = parse_json(rest);
    if (!document || !patch) {
        return 0;
    }
    const auto patched = try_json_patch(*document, *patch);
    if (patched) {
        FLOTILLA_ASSERT(parse_json(to_json(*patched)).has_value());
    }
    return 0;
}
