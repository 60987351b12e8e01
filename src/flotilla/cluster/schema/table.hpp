#pragma once
#include <span>
#include <string_view>

#include "flotilla/base/time.hpp"
#include "flotilla/cluster/schema/kind_schema.hpp"
#include "flotilla/kube/api/json.hpp"

/// Tables: what `kubectl get` prints, made by the server.
namespace flotilla::cluster {

/// What each row's `object` holds.
enum class IncludeObject { None, Metadata, Object };

/// `meta.k8s.io/v1 Table` without rows; `version` is "v1" or "v1beta1". `list_metadata` is copied
/// (resourceVersion, continue, …).
kube::Json make_table(const KindSchema& kind, std::string_view version, const kube::Json& list_metadata);

/// One row, to be put into `rows` of a table.
kube::Json make_table_row(
    const KindSchema& kind,
    const kube::Json& object,
    IncludeObject include,
    WallTime now,
    std::string_view version
);

/// An age as kubectl writes it: "5s", "2m10s", "3h", "4d2h", "2y10d".
std::string human_duration(Duration age);

}  // namespace flotilla::cluster
