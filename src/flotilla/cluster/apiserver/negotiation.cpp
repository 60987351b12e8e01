#include "flotilla/cluster/apiserver/negotiation.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <optional>

#include "flotilla/kube/protobuf/codec.hpp"

namespace flotilla::cluster {

namespace {

std::string_view trim(std::string_view text) {
    while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front())) != 0) {
        text.remove_prefix(1);
    }
    while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back())) != 0) {
        text.remove_suffix(1);
    }
    return text;
}

/// Calls `visit` for each part between separators, trimmed.
template <class Visit>
void split(std::string_view text, char separator, Visit&& visit) {
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(separator), text.size());
        visit(trim(text.substr(0, end)));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
}

std::optional<Rendering::Encoding> encoding_of(const MediaType& accepted, bool protobuf) {
    if (accepted.type == "application/json" || accepted.type == "*/*" || accepted.type == "application/*") {
        return Rendering::Encoding::Json;
    }
    if (accepted.type == "application/yaml") {
        return Rendering::Encoding::Yaml;
    }
    if (accepted.type == kube::protobuf::kMediaType && protobuf) {
        return Rendering::Encoding::Protobuf;
    }
    return std::nullopt;
}

std::optional<Rendering::Transform> transform_of(const MediaType& accepted) {
    const std::string_view as = accepted.parameter("as");
    const std::string_view version = accepted.parameter("v");
    if (as.empty()) {
        return Rendering::Transform::None;
    }
    if (accepted.parameter("g") != "meta.k8s.io" || (version != "v1" && version != "v1beta1")) {
        return std::nullopt;
    }
    if (as == "Table") {
        return Rendering::Transform::Table;
    }
    if (as == "PartialObjectMetadata" || as == "PartialObjectMetadataList") {
        return Rendering::Transform::Metadata;
    }
    return std::nullopt;
}

}  // namespace

std::string_view MediaType::parameter(std::string_view name) const {
    for (const auto& [key, value] : parameters) {
        if (key == name) {
            return value;
        }
    }
    return {};
}

MediaType MediaType::parse(std::string_view text) {
    MediaType media;
    bool first = true;
    split(text, ';', [&](std::string_view part) {
        const std::size_t equals = part.find('=');
        if (std::exchange(first, false)) {
            media.type = part;
            std::ranges::transform(media.type, media.type.begin(), [](unsigned char c) {
                return static_cast<char>(std::tolower(c));
            });
        } else if (equals != std::string_view::npos) {
            media.parameters.emplace_back(trim(part.substr(0, equals)), trim(part.substr(equals + 1)));
        }
    });
    const std::string_view quality = media.parameter("q");
    std::from_chars(quality.data(), quality.data() + quality.size(), media.quality);
    return media;
}

std::vector<MediaType> parse_accept(std::string_view header) {
    std::vector<MediaType> accepted;
    split(header, ',', [&](std::string_view part) {
        if (!part.empty()) {
            accepted.push_back(MediaType::parse(part));
        }
    });
    std::ranges::stable_sort(accepted, std::ranges::greater{}, &MediaType::quality);
    return accepted;
}

std::string_view Rendering::content_type() const {
    switch (encoding) {
        case Encoding::Yaml:
            return "application/yaml";
        case Encoding::Protobuf:
            return kube::protobuf::kMediaType;
        case Encoding::Json:
            break;
    }
    return "application/json";
}

Outcome<Rendering> negotiate(std::string_view accept, bool protobuf, bool is_watch) {
    const std::vector<MediaType> accepted = parse_accept(accept);
    for (const MediaType& media : accepted) {
        const auto transform = transform_of(media);
        const auto encoding = encoding_of(media, protobuf && transform == Rendering::Transform::None);
        const bool streams = !is_watch || encoding != Rendering::Encoding::Yaml;
        if (encoding && transform && streams) {
            const std::string_view version = media.parameter("v");
            return Rendering{*encoding, *transform, std::string{version.empty() ? "v1" : version}};
        }
    }
    if (accepted.empty()) {
        return Rendering{};
    }
    kube::Status status = kube::statuses::not_acceptable(
        is_watch ? "application/json;stream=watch, application/vnd.kubernetes.protobuf;stream=watch"
                 : "application/json, application/yaml, application/vnd.kubernetes.protobuf"
    );
    status.details = kube::StatusDetails{};
    return reject(std::move(status));
}

}  // namespace flotilla::cluster
