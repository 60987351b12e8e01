#include "flotilla/lab/workload/config.hpp"

#include <algorithm>
#include <array>
#include <filesystem>

#include <fmt/ranges.h>

#include "flotilla/lab/workload/detail/config_words.hpp"

namespace flotilla::lab::workload {
namespace {

using detail::for_each_file;
using detail::JoinKey;
using detail::kJoins;
using detail::number_or_text;
using kube::Json;
using kube::JsonArray;
using kube::JsonObject;
using sim::workload::CommonOptions;
using sim::workload::Join;
using sim::workload::Part;

tl::unexpected<Error> bad_key(std::string_view key, std::string_view wanted) {
    return fail(ErrorCode::InvalidArgument, fmt::format("{}: it must be {}", key, wanted));
}

Result<double> number(const Json& value, std::string_view key) {
    if (!value.is_number()) {
        return bad_key(key, "a number");
    }
    return value.to_number<double>();
}

Result<std::string> text(const Json& value, std::string_view key) {
    if (!value.is_string()) {
        return bad_key(key, "a text");
    }
    return std::string{kube::text_of(value.get_string())};
}

/// "90s", or a number of seconds.
Result<Duration> duration(const Json& value, std::string_view key) {
    const std::string written =
        value.is_string() ? std::string{kube::text_of(value.get_string())} : kube::to_json(value);
    const auto length = parse_duration(written);
    if (!length) {
        return bad_key(key, "a duration, such as \"90s\" or \"5m\"");
    }
    return *length;
}

/// A parameter's text: numbers and truth values as they are written, lists with commas.
Result<std::string> parameter_text(const Json& value, std::string_view key) {
    if (value.is_string()) {
        return std::string{kube::text_of(value.get_string())};
    }
    if (value.is_number() || value.is_bool()) {
        return kube::to_json(value);
    }
    if (value.is_array()) {
        std::vector<std::string> texts;
        for (const Json& element : value.get_array()) {
            if (element.is_array()) {
                return bad_key(key, "a list without lists in it");
            }
            FLOTILLA_TRY(std::string written, parameter_text(element, key));
            texts.push_back(std::move(written));
        }
        return fmt::format("{}", fmt::join(texts, ","));
    }
    return bad_key(key, "a text, a number, true, false or a list of these");
}

Result<Part> part_from_json(const JsonObject& object, const std::string& path);

Result<void> read_joined(Part& part, Join join, const Json& value, const std::string& key) {
    if (!value.is_array() || value.get_array().empty()) {
        return bad_key(key, "a list of workloads");
    }
    part.join = join;
    for (std::size_t i = 0; i < value.get_array().size(); ++i) {
        const Json& element = value.get_array()[i];
        const std::string inner = fmt::format("{}[{}]", key, i);
        if (!element.is_object()) {
            return bad_key(inner, "an object");
        }
        FLOTILLA_TRY(Part read, part_from_json(element.get_object(), inner + "."));
        part.parts.push_back(std::move(read));
    }
    return {};
}

/// Whether the key belongs to a part, and has been read.
Result<bool> read_part_key(Part& part, std::string_view name, const Json& value, const std::string& key) {
    if (name == "type") {
        FLOTILLA_TRY(const std::string written, text(value, key));
        auto parsed = sim::workload::parse_expression(written);
        if (!parsed) {
            return with_context(parsed.error(), key);
        }
        auto parameters = std::move(part.parameters);
        const double weight = part.weight;
        part = std::move(*parsed);
        part.parameters.merge(parameters);
        part.weight *= weight;
        return true;
    }
    if (name == "parameters") {
        if (!value.is_object()) {
            return bad_key(key, "an object");
        }
        for (const auto& member : value.get_object()) {
            const std::string parameter{member.key().data(), member.key().size()};
            FLOTILLA_TRY(part.parameters[parameter], parameter_text(member.value(), key + "." + parameter));
        }
        return true;
    }
    if (name == "weight") {
        FLOTILLA_TRY(part.weight, number(value, key));
        if (!(part.weight > 0)) {
            return bad_key(key, "above 0");
        }
        return true;
    }
    for (const JoinKey& known : kJoins) {
        if (known.key == name) {
            FLOTILLA_CHECK(read_joined(part, known.join, value, key));
            return true;
        }
    }
    return false;
}

Result<void> check_part(const Part& part, const std::string& path) {
    if (part.type.empty() && part.join == Join::None) {
        return fail(ErrorCode::InvalidArgument, fmt::format("{}type: it is missing", path));
    }
    if (part.join != Join::None && (!part.parameters.empty() || !part.type.empty())) {
        return fail(
            ErrorCode::InvalidArgument,
            fmt::format("{}parameters: they belong to a single type, not to what joins several", path)
        );
    }
    return {};
}

Result<Part> part_from_json(const JsonObject& object, const std::string& path) {
    Part part;
    for (const auto& member : object) {
        const std::string name{member.key().data(), member.key().size()};
        FLOTILLA_TRY(const bool known, read_part_key(part, name, member.value(), path + name));
        if (!known) {
            return fail(
                ErrorCode::InvalidArgument,
                fmt::format(
                    "{}{}: unknown; there are: type, parameters, weight, sum, product, then, mix", path, name
                )
            );
        }
    }
    FLOTILLA_CHECK(check_part(part, path));
    return part;
}

using Read = Result<void> (*)(WorkloadRequest& to, const Json& value, std::string_view key);

struct OptionKey {
    std::string_view name;
    Read read;
};

template <auto Member>
Result<void> read_number(WorkloadRequest& to, const Json& value, std::string_view key) {
    FLOTILLA_TRY(to.options.*Member, number(value, key));
    return {};
}

template <auto Member>
Result<void> read_duration(WorkloadRequest& to, const Json& value, std::string_view key) {
    FLOTILLA_TRY(to.options.*Member, duration(value, key));
    return {};
}

Result<void> read_noise(WorkloadRequest& to, const Json& value, std::string_view key) {
    const double sigma = to.options.noise.sigma;
    FLOTILLA_TRY(const std::string written, text(value, key));
    FLOTILLA_TRY(to.options.noise, sim::workload::parse_noise(written));
    to.options.noise.sigma = sigma;
    return {};
}

Result<void> read_seed(WorkloadRequest& to, const Json& value, std::string_view key) {
    const auto whole = kube::whole_number(value);
    if (!whole || *whole < 0) {
        return bad_key(key, "a whole number of 0 or more");
    }
    to.seed = static_cast<std::uint64_t>(*whole);
    return {};
}

constexpr std::array kOptions{
    OptionKey{"clip", read_number<&CommonOptions::clip>},
    OptionKey{"duration", read_duration<&CommonOptions::duration>},
    OptionKey{
        "kind",
        [](WorkloadRequest& to, const Json& value, std::string_view key) -> Result<void> {
            FLOTILLA_TRY(const std::string written, text(value, key));
            FLOTILLA_TRY(to.options.kind, model::parse_series_kind(written));
            return {};
        }
    },
    OptionKey{"mean", read_number<&CommonOptions::mean>},
    OptionKey{"missing", read_number<&CommonOptions::missing>},
    OptionKey{"noise", read_noise},
    OptionKey{
        "noise_sigma",
        [](WorkloadRequest& to, const Json& value, std::string_view key) -> Result<void> {
            FLOTILLA_TRY(to.options.noise.sigma, number(value, key));
            return {};
        }
    },
    OptionKey{"offset", read_number<&CommonOptions::offset>},
    OptionKey{"peak", read_number<&CommonOptions::peak>},
    OptionKey{"ram_mb", read_number<&CommonOptions::ram_mb>},
    OptionKey{"scale", read_number<&CommonOptions::scale>},
    OptionKey{"seed", read_seed},
    OptionKey{"skip", read_duration<&CommonOptions::skip>},
    OptionKey{
        "start",
        [](WorkloadRequest& to, const Json& value, std::string_view key) -> Result<void> {
            FLOTILLA_TRY(const std::string written, text(value, key));
            FLOTILLA_TRY(to.options.start, parse_time(written));
            return {};
        }
    },
    OptionKey{"step", read_duration<&CommonOptions::step>},
    OptionKey{"time_compress", read_number<&CommonOptions::time_compress>},
};

Result<void> read_option(WorkloadRequest& request, const std::string& name, const Json& value) {
    const auto known = std::find_if(kOptions.begin(), kOptions.end(), [&](const OptionKey& option) {
        return option.name == name;
    });
    if (known == kOptions.end()) {
        std::vector<std::string_view> names{"type", "parameters", "sum", "product", "then", "mix"};
        for (const OptionKey& option : kOptions) {
            names.push_back(option.name);
        }
        return fail(
            ErrorCode::InvalidArgument,
            fmt::format("{}: unknown; there are: {}", name, fmt::join(names, ", "))
        );
    }
    if (const auto read = known->read(request, value, name); !read) {
        const bool is_named = read.error().message.starts_with(name);
        return is_named ? tl::unexpected<Error>{read.error()} : with_context(read.error(), name);
    }
    return {};
}

}  // namespace

Result<WorkloadRequest> request_from_json(const Json& config) {
    if (!config.is_object()) {
        return fail(ErrorCode::InvalidArgument, "a workload's configuration must be a JSON object");
    }
    WorkloadRequest request;
    for (const auto& member : config.get_object()) {
        const std::string name{member.key().data(), member.key().size()};
        FLOTILLA_TRY(const bool is_part, read_part_key(request.what, name, member.value(), name));
        if (!is_part) {
            FLOTILLA_CHECK(read_option(request, name, member.value()));
        }
    }
    FLOTILLA_CHECK(check_part(request.what, ""));
    return request;
}

Result<WorkloadRequest> request_from_text(std::string_view written, const std::string& folder) {
    FLOTILLA_TRY(const Json config, kube::parse_json(written));
    FLOTILLA_TRY(WorkloadRequest request, request_from_json(config));
    for_each_file(request.what, [&folder](std::string& path) {
        path = (std::filesystem::path{folder} / path).lexically_normal().string();
    });
    return request;
}

Result<void> set_option(WorkloadRequest& request, const std::string& name, const std::string& written) {
    return read_option(request, name, number_or_text(written));
}

}  // namespace flotilla::lab::workload
