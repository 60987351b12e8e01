#include "flotilla/cluster/schema/field_set.hpp"

#include "fuzz.hpp"

/// First line and rest: two FieldsV1. Each survives encoding, and together they follow the laws of sets.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace flotilla;
    using cluster::FieldSet;
    const auto [first, rest] = fuzz::split(fuzz::text_of(data, size));
    const auto first_json = kube::parse_json(first);
    const auto second_json = kube::parse_json(rest.empty() ? std::string_view{"{}"} : rest);
    if (!first_json || !second_json) {
        return 0;
    }
    const auto a = FieldSet::decode(*first_json);
    const auto b = FieldSet::decode(*second_json);
    if (!a || !b) {
        return 0;
    }
    const auto again = FieldSet::decode(a->encode());
    FLOTILLA_ASSERT(again && again->paths() == a->paths());
    FLOTILLA_ASSERT(a->united(*b).size() + a->intersected(*b).size() == a->size() + b->size());
    FLOTILLA_ASSERT(a->without(*b).intersected(*b).empty());
    return 0;
}
