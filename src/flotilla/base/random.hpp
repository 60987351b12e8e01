#pragma once
#include <array>
#include <cstdint>
#include <string_view>

/// Random numbers that are the same everywhere: one stream a concern, each a function of a seed and a name.
namespace flotilla {

/// xoshiro256** by Blackman and Vigna, seeded by SplitMix64. A value: copying it is a checkpoint.
class RandomStream {
public:
    explicit RandomStream(std::uint64_t seed);
    /// The stream of `concern` under `seed`: streams of different names are independent of each other.
    RandomStream(std::uint64_t seed, std::string_view concern);

    std::uint64_t next();
    /// In [0, 1), with 53 random bits.
    double uniform();
    /// In [low, high], every value equally likely. `low <= high`.
    std::int64_t between(std::int64_t low, std::int64_t high);
    /// Mean 0, standard deviation 1.
    double normal();

    friend bool operator==(const RandomStream&, const RandomStream&) = default;

private:
    std::array<std::uint64_t, 4> state_{};
};

}  // namespace flotilla
