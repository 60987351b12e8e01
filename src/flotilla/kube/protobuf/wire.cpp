#include "flotilla/kube/protobuf/wire.hpp"

#include <bit>

namespace flotilla::kube::protobuf {

std::optional<WireReader::Tag> WireReader::tag() {
    const auto value = varint();
    if (!value || *value >> 3U == 0 || *value >> 3U > 0x1FFFFFFF) {
        return std::nullopt;
    }
    const auto type = static_cast<WireType>(*value & 7U);
    const bool is_known = type == WireType::Varint || type == WireType::Fixed64 || type == WireType::Bytes ||
                          type == WireType::Fixed32;
    return is_known ? std::optional{Tag{static_cast<std::uint32_t>(*value >> 3U), type}} : std::nullopt;
}

std::optional<std::uint64_t> WireReader::varint() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64 && !rest_.empty(); shift += 7) {
        const auto byte = static_cast<unsigned char>(rest_.front());
        rest_.remove_prefix(1);
        value |= static_cast<std::uint64_t>(byte & 0x7FU) << shift;
        if ((byte & 0x80U) == 0) {
            return value;
        }
    }
    return std::nullopt;
}

std::optional<std::uint64_t> WireReader::fixed64() {
    if (rest_.size() < 8) {
        return std::nullopt;
    }
    std::uint64_t value = 0;
    for (std::size_t i = 8; i > 0; --i) {
        value = value << 8U | static_cast<unsigned char>(rest_[i - 1]);
    }
    rest_.remove_prefix(8);
    return value;
}

std::optional<std::string_view> WireReader::bytes() {
    const auto size = varint();
    if (!size || *size > rest_.size()) {
        return std::nullopt;
    }
    const std::string_view out = rest_.substr(0, *size);
    rest_.remove_prefix(*size);
    return out;
}

bool WireReader::skip(WireType type) {
    switch (type) {
        case WireType::Varint:
            return varint().has_value();
        case WireType::Fixed64:
            return fixed64().has_value();
        case WireType::Bytes:
            return bytes().has_value();
        case WireType::Fixed32:
            break;
    }
    const bool fits = rest_.size() >= 4;
    rest_.remove_prefix(fits ? 4 : 0);
    return fits;
}

void append_varint(std::string& out, std::uint64_t value) {
    for (; value >= 0x80; value >>= 7U) {
        out += static_cast<char>(value | 0x80U);
    }
    out += static_cast<char>(value);
}

void append_tag(std::string& out, std::uint32_t number, WireType type) {
    append_varint(out, static_cast<std::uint64_t>(number) << 3U | static_cast<std::uint64_t>(type));
}

void append_varint_field(std::string& out, std::uint32_t number, std::uint64_t value) {
    append_tag(out, number, WireType::Varint);
    append_varint(out, value);
}

void append_double_field(std::string& out, std::uint32_t number, double value) {
    append_tag(out, number, WireType::Fixed64);
    auto bits = std::bit_cast<std::uint64_t>(value);
    for (int i = 0; i < 8; ++i, bits >>= 8U) {
        out += static_cast<char>(bits);
    }
}

void append_bytes_field(std::string& out, std::uint32_t number, std::string_view bytes) {
    append_tag(out, number, WireType::Bytes);
    append_varint(out, bytes.size());
    out += bytes;
}

}  // namespace flotilla::kube::protobuf
