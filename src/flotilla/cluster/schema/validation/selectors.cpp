#include <array>

#include <fmt/format.h>

#include "flotilla/cluster/schema/validation/validation.hpp"
#include "flotilla/kube/api/validation.hpp"

namespace flotilla::cluster::validation {
namespace {

namespace json = boost::json;
using namespace detail;  // NOLINT(google-build-using-namespace): the makers of causes

void check_requirement(const kube::Json& requirement, const std::string& path, Causes& causes) {
    const std::string_view key = kube::find_string(requirement, {"key"}).value_or("");
    for (const std::string& complaint : kube::check_qualified_name(key)) {
        invalid(causes, join(path, "key"), kube::Json(key), complaint);
    }
    const std::string_view op = kube::find_string(requirement, {"operator"}).value_or("");
    const json::array* values = kube::find_array(requirement, {"values"});
    const bool has_values = values != nullptr && !values->empty();
    if (op == "In" || op == "NotIn") {
        if (!has_values) {
            required(causes, join(path, "values"), "must be specified when `operator` is 'In' or 'NotIn'");
        }
    } else if (op == "Exists" || op == "DoesNotExist") {
        if (has_values) {
            forbidden(
                causes,
                join(path, "values"),
                "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"
            );
        }
    } else {
        invalid(causes, join(path, "operator"), kube::Json(op), "not a valid selector operator");
    }
}

bool is_percent(std::string_view text) {
    return text.size() > 1 && text.ends_with('%') && text.find_first_not_of("0123456789") == text.size() - 1;
}

}  // namespace

void check_selector(const kube::Json& selector, const std::string& path, Causes& causes) {
    check_labels(kube::find(selector, {"matchLabels"}), join(path, "matchLabels"), causes);
    const json::array* expressions = kube::find_array(selector, {"matchExpressions"});
    for (std::size_t i = 0; expressions != nullptr && i < expressions->size(); ++i) {
        check_requirement((*expressions)[i], indexed(join(path, "matchExpressions"), i), causes);
    }
}

void check_count_or_percent(const kube::Json& value, const std::string& path, Causes& causes) {
    if (value.is_string()) {
        if (!is_percent(kube::text_of(value.get_string()))) {
            invalid(
                causes,
                path,
                value,
                "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or "
                "'93%', regex "
                "used for validation is '[0-9]+%')"
            );
        }
    } else if (value.is_int64() && value.get_int64() < 0) {
        invalid(causes, path, value, "must be greater than or equal to 0");
    }
}

void check_at_most_all(const kube::Json& value, const std::string& path, Causes& causes) {
    constexpr std::int64_t kAll = 100;
    if (value.is_string() && is_percent(kube::text_of(value.get_string())) &&
        count_or_percent(value) > kAll) {
        invalid(causes, path, value, "must not be greater than 100%");
    }
}

std::int64_t count_or_percent(const kube::Json& value) {
    if (value.is_int64()) {
        return value.get_int64();
    }
    std::int64_t number = 0;
    if (value.is_string() && is_percent(kube::text_of(value.get_string()))) {
        constexpr std::int64_t kEnough = 1'000'000'000;
        for (const char c : kube::text_of(value.get_string())) {
            number = c == '%' || number > kEnough ? number : number * 10 + (c - '0');
        }
    }
    return number;
}

}  // namespace flotilla::cluster::validation
