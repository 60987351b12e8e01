#include "flotilla/kube/api/patch/merge_patch.hpp"

#include "fuzz.hpp"

/// First line: before; the rest: after. The patch made of the two turns the one into the other.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace flotilla::kube;
    const auto [first, rest] = flotilla::fuzz::split(flotilla::fuzz::text_of(data, size));
    const auto before = parse_json(first);
    const auto raw_after = parse_json(rest);
    if (!before || !raw_after) {
        return 0;
    }
    // A merge patch cannot set a null, so the goal has none: that is what applying it to nothing gives.
    const Json after = apply_merge_patch(Json(), *raw_after);
    FLOTILLA_ASSERT(apply_merge_patch(*before, make_merge_patch(*before, after)) == after);
    return 0;
}
