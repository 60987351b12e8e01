#include "flotilla/cluster/schema/decoding.hpp"

#include <algorithm>
#include <limits>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "flotilla/base/base64.hpp"
#include "flotilla/base/time.hpp"
#include "flotilla/kube/api/quantity.hpp"

namespace flotilla::cluster {
namespace {

namespace json = boost::json;

/// What a Go decoder calls a JSON value.
std::string go_value(const kube::Json& value) {
    switch (value.kind()) {
        case json::kind::string:
            return "string";
        case json::kind::bool_:
            return "bool";
        case json::kind::array:
            return "array";
        case json::kind::object:
            return "object";
        default:
            return fmt::format("number {}", kube::to_json(value));
    }
}

/// What a Go program calls the type of a built-in schema: "int32", "[]v1.Container", "map[string]string".
std::string go_type(const Schema& schema) {
    switch (schema.shape) {
        case Shape::String:
            return schema.format == Format::Byte ? "[]uint8" : "string";
        case Shape::Integer:
            return schema.format == Format::Int32 ? "int32" : "int64";
        case Shape::Number:
            return "float64";
        case Shape::Boolean:
            return "bool";
        case Shape::List:
            return "[]" + (schema.element == nullptr ? "interface {}" : go_type(*schema.element));
        case Shape::Map:
            return "map[string]" + (schema.element == nullptr ? "interface {}" : go_type(*schema.element));
        default:
            break;
    }
    const std::size_t last = schema.name.rfind('.');
    if (last == std::string_view::npos) {
        return std::string{schema.name};
    }
    const std::size_t package = schema.name.rfind('.', last - 1);
    return std::string{schema.name.substr(package + 1)};
}

class Checker {
public:
    Checker(DecodingReport& report, bool is_custom) : report_{report}, is_custom_{is_custom} {}

    void check(const Schema& schema, const kube::Json& value) {
        if (value.is_null()) {
            return;
        }
        switch (schema.shape) {
            case Shape::Any:
                return;
            case Shape::Object:
            case Shape::Map:
                object(schema, value);
                return;
            case Shape::List:
                list(schema, value);
                return;
            default:
                scalar(schema, value);
        }
    }

private:
    struct Step {
        std::string_view field;  // empty for an element of a list
        std::size_t index = 0;
        std::string_view holder;  // the Go struct that has the field
    };

    void object(const Schema& schema, const kube::Json& value) {
        const json::object* fields = value.if_object();
        if (fields == nullptr) {
            wrong(schema, value);
            return;
        }
        for (const auto& [name, child] : *fields) {
            path_.push_back(
                {name, 0, schema.shape == Shape::Object ? schema.short_name() : std::string_view{}}
            );
            if (const Schema* known = schema.child(name)) {
                check(*known, child);
            } else if (!schema.preserve_unknown) {
                report_.unknown.push_back(fmt::format("unknown field \"{}\"", path()));
            }
            path_.pop_back();
        }
    }

    void list(const Schema& schema, const kube::Json& value) {
        const json::array* elements = value.if_array();
        if (elements == nullptr) {
            wrong(schema, value);
            return;
        }
        if (schema.element == nullptr) {
            return;
        }
        for (std::size_t i = 0; i < elements->size(); ++i) {
            path_.push_back({{}, i, {}});
            check(*schema.element, (*elements)[i]);
            path_.pop_back();
        }
    }

    void scalar(const Schema& schema, const kube::Json& value) {
        switch (schema.shape) {
            case Shape::String:
                string(schema, value);
                return;
            case Shape::Integer:
                if (!is_integer(schema, value)) {
                    wrong(schema, value);
                }
                return;
            case Shape::Number:
                if (!value.is_number()) {
                    wrong(schema, value);
                }
                return;
            case Shape::Boolean:
                if (!value.is_bool()) {
                    wrong(schema, value);
                }
                return;
            case Shape::IntOrString:
                if (!value.is_string() && !value.is_int64() && !value.is_uint64()) {
                    fail_with(
                        fmt::format("json: cannot unmarshal {} into Go value of type int32", go_value(value))
                    );
                }
                return;
            default:
                quantity(value);
        }
    }

    void quantity(const kube::Json& value) {
        if (!value.is_string() && !value.is_number()) {
            fail_with(fmt::format("json: cannot unmarshal {} into Go value of type string", go_value(value)));
        } else if (!kube::Quantity::parse(
                       value.is_string() ? std::string{kube::text_of(value.get_string())}
                                         : kube::to_json(value)
                   )) {
            fail_with(
                "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
            );
        }
    }

    void string(const Schema& schema, const kube::Json& value) {
        const json::string* text = value.if_string();
        if (text == nullptr) {
            wrong(schema, value);
        } else if (schema.format == Format::Byte) {
            if (const auto bad = first_bad_base64(*text)) {
                fail_with(fmt::format("illegal base64 data at input byte {}", *bad));
            }
        } else if (schema.format == Format::DateTime || schema.format == Format::MicroTime) {
            if (!parse_time(*text)) {
                const bool micro = schema.format == Format::MicroTime;
                fail_with(fmt::format(
                    "parsing time \"{0}\" as \"{1}\": cannot parse \"{0}\" as \"2006\"",
                    std::string_view{*text},
                    micro ? "2006-01-02T15:04:05.000000Z07:00" : "2006-01-02T15:04:05Z07:00"
                ));
            }
        }
    }

    static bool is_integer(const Schema& schema, const kube::Json& value) {
        if (value.is_uint64()) {
            return false;  // Boost.JSON takes int64 for all that fits
        }
        if (!value.is_int64()) {
            return false;
        }
        using Limits = std::numeric_limits<std::int32_t>;
        return schema.format != Format::Int32 ||
               (value.get_int64() >= Limits::min() && value.get_int64() <= Limits::max());
    }

    void wrong(const Schema& schema, const kube::Json& value) {
        std::string shown = go_value(value);
        if (value.is_number() && schema.shape != Shape::Integer) {
            shown = "number";
        }
        std::string_view holder;
        std::string dotted;
        for (const Step& step : path_) {
            if (step.field.empty()) {
                continue;
            }
            holder = step.holder.empty() ? holder : step.holder;
            dotted += fmt::format(".{}", step.field);
        }
        fail_with(fmt::format(
            "json: cannot unmarshal {} into Go struct field {}{} of type {}",
            shown,
            holder,
            dotted,
            go_type(schema)
        ));
    }

    void fail_with(std::string message) {
        // Of a custom resource only the metadata is decoded into a Go struct; validation tells of the rest.
        const bool is_decoded = !is_custom_ || path_.empty() || path_.front().field == "metadata";
        if (is_decoded && !report_.type_error) {
            report_.type_error = std::move(message);
        }
    }

    std::string path() const {
        std::string result;
        for (const Step& step : path_) {
            if (step.field.empty()) {
                result += fmt::format("[{}]", step.index);
            } else {
                result += result.empty() ? "" : ".";
                result += step.field;
            }
        }
        return result;
    }

    DecodingReport& report_;
    bool is_custom_;
    std::vector<Step> path_;
};

}  // namespace

DecodingReport check_decoding(const Schema& schema, const kube::Json& object) {
    DecodingReport report;
    const bool is_custom = schema.name.empty();
    Checker{report, is_custom}.check(schema, object);
    if (is_custom) {
        std::ranges::sort(report.unknown);  // of custom resources they are told in order
    }
    return report;
}

std::string cannot_be_handled(std::string_view kind, std::string_view version, std::string_view type_error) {
    return fmt::format("{0} in version \"{1}\" cannot be handled as a {0}: {2}", kind, version, type_error);
}

std::string strict_decoding_error(const std::vector<std::string>& problems) {
    return problems.empty() ? std::string{}
                            : fmt::format("strict decoding error: {}", fmt::join(problems, ", "));
}

}  // namespace flotilla::cluster
