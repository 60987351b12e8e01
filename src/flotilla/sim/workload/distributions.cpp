#include "flotilla/sim/workload/distributions.hpp"

#include <cmath>

namespace flotilla::sim::workload {

double exponential(RandomStream& random) {
    return -std::log1p(-random.uniform());
}

double lognormal(RandomStream& random, double mu, double sigma) {
    return std::exp(mu + sigma * random.normal());
}

double log_uniform(RandomStream& random, double low, double high) {
    return low * std::exp(random.uniform() * std::log(high / low));
}

double gamma(RandomStream& random, double shape) {
    if (shape < 1) {
        const double boosted = gamma(random, shape + 1);
        return boosted * std::pow(1.0 - random.uniform(), 1.0 / shape);
    }
    const double d = shape - 1.0 / 3.0;
    const double c = 1.0 / std::sqrt(9.0 * d);
    while (true) {
        const double x = random.normal();
        const double v = std::pow(1.0 + c * x, 3);
        if (v > 0 && std::log1p(-random.uniform()) < 0.5 * x * x + d - d * v + d * std::log(v)) {
            return d * v;
        }
    }
}

double beta(RandomStream& random, double a, double b) {
    const double left = gamma(random, a);
    return left / (left + gamma(random, b));
}

double truncated_pareto(RandomStream& random, double alpha, double low, double high) {
    const double kept = 1.0 - std::pow(low / high, alpha);  // the share of the untruncated one below `high`
    return low * std::pow(1.0 - random.uniform() * kept, -1.0 / alpha);
}

double burr(RandomStream& random, double c, double k, double scale) {
    return scale * std::pow(std::pow(1.0 - random.uniform(), -1.0 / k) - 1.0, 1.0 / c);
}

}  // namespace flotilla::sim::workload
