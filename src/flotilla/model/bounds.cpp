#include "flotilla/model/bounds.hpp"

namespace flotilla::model {

Result<Bounds> checked(Bounds bounds) {
    if (bounds.min < Replicas{0}) {
        return fail(ErrorCode::InvalidArgument, fmt::format("min {} is below 0", bounds.min.count()));
    }
    if (bounds.max < bounds.min) {
        return fail(
            ErrorCode::InvalidArgument,
            fmt::format("max {} is below min {}", bounds.max.count(), bounds.min.count())
        );
    }
    if (bounds.max > kMaxReplicas) {
        return fail(
            ErrorCode::InvalidArgument,
            fmt::format(
                "max {} is above {}, the most that Kubernetes takes", bounds.max.count(), kMaxReplicas.count()
            )
        );
    }
    return bounds;
}

}  // namespace flotilla::model
