#include "flotilla/controllers/group/action.hpp"

#include <algorithm>

#include "flotilla/controllers/group/readiness.hpp"
#include "flotilla/io/task_group.hpp"

namespace flotilla::controllers::group {
namespace {

using policy::Change;
using policy::Stage;

constexpr Duration kFirstPause = std::chrono::milliseconds{50};
constexpr Duration kLongestPause = std::chrono::seconds{2};

bool may_pass(ErrorCode code) {
    return code == ErrorCode::Conflict || code == ErrorCode::TooManyRequests ||
           code == ErrorCode::Unavailable || code == ErrorCode::DeadlineExceeded;
}

/// A JSON patch of the scale subresource that holds only while the count is still `change.to`: what somebody
/// else has decided meanwhile is not overwritten. A count of 0 is absent on the wire.
std::string back_patch(const Change& change) {
    const std::string test =
        change.to == model::Replicas{0}
            ? R"({"op":"test","path":"/spec","value":{}})"
            : fmt::format(R"({{"op":"test","path":"/spec/replicas","value":{}}})", change.to.count());
    return fmt::format(
        R"([{},{{"op":"add","path":"/spec/replicas","value":{}}}])", test, change.from.count()
    );
}

}  // namespace

/// The state of one action. `members` never moves: its elements are pointed to.
struct Actor::Course {
    std::string group;
    bool all_or_none = false;
    Duration stage_timeout;
    std::vector<Stage> stages;
    std::vector<MemberOutcome> members;
    TimePoint started;
    ActionReport report;

    std::vector<MemberOutcome*> members_of(const Stage& stage) {
        std::vector<MemberOutcome*> of_stage;
        for (MemberOutcome& member : members) {
            if (std::find(stage.changes.begin(), stage.changes.end(), member.change) != stage.changes.end()) {
                of_stage.push_back(&member);
            }
        }
        return of_stage;
    }
    [[nodiscard]] JournalEntry entry(bool is_taking_back) const {
        JournalEntry made{group, {}, is_taking_back};
        for (const MemberOutcome& member : members) {
            made.changes.push_back(member.change);
        }
        return made;
    }
    /// The first failure's words.
    void blame(const std::vector<MemberOutcome*>& candidates) {
        for (const MemberOutcome* member : candidates) {
            if (member->error && report.message.empty()) {
                report.message = fmt::format("{}: {}", member->change.member, member->error->message);
            }
        }
    }
};

std::string_view to_string(Outcome outcome) {
    switch (outcome) {
        case Outcome::Unchanged:
            return "Unchanged";
        case Outcome::Scaled:
            return "Scaled";
        case Outcome::Partial:
            return "Partial";
        case Outcome::Failed:
            return "Failed";
        case Outcome::TakenBack:
            return "TakenBack";
        case Outcome::Stuck:
            return "Stuck";
        case Outcome::Abandoned:
            return "Abandoned";
    }
    return "";
}

Actor::Actor(
    kube::Client& client,
    io::Clock& clock,
    asio::any_io_executor executor,
    DeploymentCache& cache,
    Journal& journal,
    ActionSettings settings
)
    : client_(client),
      clock_(clock),
      executor_(std::move(executor)),
      cache_(cache),
      journal_(journal),
      settings_(std::move(settings)) {}

void Actor::stop() {
    is_stopping_ = true;
    cache_.changed().notify_all();
}

asio::awaitable<ActionReport> Actor::carry_out(const model::ScalingGroup& group, std::vector<Stage> stages) {
    Course course{
        group.name, group.all_or_none, group.stage_timeout, std::move(stages), {}, clock_.now(), {}
    };
    for (const Stage& stage : course.stages) {
        for (const Change& change : stage.changes) {
            course.members.push_back({.change = change, .error = std::nullopt, .patched_at = std::nullopt});
        }
    }
    if (course.members.empty()) {
        co_return course.report;
    }
    if (course.all_or_none) {
        JournalEntry entry = course.entry(false);
        if (const auto written = co_await journal_.write(std::move(entry)); !written) {
            course.report.outcome = Outcome::Failed;
            course.report.message = written.error().message;
            co_return course.report;
        }
    }
    co_await run(course);
    course.report.members = std::move(course.members);
    co_return course.report;
}

asio::awaitable<ActionReport> Actor::resume(JournalEntry entry, Duration stage_timeout) {
    Stage stage;
    for (Change& change : entry.changes) {
        const Deployment* deployment = cache_.find(change.member);
        if (deployment != nullptr &&
            (deployment->current == change.from || deployment->current == change.to)) {
            stage.changes.push_back(std::move(change));
        }
    }
    Course course{std::move(entry.group), true, stage_timeout, {stage}, {}, clock_.now(), {}};
    for (const Change& change : stage.changes) {
        course.members.push_back({.change = change, .error = std::nullopt, .patched_at = std::nullopt});
    }
    if (entry.is_taking_back) {
        for (MemberOutcome& member : course.members) {
            member.patched_at = clock_.wall_now();
        }
        course.report.message = "went on taking back what another process had begun";
        co_await take_back(course);
    } else {
        co_await run(course);
    }
    course.report.members = std::move(course.members);
    co_return course.report;
}

asio::awaitable<void> Actor::run(Course& course) {
    bool went_well = true;
    for (std::size_t i = 0; went_well && i < course.stages.size(); ++i) {
        if (is_stopping_) {
            course.report.outcome = i == 0 && !course.all_or_none ? Outcome::Failed : Outcome::Abandoned;
            course.report.message = "the operator was told to stop";
            co_return;
        }
        went_well = co_await run_stage(course, course.stages[i], i + 1 == course.stages.size());
    }
    if (course.report.outcome == Outcome::Abandoned) {
        co_return;
    }
    if (!went_well && course.all_or_none) {
        co_await take_back(course);
        co_return;
    }
    const auto is_patched = [](const MemberOutcome& member) { return member.patched_at.has_value(); };
    const auto patched = std::count_if(course.members.begin(), course.members.end(), is_patched);
    course.report.outcome = went_well ? Outcome::Scaled : patched == 0 ? Outcome::Failed : Outcome::Partial;
    if (course.all_or_none) {
        (void)co_await journal_.remove(course.group);  // left behind, it is found done at the next start
    }
}

/// False: the action must not go on.
asio::awaitable<bool> Actor::run_stage(Course& course, const Stage& stage, bool is_last) {
    std::vector<MemberOutcome*> members = course.members_of(stage);
    co_await patch_all(course, members);
    course.report.until_patched = clock_.now() - course.started;
    course.blame(members);
    if (!course.report.message.empty()) {
        co_return false;
    }
    if (is_last && !course.all_or_none) {
        co_return true;
    }
    auto changes = stage.changes;
    const TimePoint deadline = clock_.now() + course.stage_timeout;
    const auto ready = co_await await_ready(std::move(changes), cache_, clock_, deadline, is_stopping_);
    if (ready) {
        co_return true;
    }
    course.report.message = ready.error().message;
    if (ready.error().code == ErrorCode::Cancelled) {
        course.report.outcome = Outcome::Abandoned;
    }
    co_return false;
}

asio::awaitable<void> Actor::patch_all(Course& /*course*/, const std::vector<MemberOutcome*>& members) {
    io::TaskGroup patches{executor_};
    for (MemberOutcome* member : members) {
        patches.spawn(patch_member(*member));
    }
    co_await patches.join();
}

asio::awaitable<void> Actor::patch_member(MemberOutcome& member) {
    const TimePoint started = clock_.now();
    const auto patched = co_await persistently(member.change, false);
    member.latency = clock_.now() - started;
    if (patched) {
        member.patched_at = clock_.wall_now();
    } else {
        member.error = patched.error();
    }
}

asio::awaitable<void> Actor::take_back(Course& course) {
    JournalEntry entry = course.entry(true);
    (void)co_await journal_.write(std::move(entry)
    );  // if it fails, a restart begins with going forward: still all or none
    io::TaskGroup patches{executor_};
    for (MemberOutcome& member : course.members) {
        if (member.patched_at) {
            patches.spawn(take_back_member(member));
        }
    }
    co_await patches.join();
    const bool is_stuck =
        std::any_of(course.members.begin(), course.members.end(), [](const MemberOutcome& member) {
            return member.patched_at && !member.is_taken_back;
        });
    course.report.outcome = is_stuck ? Outcome::Stuck : Outcome::TakenBack;
    if (!is_stuck) {
        (void)co_await journal_.remove(course.group);  // left behind, it is found done at the next start
    }
}

asio::awaitable<void> Actor::take_back_member(MemberOutcome& member) {
    const auto back = co_await persistently(member.change, true);
    // InvalidArgument: the count is no longer ours, somebody else has decided meanwhile.
    if (back || back.error().code == ErrorCode::InvalidArgument || back.error().code == ErrorCode::NotFound) {
        member.is_taken_back = true;
    } else {
        member.error = back.error();
    }
}

asio::awaitable<Result<void>> Actor::persistently(const Change& change, bool is_back) {
    const TimePoint deadline = clock_.now() + settings_.patch_timeout;
    Duration pause = kFirstPause;
    while (true) {
        Result<void> done;
        if (is_back) {
            done = co_await put_back(change);
        } else {
            const kube::ObjectKey key{settings_.namespace_, change.member};
            const auto scaled = co_await client_.set_scale(deployment_resource(), key, change.to.count());
            done = scaled ? Result<void>{} : tl::unexpected<Error>{scaled.error()};
        }
        if (done || !may_pass(done.error().code)) {
            co_return done;
        }
        pause = std::max<Duration>(pause, done.error().retry_after.value_or(std::chrono::milliseconds{0}));
        if (clock_.now() + pause >= deadline) {
            co_return done;
        }
        co_await clock_.sleep_for(pause);
        pause = std::min(pause * 2, kLongestPause);
    }
}

asio::awaitable<Result<void>> Actor::put_back(const Change& change) {
    const kube::ObjectKey key{settings_.namespace_, change.member};
    kube::PatchOptions options;
    options.subresource = "scale";
    std::string patch = back_patch(change);
    const auto patched = co_await client_.patch(
        deployment_resource(), key, kube::PatchType::JsonPatch, std::move(patch), options
    );
    if (!patched) {
        co_return tl::unexpected<Error>{patched.error()};
    }
    co_return Result<void>{};
}

}  // namespace flotilla::controllers::group
