#include "flotilla/cluster/schema/custom_kind.hpp"
#include "flotilla/cluster/schema/pruning.hpp"

#include "fuzz.hpp"

/// First line: a CustomResourceDefinition; the rest: an object of it. Pruning and defaults change nothing the
/// second time.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace flotilla;
    static const Result<cluster::BuiltinKinds> kinds = cluster::BuiltinKinds::load();
    const auto [first, rest] = fuzz::split(fuzz::text_of(data, size));
    const auto definition = kube::parse_json(first);
    if (!definition || !cluster::validate_definition(*definition).empty()) {
        return 0;
    }
    const auto versions = cluster::custom_versions(*definition, kinds->catalog());
    const auto object = kube::parse_json(rest);
    if (!versions || !object) {
        return 0;
    }
    for (const cluster::CustomVersion& version : *versions) {
        kube::Json once = *object;
        cluster::prune(version.schema->schema(), once);
        version.schema->set_defaults(once);
        kube::Json twice = once;
        cluster::prune(version.schema->schema(), twice);
        version.schema->set_defaults(twice);
        FLOTILLA_ASSERT(once == twice);
        static_cast<void>(version.schema->validate(once));
    }
    return 0;
}
