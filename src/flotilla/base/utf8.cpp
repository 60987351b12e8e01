#include "flotilla/base/utf8.hpp"

#include <cstddef>
#include <cstdint>

namespace flotilla {
namespace {

/// Continuation bytes that follow a lead byte; -1 when it is none.
int continuations(std::uint8_t lead) {
    if (lead < 0x80) {
        return 0;
    }
    if (lead >= 0xC2 && lead <= 0xDF) {
        return 1;
    }
    if (lead >= 0xE0 && lead <= 0xEF) {
        return 2;
    }
    return lead >= 0xF0 && lead <= 0xF4 ? 3 : -1;
}

/// The second byte is where overlong forms, surrogates and what is beyond Unicode show.
bool is_second_allowed(std::uint8_t lead, std::uint8_t second) {
    switch (lead) {
        case 0xE0:
            return second >= 0xA0;
        case 0xED:
            return second <= 0x9F;
        case 0xF0:
            return second >= 0x90;
        case 0xF4:
            return second <= 0x8F;
        default:
            return true;
    }
}

}  // namespace

bool is_utf8(std::string_view bytes) {
    for (std::size_t at = 0; at < bytes.size();) {
        const auto lead = static_cast<std::uint8_t>(bytes[at]);
        const int more = continuations(lead);
        if (more < 0 || at + static_cast<std::size_t>(more) >= bytes.size()) {
            return false;
        }
        for (int i = 1; i <= more; ++i) {
            const auto next = static_cast<std::uint8_t>(bytes[at + static_cast<std::size_t>(i)]);
            if ((next & 0xC0U) != 0x80U || (i == 1 && !is_second_allowed(lead, next))) {
                return false;
            }
        }
        at += static_cast<std::size_t>(more) + 1;
    }
    return true;
}

}  // namespace flotilla
