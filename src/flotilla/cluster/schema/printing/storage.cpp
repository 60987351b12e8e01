#include <array>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "flotilla/cluster/schema/printing/printer.hpp"

namespace flotilla::cluster::printing {
namespace {

namespace json = boost::json;

std::string access_modes(const json::array& modes) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kShort{{
        {"ReadWriteOnce", "RWO"},
        {"ReadOnlyMany", "ROX"},
        {"ReadWriteMany", "RWX"},
        {"ReadWriteOncePod", "RWOP"},
    }};
    std::vector<std::string_view> shown;
    for (const auto& [mode, abbreviation] : kShort) {
        for (const kube::Json& present : modes) {
            if (present.is_string() && kube::text_of(present.get_string()) == mode) {
                shown.push_back(abbreviation);
                break;
            }
        }
    }
    return fmt::format("{}", fmt::join(shown, ","));
}

/// A volume that is on its way out says so whatever its phase is.
std::string phase_of(const kube::Json& object) {
    return at(object, {"metadata", "deletionTimestamp"}) != nullptr
               ? "Terminating"
               : std::string{text(object, {"status", "phase"})};
}

std::string or_unset(std::string_view value) {
    return value.empty() ? "<unset>" : std::string{value};
}

}  // namespace

json::array storage_class_cells(const kube::Json& object, WallTime now) {
    const bool is_default =
        text(object, {"metadata", "annotations", "storageclass.kubernetes.io/is-default-class"}) == "true";
    return {
        is_default ? fmt::format("{} (default)", name_of(object)) : std::string{name_of(object)},
        text(object, {"provisioner"}),
        text(object, {"reclaimPolicy"}),
        text(object, {"volumeBindingMode"}),
        kube::find_bool(object, {"allowVolumeExpansion"}).value_or(false),
        age_of(object, now)
    };
}

json::array volume_claim_cells(const kube::Json& object, WallTime now) {
    const bool bound = !text(object, {"spec", "volumeName"}).empty();
    return {
        name_of(object),
        phase_of(object),
        text(object, {"spec", "volumeName"}),
        bound ? text(object, {"status", "capacity", "storage"}) : std::string_view{},
        bound ? access_modes(list(object, {"status", "accessModes"})) : std::string{},
        text(object, {"spec", "storageClassName"}),
        or_unset(text(object, {"spec", "volumeAttributesClassName"})),
        age_of(object, now),
        or_unset(text(object, {"spec", "volumeMode"}))
    };
}

json::array volume_cells(const kube::Json& object, WallTime now) {
    std::string claim;
    if (at(object, {"spec", "claimRef"}) != nullptr) {
        claim = fmt::format(
            "{}/{}",
            text(object, {"spec", "claimRef", "namespace"}),
            text(object, {"spec", "claimRef", "name"})
        );
    }
    return {
        name_of(object),
        text(object, {"spec", "capacity", "storage"}),
        access_modes(list(object, {"spec", "accessModes"})),
        text(object, {"spec", "persistentVolumeReclaimPolicy"}),
        phase_of(object),
        claim,
        text(object, {"spec", "storageClassName"}),
        or_unset(text(object, {"spec", "volumeAttributesClassName"})),
        text(object, {"status", "reason"}),
        age_of(object, now),
        or_unset(text(object, {"spec", "volumeMode"}))
    };
}

}  // namespace flotilla::cluster::printing
