#include "flotilla/lab/compare/pareto.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <tuple>

namespace flotilla::lab::compare {

std::vector<std::size_t> pareto_front(std::span<const Tradeoff> tradeoffs) {
    std::vector<std::size_t> order(tradeoffs.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return std::tie(tradeoffs[a].cost, tradeoffs[a].violation) <
               std::tie(tradeoffs[b].cost, tradeoffs[b].violation);
    });
    std::vector<std::size_t> front;
    double least = std::numeric_limits<double>::infinity();
    for (const std::size_t index : order) {
        if (tradeoffs[index].violation < least) {
            front.push_back(index);
            least = tradeoffs[index].violation;
        }
    }
    return front;
}

double hypervolume(std::span<const Tradeoff> tradeoffs, Tradeoff worst) {
    double area = 0;
    double ceiling = worst.violation;
    for (const std::size_t index : pareto_front(tradeoffs)) {
        const Tradeoff& point = tradeoffs[index];
        if (point.cost < worst.cost && point.violation < ceiling) {
            area += (worst.cost - point.cost) * (ceiling - point.violation);
            ceiling = point.violation;
        }
    }
    return area;
}

std::size_t cheapest_within(std::span<const Tradeoff> tradeoffs, double allowed) {
    const auto excess = [&](const Tradeoff& point) { return std::max(0.0, point.violation - allowed); };
    std::size_t best = 0;
    for (std::size_t i = 1; i < tradeoffs.size(); ++i) {
        if (std::pair{excess(tradeoffs[i]), tradeoffs[i].cost} <
            std::pair{excess(tradeoffs[best]), tradeoffs[best].cost}) {
            best = i;
        }
    }
    return best;
}

}  // namespace flotilla::lab::compare
