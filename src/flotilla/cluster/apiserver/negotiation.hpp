#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "flotilla/cluster/apiserver/outcome.hpp"

namespace flotilla::cluster {

/// "application/json;as=Table;v=v1" taken apart.
struct MediaType {
    std::string type;  ///< in small letters
    std::vector<std::pair<std::string, std::string>> parameters;
    double quality = 1.0;

    [[nodiscard]] std::string_view parameter(std::string_view name) const;
    static MediaType parse(std::string_view text);
};

/// The media types of an Accept header, best first.
std::vector<MediaType> parse_accept(std::string_view header);

/// In which form a client gets what it asked for.
struct Rendering {
    enum class Encoding : std::uint8_t { Json, Yaml, Protobuf };
    enum class Transform : std::uint8_t { None, Table, Metadata };

    Encoding encoding = Encoding::Json;
    Transform transform = Transform::None;
    std::string version = "v1";  ///< of the Table or PartialObjectMetadata

    [[nodiscard]] std::string_view content_type() const;
};

/// Chooses from an Accept header; empty means JSON.
/// @param protobuf whether the kind has that form
/// @param is_watch a stream, of which there is none in YAML
/// Fails with NotAcceptable (406).
Outcome<Rendering> negotiate(std::string_view accept, bool protobuf, bool is_watch = false);

}  // namespace flotilla::cluster
