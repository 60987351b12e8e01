#include "flotilla/cluster/apiserver/identities.hpp"

#include <fmt/format.h>

namespace flotilla::cluster {

namespace {

constexpr std::string_view kSuffixAlphabet = "bcdfghjklmnpqrstvwxz2456789";
constexpr std::size_t kSuffixLength = 5;
constexpr std::size_t kMaxNameLength = 63;

}  // namespace

Identities::Identities(std::uint64_t seed, std::uint64_t epoch)
    : uids_{seed, fmt::format("apiserver/uids/{}", epoch)},
      suffixes_{seed, fmt::format("apiserver/suffixes/{}", epoch)},
      others_{seed, fmt::format("apiserver/others/{}", epoch)} {}

std::string Identities::uid() {
    const std::uint64_t high = (uids_.next() & 0xFFFFFFFFFFFF0FFFULL) | 0x0000000000004000ULL;
    const std::uint64_t low = (uids_.next() & 0x3FFFFFFFFFFFFFFFULL) | 0x8000000000000000ULL;
    return fmt::format(
        "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
        high >> 32U,
        (high >> 16U) & 0xFFFFU,
        high & 0xFFFFU,
        low >> 48U,
        low & 0xFFFFFFFFFFFFULL
    );
}

std::string Identities::suffix() {
    std::string made;
    for (std::size_t i = 0; i < kSuffixLength; ++i) {
        made.push_back(kSuffixAlphabet[suffixes_.next() % kSuffixAlphabet.size()]);
    }
    return made;
}

std::string Identities::generated_name(std::string_view prefix) {
    return std::string{prefix.substr(0, kMaxNameLength - kSuffixLength)} + suffix();
}

}  // namespace flotilla::cluster
