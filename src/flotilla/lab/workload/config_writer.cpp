#include <algorithm>
#include <filesystem>

#include "flotilla/lab/workload/config.hpp"
#include "flotilla/lab/workload/detail/config_words.hpp"

namespace flotilla::lab::workload {
namespace {

using detail::for_each_file;
using detail::JoinKey;
using detail::kJoins;
using kube::Json;
using kube::JsonArray;
using kube::JsonObject;
using sim::workload::CommonOptions;
using sim::workload::Join;
using sim::workload::Part;

/// A number only where its text comes back from it: "007" stays a text.
Json parameter_json(const std::string& written) {
    Json value = detail::number_or_text(written);
    return value.is_number() && kube::to_json(value) != written ? Json(written) : value;
}

/// Whole seconds as "90s", else nanoseconds.
std::string duration_text(Duration length) {
    return length % std::chrono::seconds{1} == Duration::zero()
               ? fmt::format("{}s", std::chrono::duration_cast<std::chrono::seconds>(length).count())
               : fmt::format("{}ns", length.count());
}

void put_part(JsonObject& to, const Part& part) {
    if (part.weight != 1) {
        to["weight"] = part.weight;
    }
    if (part.join == Join::None) {
        to["type"] = part.type;
        JsonObject parameters;
        for (const auto& [name, value] : part.parameters) {
            parameters[name] = parameter_json(value);
        }
        if (!parameters.empty()) {
            to["parameters"] = std::move(parameters);
        }
        return;
    }
    JsonArray parts;
    for (const Part& inner : part.parts) {
        JsonObject object;
        put_part(object, inner);
        parts.push_back(std::move(object));
    }
    const auto known = std::find_if(kJoins.begin(), kJoins.end(), [&](const JoinKey& join) {
        return join.join == part.join;
    });
    to[known->key] = std::move(parts);
}

void put_options(JsonObject& to, const CommonOptions& options) {
    const CommonOptions usual;
    const auto put = [&to](std::string_view key, double value, double otherwise) {
        if (value != otherwise) {
            to[key] = value;
        }
    };
    const auto put_optional = [&to](std::string_view key, std::optional<double> value) {
        if (value) {
            to[key] = *value;
        }
    };
    if (options.kind) {
        to["kind"] = to_string(*options.kind);
    }
    if (options.step) {
        to["step"] = duration_text(*options.step);
    }
    if (options.duration) {
        to["duration"] = duration_text(*options.duration);
    }
    if (options.skip != usual.skip) {
        to["skip"] = duration_text(options.skip);
    }
    put("time_compress", options.time_compress, usual.time_compress);
    if (options.noise.kind != sim::workload::NoiseKind::None) {
        to["noise"] = to_text(options.noise);
        to["noise_sigma"] = options.noise.sigma;
    }
    put("scale", options.scale, usual.scale);
    put("offset", options.offset, usual.offset);
    put_optional("mean", options.mean);
    put_optional("peak", options.peak);
    put_optional("clip", options.clip);
    put("missing", options.missing, usual.missing);
    put("ram_mb", options.ram_mb, usual.ram_mb);
    if (options.start) {
        to["start"] = format_time(*options.start);
    }
}

/// FNV-1a, 64 bits.
std::uint64_t hash(std::string_view bytes) {
    std::uint64_t value = 0xcbf29ce484222325U;
    for (const char c : bytes) {
        value = (value ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
    }
    return value;
}

}  // namespace

Json to_json(const WorkloadRequest& request) {
    JsonObject object;
    put_part(object, request.what);
    put_options(object, request.options);
    object["seed"] = request.seed;
    return object;
}

std::string to_config_text(const WorkloadRequest& request) {
    std::string out = "{";
    const Json config = to_json(request);
    for (const auto& member : config.get_object()) {
        out += out.size() == 1 ? "\n  " : ",\n  ";
        kube::append_json_string(out, {member.key().data(), member.key().size()});
        out += ": ";
        kube::append_json(out, member.value());
    }
    return out + "\n}\n";
}

std::string request_id(const WorkloadRequest& request) {
    WorkloadRequest portable = request;
    for_each_file(portable.what, [](std::string& path) {
        path = std::filesystem::path{path}.filename().string();
    });
    const bool is_single = request.what.join == Join::None;
    return fmt::format(
        "{}-{:016x}", is_single ? request.what.type : "composed", hash(kube::to_json(to_json(portable)))
    );
}

}  // namespace flotilla::lab::workload
