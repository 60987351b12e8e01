#include "flotilla/sim/workload/catalog.hpp"

#include <array>

#include "flotilla/sim/workload/type/constant.hpp"
#include "flotilla/sim/workload/type/sinusoidal.hpp"
#include "flotilla/sim/workload/type/step.hpp"

namespace flotilla::sim::workload {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using enum TypeClass;
using enum TypeKinds;

constexpr std::array kTypes{
    WorkloadType{"constant", Formula, Any, seconds{1}, hours{1}, "one level", make_constant},
    WorkloadType{
        "sinusoidal", Formula, Any, seconds{1}, hours{1}, "a wave with a second harmonic", make_sinusoidal
    },
    WorkloadType{"step", Formula, Any, seconds{1}, hours{1}, "one level after the other", make_step},
};

}  // namespace

std::span<const WorkloadType> workload_catalog() {
    return kTypes;
}

Result<const WorkloadType*> find_type(std::string_view name) {
    std::string names;
    for (const WorkloadType& type : kTypes) {
        if (type.name == name) {
            return &type;
        }
        names += names.empty() ? "" : ", ";
        names += type.name;
    }
    return fail(
        ErrorCode::InvalidArgument, fmt::format("no workload type \"{}\"; there are: {}", name, names)
    );
}

bool can_make(const WorkloadType& type, model::SeriesKind kind) {
    switch (type.kinds) {
        case Any:
            return true;
        case Arrivals:
            return kind != model::SeriesKind::Usage;
        case Usage:
            return kind == model::SeriesKind::Usage;
    }
    return false;
}

model::SeriesKind usual_kind(const WorkloadType& type) {
    return type.kinds == Usage ? model::SeriesKind::Usage : model::SeriesKind::Rps;
}

}  // namespace flotilla::sim::workload
