#pragma once
#include <string>
#include <string_view>

#include "flotilla/base/random.hpp"

namespace flotilla::cluster {

/// Makes uids and name suffixes: a function of a seed.
class Identities {
public:
    /// @param epoch sets one life of a store apart from the next: what was given out before never comes again
    Identities(std::uint64_t seed, std::uint64_t epoch);

    /// A random UUID, version 4.
    std::string uid();
    /// Five characters that make no words.
    std::string suffix();
    /// A name that starts with `prefix`, cut so that the whole is a valid name.
    std::string generated_name(std::string_view prefix);
    /// In [low, high].
    std::int64_t between(std::int64_t low, std::int64_t high) { return others_.between(low, high); }

private:
    RandomStream uids_;
    RandomStream suffixes_;
    RandomStream others_;
};

}  // namespace flotilla::cluster
