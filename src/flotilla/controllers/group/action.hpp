#pragma once
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "flotilla/controllers/group/deployment_cache.hpp"
#include "flotilla/controllers/group/journal.hpp"
#include "flotilla/io/clock.hpp"
#include "flotilla/kube/client/client.hpp"
#include "flotilla/policy/horizontal/coordination.hpp"

namespace flotilla::controllers::group {

/// What became of an action.
enum class Outcome {
    Unchanged,  ///< there was nothing to do
    Scaled,     ///< every member that was to change was patched, and is ready where that was waited for
    Partial,    ///< some members were changed and some were not
    Failed,     ///< no member was changed
    TakenBack,  ///< all or none: none; every member is as it was before
    Stuck,      ///< all or none: a member could not be taken back; the journal remembers
    Abandoned,  ///< the operator was told to stop in the middle; the journal remembers if it is all or none
};

std::string_view to_string(Outcome outcome);

/// One member's part in an action.
struct MemberOutcome {
    policy::Change change;
    std::optional<Error> error;          ///< why it was not patched, or not ready in time
    std::optional<WallTime> patched_at;  ///< when the server had accepted it
    Duration latency{0};                 ///< of the patch, retries included
    bool is_taken_back = false;
};

struct ActionReport {
    Outcome outcome = Outcome::Unchanged;
    std::vector<MemberOutcome> members;
    Duration until_patched{0};  ///< from the start to the last answer to a patch
    std::string message;        ///< what stopped it; empty when all went well
};

/// How an action is carried out.
struct ActionSettings {
    std::string namespace_;
    Duration patch_timeout = std::chrono::seconds{15};  ///< for one member, retries included
};

/// Carries out decisions: patches the members of a stage concurrently through the scale subresource, waits
/// where order or all-or-none asks for it, and takes members back.
///
/// Conflict, TooManyRequests, Unavailable and DeadlineExceeded are tried again with growing pauses until
/// `patch_timeout`; other errors are final. All or none counts a member as scaled when it is ready: a quota
/// or a full cluster shows only then.
class Actor {
public:
    Actor(
        kube::Client& client,
        io::Clock& clock,
        asio::any_io_executor executor,
        DeploymentCache& cache,
        Journal& journal,
        ActionSettings settings
    );

    asio::awaitable<ActionReport> carry_out(
        const model::ScalingGroup& group, std::vector<policy::Stage> stages
    );
    /// Goes on with what another process had begun. Members that are neither where it found them nor where it
    /// wanted them are left alone.
    asio::awaitable<ActionReport> resume(JournalEntry entry, Duration stage_timeout);

    /// Actions under way end at the next safe point: patches are finished, waiting is given up.
    void stop();
    [[nodiscard]] const bool& is_stopping() const { return is_stopping_; }

private:
    struct Course;  // one action under way

    asio::awaitable<void> run(Course& course);
    asio::awaitable<bool> run_stage(Course& course, const policy::Stage& stage, bool is_last);
    asio::awaitable<void> patch_all(Course& course, const std::vector<MemberOutcome*>& members);
    asio::awaitable<void> patch_member(MemberOutcome& member);
    asio::awaitable<void> take_back(Course& course);
    asio::awaitable<void> take_back_member(MemberOutcome& member);
    asio::awaitable<Result<void>> persistently(const policy::Change& change, bool is_back);
    asio::awaitable<Result<void>> put_back(const policy::Change& change);

    kube::Client& client_;
    io::Clock& clock_;
    asio::any_io_executor executor_;
    DeploymentCache& cache_;
    Journal& journal_;
    ActionSettings settings_;
    bool is_stopping_ = false;
};

}  // namespace flotilla::controllers::group
