#pragma once
#include <cstddef>
#include <span>
#include <vector>

namespace flotilla::lab::compare {

/// What a knob setting costs and how much it violates; less is better in both.
struct Tradeoff {
    double cost = 0;
    double violation = 0;

    friend bool operator==(const Tradeoff&, const Tradeoff&) = default;
};

/// Indices of those that no other beats in one and matches in the other, by rising cost. Of equal ones the
/// first.
std::vector<std::size_t> pareto_front(std::span<const Tradeoff> tradeoffs);

/// The area between the front and `worst`: more is better. Points beyond `worst` in either add nothing.
double hypervolume(std::span<const Tradeoff> tradeoffs, Tradeoff worst);

/// The cheapest one with at most `allowed` violation; when there is none, the one that violates least, of
/// several the cheapest. Index.
/// @param tradeoffs at least one
std::size_t cheapest_within(std::span<const Tradeoff> tradeoffs, double allowed);

}  // namespace flotilla::lab::compare
