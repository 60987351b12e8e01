#include "flotilla/cluster/store/crc32c.hpp"

#include <array>

namespace flotilla::cluster {

namespace {

constexpr std::uint32_t kPolynomial = 0x82F63B78U;  // reflected

/// Eight tables: eight bytes a step.
using Tables = std::array<std::array<std::uint32_t, 256>, 8>;

constexpr Tables make_tables() {
    Tables tables{};
    for (std::uint32_t byte = 0; byte < 256; ++byte) {
        std::uint32_t crc = byte;
        for (int bit = 0; bit < 8; ++bit) {
            crc = (crc & 1U) != 0 ? (crc >> 1U) ^ kPolynomial : crc >> 1U;
        }
        tables[0][byte] = crc;
    }
    for (std::uint32_t byte = 0; byte < 256; ++byte) {
        for (std::size_t table = 1; table < tables.size(); ++table) {
            const std::uint32_t before = tables[table - 1][byte];
            tables[table][byte] = (before >> 8U) ^ tables[0][before & 255U];
        }
    }
    return tables;
}

constexpr Tables kTables = make_tables();

std::uint32_t byte_at(std::string_view bytes, std::size_t index) {
    return static_cast<unsigned char>(bytes[index]);
}

}  // namespace

std::uint32_t crc32c(std::string_view bytes) {
    std::uint32_t crc = 0xFFFFFFFFU;
    while (bytes.size() >= 8) {
        crc ^=
            byte_at(bytes, 0) | byte_at(bytes, 1) << 8U | byte_at(bytes, 2) << 16U | byte_at(bytes, 3) << 24U;
        crc = kTables[7][crc & 255U] ^ kTables[6][crc >> 8U & 255U] ^ kTables[5][crc >> 16U & 255U] ^
              kTables[4][crc >> 24U] ^ kTables[3][byte_at(bytes, 4)] ^ kTables[2][byte_at(bytes, 5)] ^
              kTables[1][byte_at(bytes, 6)] ^ kTables[0][byte_at(bytes, 7)];
        bytes.remove_prefix(8);
    }
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        crc = crc >> 8U ^ kTables[0][(crc ^ byte_at(bytes, i)) & 255U];
    }
    return ~crc;
}

}  // namespace flotilla::cluster
