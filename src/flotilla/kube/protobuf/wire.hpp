#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// Protobuf's bytes: tags, numbers, and pieces with a length before them.
namespace flotilla::kube::protobuf {

enum class WireType : std::uint8_t { Varint = 0, Fixed64 = 1, Bytes = 2, Fixed32 = 5 };

/// Takes fields off the front of a message. Everything gives nothing when the bytes break off or are no
/// protobuf.
class WireReader {
public:
    explicit WireReader(std::string_view bytes) : rest_{bytes} {}

    struct Tag {
        std::uint32_t number;
        WireType type;
    };

    [[nodiscard]] bool at_end() const { return rest_.empty(); }
    std::optional<Tag> tag();
    std::optional<std::uint64_t> varint();
    std::optional<std::uint64_t> fixed64();
    std::optional<std::string_view> bytes();
    /// Passes over a field's value.
    bool skip(WireType type);

private:
    std::string_view rest_;
};

void append_varint(std::string& out, std::uint64_t value);
void append_tag(std::string& out, std::uint32_t number, WireType type);
void append_varint_field(std::string& out, std::uint32_t number, std::uint64_t value);
void append_double_field(std::string& out, std::uint32_t number, double value);
void append_bytes_field(std::string& out, std::uint32_t number, std::string_view bytes);

}  // namespace flotilla::kube::protobuf
