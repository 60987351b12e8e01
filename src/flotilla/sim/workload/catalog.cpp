#include "flotilla/sim/workload/catalog.hpp"

#include <array>

#include "flotilla/sim/workload/type/alibaba.hpp"
#include "flotilla/sim/workload/type/arabesque.hpp"
#include "flotilla/sim/workload/type/autothrottle.hpp"
#include "flotilla/sim/workload/type/azure.hpp"
#include "flotilla/sim/workload/type/borg.hpp"
#include "flotilla/sim/workload/type/constant.hpp"
#include "flotilla/sim/workload/type/flash_crowd.hpp"
#include "flotilla/sim/workload/type/low_high.hpp"
#include "flotilla/sim/workload/type/nasa.hpp"
#include "flotilla/sim/workload/type/random.hpp"
#include "flotilla/sim/workload/type/sinusoidal.hpp"
#include "flotilla/sim/workload/type/step.hpp"
#include "flotilla/sim/workload/type/twitter.hpp"
#include "flotilla/sim/workload/type/wikipedia.hpp"
#include "flotilla/sim/workload/type/worldcup98.hpp"

namespace flotilla::sim::workload {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using enum TypeClass;
using enum TypeKinds;

constexpr std::array kTypes{
    WorkloadType{
        "alibaba",
        Synthesiser,
        Usage,
        minutes{1},
        hours{24},
        "a container or machine of Alibaba's 2018 trace",
        make_alibaba
    },
    WorkloadType{
        "arabesque",
        Synthesiser,
        Usage,
        seconds{10},
        hours{2},
        "batch analytics in supersteps",
        make_arabesque
    },
    WorkloadType{
        "autothrottle",
        Synthesiser,
        Arrivals,
        seconds{1},
        hours{1},
        "an hour, diurnal or bursty, as Autothrottle used",
        make_autothrottle
    },
    WorkloadType{
        "azure",
        Synthesiser,
        Any,
        minutes{1},
        hours{24},
        "calls of Azure Functions, or a virtual machine's usage",
        make_azure
    },
    WorkloadType{
        "borg", Synthesiser, Usage, minutes{5}, hours{24}, "an instance in Google's cluster traces", make_borg
    },
    WorkloadType{"constant", Formula, Any, seconds{1}, hours{1}, "one level", make_constant},
    WorkloadType{"csv", File, Any, seconds{1}, hours{1}, "any file with a column of values", nullptr},
    WorkloadType{
        "flash_crowd", Formula, Arrivals, seconds{1}, hours{1}, "a base with sudden crowds", make_flash_crowd
    },
    WorkloadType{"low_high", Formula, Any, seconds{1}, hours{1}, "low and high in turn", make_low_high},
    WorkloadType{
        "nasa",
        Synthesiser,
        Arrivals,
        minutes{1},
        hours{24 * 7},
        "requests to a NASA web site in July 1995",
        make_nasa
    },
    WorkloadType{
        "random",
        Formula,
        Any,
        seconds{1},
        hours{1},
        "a bounded random walk or levels drawn by lot",
        make_random
    },
    WorkloadType{
        "sinusoidal", Formula, Any, seconds{1}, hours{1}, "a wave with a second harmonic", make_sinusoidal
    },
    WorkloadType{"step", Formula, Any, seconds{1}, hours{1}, "one level after the other", make_step},
    WorkloadType{
        "twitter",
        Synthesiser,
        Arrivals,
        minutes{5},
        hours{24 * 7},
        "mentions on Twitter: days and spikes",
        make_twitter
    },
    WorkloadType{
        "wikipedia",
        Synthesiser,
        Arrivals,
        minutes{1},
        hours{24 * 7},
        "page views of Wikipedia",
        make_wikipedia
    },
    WorkloadType{
        "worldcup98",
        Synthesiser,
        Arrivals,
        minutes{1},
        hours{24 * 92},
        "the web site of the World Cup 1998",
        make_worldcup98
    },
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
