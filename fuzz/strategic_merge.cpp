#include "flotilla/cluster/schema/strategic_merge.hpp"

#include "flotilla/cluster/schema/kind_schema.hpp"

#include "fuzz.hpp"

/// First line: a Deployment; the rest: a patch of it. What comes out is an object without directives of the
/// server's own making, and the patch can be tried on it again.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace flotilla;
    static const Result<cluster::BuiltinKinds> kinds = cluster::BuiltinKinds::load();
    const cluster::Schema& schema = kinds->find({"apps", "v1", "Deployment"})->schema();
    const auto [first, rest] = fuzz::split(fuzz::text_of(data, size));
    const auto original = kube::parse_json(first);
    const auto patch = kube::parse_json(rest);
    if (!original || !patch) {
        return 0;
    }
    const auto merged = cluster::strategic_merge(schema, *original, *patch);
    if (merged) {
        FLOTILLA_ASSERT(merged->is_object());
        static_cast<void>(cluster::strategic_merge(schema, *merged, *patch));
    }
    return 0;
}
