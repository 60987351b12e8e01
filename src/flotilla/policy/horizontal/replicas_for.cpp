#include "flotilla/policy/horizontal/replicas_for.hpp"

#include <algorithm>
#include <cmath>

#include "flotilla/base/result.hpp"

namespace flotilla::policy {

model::Replicas round_up(double count) {
    constexpr double kSlack = 1e-9;
    const double most = static_cast<double>(model::kMaxReplicas.count());
    return model::Replicas{static_cast<std::int64_t>(std::ceil(std::clamp(count, 0.0, most) - kSlack))};
}

model::Replicas replicas_for(
    model::Millicores usage, model::Millicores request, double target, model::Replicas ready, double tolerance
) {
    FLOTILLA_ASSERT(request > model::Millicores{0} && target > 0);
    const double percent = std::floor(std::max(usage / request, 0.0) * 100);
    const double ratio = percent / (target * 100);
    if (1 - tolerance <= ratio && ratio <= 1 + tolerance) {
        return ready;
    }
    return round_up(ratio * static_cast<double>(ready.count()));
}

}  // namespace flotilla::policy
