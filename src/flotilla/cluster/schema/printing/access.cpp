#include <fmt/format.h>
#include <fmt/ranges.h>

#include "flotilla/cluster/schema/printing/printer.hpp"

/// Roles and their bindings.
namespace flotilla::cluster::printing {
namespace {

namespace json = boost::json;

std::string subjects(const kube::Json& binding, std::string_view kind) {
    std::vector<std::string> names;
    for (const kube::Json& subject : list(binding, {"subjects"})) {
        if (text(subject, {"kind"}) != kind) {
            continue;
        }
        const std::string_view name = text(subject, {"name"});
        names.push_back(
            kind == "ServiceAccount" ? fmt::format("{}/{}", text(subject, {"namespace"}), name)
                                     : std::string{name}
        );
    }
    return fmt::format("{}", fmt::join(names, ", "));
}

}  // namespace

json::array role_cells(const kube::Json& object, WallTime now) {
    return created_cells(object, now);
}

json::array role_binding_cells(const kube::Json& object, WallTime now) {
    return {
        name_of(object),
        fmt::format("{}/{}", text(object, {"roleRef", "kind"}), text(object, {"roleRef", "name"})),
        age_of(object, now),
        subjects(object, "User"),
        subjects(object, "Group"),
        subjects(object, "ServiceAccount")
    };
}

}  // namespace flotilla::cluster::printing
