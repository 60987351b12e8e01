#include "flotilla/cluster/schema/table.hpp"

#include <utility>

#include <fmt/format.h>

namespace flotilla::cluster {
namespace {

namespace json = boost::json;

std::string api_version(std::string_view version) {
    return fmt::format("meta.k8s.io/{}", version);
}

json::object partial_metadata(const kube::Json& object, std::string_view version) {
    json::object partial;
    partial.emplace("kind", "PartialObjectMetadata");
    partial.emplace("apiVersion", api_version(version));
    const kube::Json* metadata = kube::find(object, {"metadata"});
    partial.emplace("metadata", metadata == nullptr ? kube::Json(json::object_kind) : *metadata);
    return partial;
}

}  // namespace

kube::Json make_table(const KindSchema& kind, std::string_view version, const kube::Json& list_metadata) {
    json::array columns;
    for (const TableColumn& column : kind.columns()) {
        columns.push_back(json::object{
            {"name", column.name},
            {"type", column.type},
            {"format", column.format},
            {"description", column.description},
            {"priority", column.priority},
        });
    }
    json::object table;
    table.emplace("kind", "Table");
    table.emplace("apiVersion", api_version(version));
    table.emplace("metadata", list_metadata.is_object() ? list_metadata : kube::Json(json::object_kind));
    table.emplace("columnDefinitions", std::move(columns));
    table.emplace("rows", json::array{});
    return table;
}

kube::Json make_table_row(
    const KindSchema& kind,
    const kube::Json& object,
    IncludeObject include,
    WallTime now,
    std::string_view version
) {
    json::object row;
    row.emplace("cells", kind.cells(object, now));
    if (include == IncludeObject::Metadata) {
        row.emplace("object", partial_metadata(object, version));
    } else if (include == IncludeObject::Object) {
        row.emplace("object", object);
    } else {
        row.emplace("object", nullptr);
    }
    return row;
}

std::string human_duration(Duration age) {
    using std::chrono::duration_cast;
    const auto seconds = duration_cast<std::chrono::seconds>(age).count();
    if (seconds < -1) {
        return "<invalid>";
    }
    if (seconds < 0) {
        return "0s";
    }
    constexpr std::int64_t kMinute = 60;
    constexpr std::int64_t kHour = 60 * kMinute;
    constexpr std::int64_t kDay = 24 * kHour;
    constexpr std::int64_t kYear = 365 * kDay;
    const auto with_rest = [seconds](std::int64_t unit, char letter, std::int64_t small, char small_letter) {
        const std::int64_t rest = seconds % unit / small;
        return rest == 0 ? fmt::format("{}{}", seconds / unit, letter)
                         : fmt::format("{}{}{}{}", seconds / unit, letter, rest, small_letter);
    };
    if (seconds < 2 * kMinute) {
        return fmt::format("{}s", seconds);
    }
    if (seconds < 10 * kMinute) {
        return with_rest(kMinute, 'm', 1, 's');
    }
    if (seconds < 3 * kHour) {
        return fmt::format("{}m", seconds / kMinute);
    }
    if (seconds < 8 * kHour) {
        return with_rest(kHour, 'h', kMinute, 'm');
    }
    if (seconds < 2 * kDay) {
        return fmt::format("{}h", seconds / kHour);
    }
    if (seconds < 8 * kDay) {
        return with_rest(kDay, 'd', kHour, 'h');
    }
    if (seconds < 2 * kYear) {
        return fmt::format("{}d", seconds / kDay);
    }
    if (seconds < 8 * kYear) {
        return with_rest(kYear, 'y', kDay, 'd');
    }
    return fmt::format("{}y", seconds / kYear);
}

}  // namespace flotilla::cluster
