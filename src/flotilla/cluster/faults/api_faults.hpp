#pragma once
#include <optional>
#include <string_view>
#include <vector>

#include "flotilla/base/random.hpp"
#include "flotilla/cluster/apiserver/faults.hpp"
#include "flotilla/cluster/faults/fault_plan.hpp"

namespace flotilla::cluster::faults {

/// The API faults that hold now, as the API server asks for them.
class ApiFaults final : public FaultPolicy {
public:
    /// @param spared a user who is not meant unless a fault names it
    ApiFaults(std::uint64_t seed, std::string_view spared) : random_{seed, "faults/api"}, spared_{spared} {}

    /// From now on; the fault outlives it, or `end` is called before.
    void begin(const ApiFault& fault) { active_.push_back(&fault); }
    void end(const ApiFault& fault) { std::erase(active_, &fault); }

    /// What the first fault says that the request falls under and whose lot it draws.
    std::optional<Fault> decide(const RequestInfo& request, std::string_view user) override;

private:
    [[nodiscard]] bool concerns(const ApiFault& fault, const RequestInfo& request, std::string_view user)
        const;

    std::vector<const ApiFault*> active_;
    RandomStream random_;
    std::string spared_;
};

}  // namespace flotilla::cluster::faults
