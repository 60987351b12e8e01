#include "flotilla/controllers/group/operator.hpp"

#include <algorithm>

#include <fmt/ranges.h>

#include "flotilla/controllers/group/measurements.hpp"
#include "flotilla/controllers/group/readiness.hpp"
#include "flotilla/controllers/group/survey.hpp"
#include "flotilla/io/within.hpp"
#include "flotilla/policy/catalog.hpp"

namespace flotilla::controllers::group {
namespace {

/// Objects are looked at this often at least, so that a new or changed ScalingGroup does not wait for another
/// group's interval.
constexpr Duration kLongestTick = std::chrono::seconds{30};
/// The same complaint is logged once in this time.
constexpr Duration kLogPause = std::chrono::minutes{1};
/// How long readiness is followed after an action.
constexpr Duration kReadyLimit = std::chrono::minutes{10};
constexpr std::string_view kApiTopic = "api";

kube::ReflectorOptions deployments_of(const std::string& namespace_) {
    kube::ReflectorOptions options{deployment_resource()};
    options.namespace_ = namespace_;
    return options;
}

/// Random groups without a seed get the process's: two runs draw apart, and one run can be repeated.
void seed_random(model::ScalingGroup& group, std::uint64_t seed) {
    if (group.policy.name == "random") {
        group.policy.parameters.emplace("seed", std::to_string(seed & INT64_MAX));
    }
}

/// The task's value, or nothing when the signal comes first (the task is then cancelled).
template <class T>
asio::awaitable<std::optional<T>> unless(io::Signal& signal, asio::awaitable<T> task) {
    using asio::experimental::awaitable_operators::operator||;
    try {
        auto first = co_await (std::move(task) || signal.wait());
        if (auto* value = std::get_if<0>(&first)) {
            co_return std::move(*value);
        }
        co_return std::nullopt;
    } catch (const asio::multiple_exceptions& exceptions) {
        io::rethrow_first(exceptions);
    }
}

bool wants_anything(const policy::Needs& needs) {
    return needs != policy::Needs{};
}

/// What of a decision may be carried out: others act on the rest.
model::Decision without_conflicts(model::Decision decision, const ManagedGroup& managed) {
    std::erase_if(decision.members, [&](const model::MemberDecision& member) {
        return managed.conflicts.contains(member.name);
    });
    return decision;
}

std::vector<policy::Change> changes_of(const ActionReport& report) {
    std::vector<policy::Change> changes;
    for (const MemberOutcome& member : report.members) {
        if (member.patched_at && !member.is_taken_back) {
            changes.push_back(member.change);
        }
    }
    return changes;
}

}  // namespace

Operator::Operator(
    const kube::Environment& environment,
    Options options,
    GroupFileWatch::ReadFile read_file,
    kube::EventRecorder& events
)
    : environment_(environment),
      options_(std::move(options)),
      application_(options_.app_name, options_.selector),
      cache_(environment.executor),
      reflector_metrics_(environment.metrics, "deployments"),
      reflector_(environment, deployments_of(options_.namespace_), cache_, reflector_metrics_),
      file_(options_.group_file, options_.is_group_file_required, std::move(read_file), environment.log),
      journal_(environment.client, options_.namespace_, options_.app_name),
      actor_(
          environment.client,
          environment.clock(),
          environment.executor,
          cache_,
          journal_,
          {options_.namespace_}
      ),
      reporter_(environment.log, environment.metrics, options_.namespace_, events),
      throttle_(environment.clock(), kLogPause),
      wake_up_(environment.executor),
      stopped_(environment.executor),
      actions_under_way_(environment.executor),
      tasks_(environment.executor) {}

Operator::~Operator() = default;

void Operator::stop(Duration grace) {
    grace_ = grace;
    actor_.stop();
    stopped_.notify_all();
    wake_up_.notify_all();
}

asio::awaitable<void> Operator::run() {
    tasks_.spawn(reflector_.run());
    co_await synchronize();
    while (!actor_.is_stopping()) {
        co_await tick();
        co_await pause();
    }
    co_await finish();
}

/// Until the Deployments are known for the first time.
asio::awaitable<void> Operator::synchronize() {
    while (!cache_.has_synced() && !actor_.is_stopping()) {
        if (reflector_.trouble()) {
            note_trouble(*reflector_.trouble());
        }
        co_await io::within(environment_.clock(), std::chrono::milliseconds{200}, wake_up_.wait());
    }
}

asio::awaitable<void> Operator::pause() {
    if (actor_.is_stopping()) {
        co_return;
    }
    co_await io::within(environment_.clock(), tick_length(), wake_up_.wait());
}

Duration Operator::tick_length() const {
    Duration length = kLongestTick;
    const TimePoint now = environment_.clock().now();
    for (const auto& [name, state] : states_) {
        if (state.next_action && !state.is_acting) {
            length =
                std::min(length, std::max<Duration>(*state.next_action - now, std::chrono::milliseconds{1}));
        }
    }
    return trouble_ ? std::min<Duration>(length, std::chrono::seconds{1})
                    : std::min(length, options_.defaults.interval);
}

asio::awaitable<void> Operator::tick() {
    auto answer = co_await unless(stopped_, survey(environment_.client, options_.namespace_));
    if (!answer) {
        co_return;
    }
    Result<Survey>& seen = *answer;
    if (!seen) {
        note_trouble(seen.error());
        co_return;
    }
    if (reflector_.trouble()) {
        note_trouble(*reflector_.trouble());
        co_return;
    }
    note_recovery();
    for (const Error& gap : seen->gaps) {
        complain("cannot see who else scales", "", gap);
    }
    GroupInputs inputs;
    inputs.lines = file_.poll(members_of(application_, cache_.all()));
    inputs.objects = std::move(seen->groups);
    inputs.scalers = std::move(seen->scalers);
    recommendations_ = std::move(seen->recommendations);
    inputs.deployments = cache_.all();
    form(std::move(inputs));
    co_await resume_journal();
    if (actor_.is_stopping()) {
        co_return;
    }
    start_due_actions();
    start_status_writes();
    tell_what_is_awaited();
    cache_.changed().notify_all();
}

void Operator::form(GroupInputs inputs) {
    groups_ = form_groups(inputs, options_);
    for (ManagedGroup& managed : groups_) {
        seed_random(managed.group, environment_.seed);
        reporter_.observed(managed, inputs.deployments);
        State& state = states_[managed.name()];
        // A shorter interval takes effect at once.
        const TimePoint latest = environment_.clock().now() + managed.group.interval;
        if (state.next_action && *state.next_action > latest) {
            state.next_action = latest;
        }
    }
    std::erase_if(states_, [&](const auto& entry) {
        const bool is_there = std::any_of(groups_.begin(), groups_.end(), [&](const ManagedGroup& managed) {
            return managed.name() == entry.first;
        });
        return !is_there && !entry.second.is_acting;
    });
}

void Operator::note_recovery() {
    if (std::exchange(trouble_, std::nullopt) && throttle_.forget(std::string{kApiTopic})) {
        environment_.log.info("the API server is there again");
    }
}

/// Once a minute for each sentence. A plain function: g++ 12 miscompiles lists of fields in some coroutines.
void Operator::complain(std::string_view message, const std::string& group, const Error& error) {
    if (throttle_.admits(error.message)) {
        environment_.log.warn(message, {{"group", group}, {"error", error.message}});
    }
}

void Operator::note_trouble(const Error& error) {
    trouble_ = error;
    if (throttle_.admits(std::string{kApiTopic})) {
        environment_.log.warn("the API server does not serve us, trying again", {{"error", error.message}});
    }
}

void Operator::tell_what_is_awaited() {
    for (const ManagedGroup& managed : groups_) {
        const Hindrance hindrance = hindrance_of(managed);
        const std::string topic = managed.name() + ": " + hindrance.message;
        if (!hindrance.reason.empty() && hindrance.reason != "Paused" && throttle_.admits(topic)) {
            environment_.log.warn(
                "group waits",
                {{"group", managed.name()}, {"reason", hindrance.reason}, {"for", hindrance.message}}
            );
        }
    }
    if (groups_.empty() && throttle_.admits("no groups")) {
        const bool is_application_there = !members_of(application_, cache_.all()).empty();
        environment_.log.info(
            is_application_there ? "waiting for groups" : "waiting for the application",
            {{"application", options_.app_name},
             {"namespace", options_.namespace_},
             {"found_by", application_.criterion()},
             {"group_file", options_.group_file}}
        );
    }
}

asio::awaitable<void> Operator::resume_journal() {
    if (is_journal_read_) {
        co_return;
    }
    const auto entries = co_await journal_.entries();
    if (!entries) {
        complain("cannot read the journal of all-or-none actions", "", entries.error());
        is_journal_read_ = entries.error().code == ErrorCode::Forbidden;  // then none can be written either
        co_return;
    }
    is_journal_read_ = true;
    for (const JournalEntry& entry : *entries) {
        states_[entry.group].is_acting = true;
        actions_under_way_.spawn(resume_entry(entry));
    }
}

asio::awaitable<void> Operator::resume_entry(JournalEntry entry) {
    const std::string group = entry.group;
    const ActionReport report = co_await actor_.resume(std::move(entry), options_.defaults.stage_timeout);
    reporter_.resumed(group, report);
    states_[group].is_acting = false;
    wake_up_.notify_all();
}

bool Operator::may_act(const ManagedGroup& managed) const {
    return hindrance_of(managed).reason.empty();
}

void Operator::start_due_actions() {
    const TimePoint now = environment_.clock().now();
    for (const ManagedGroup& managed : groups_) {
        State& state = states_[managed.name()];
        if (state.is_acting || !may_act(managed) || (state.next_action && *state.next_action > now)) {
            continue;
        }
        state.is_acting = true;
        state.next_action = now + managed.group.interval;
        actions_under_way_.spawn(act(managed));
    }
}

asio::awaitable<void> Operator::act(ManagedGroup managed) {
    State& state = states_[managed.name()];  // kept while it acts
    co_await act_on(managed, state);
    ++actions_;
    state.is_acting = false;
    wake_up_.notify_all();
    cache_.changed().notify_all();
}

void Operator::begin(State& state, model::Decision decision) {
    state.last = LastAction{environment_.clock().wall_now(), std::move(decision), "InProgress", ""};
}

asio::awaitable<void> Operator::act_on(const ManagedGroup& managed, State& state) {
    const auto policy = policy::make_horizontal(managed.group);
    FLOTILLA_ASSERT(policy.has_value());  // a group whose policy cannot be made is refused
    const Deployments deployments = cache_.all();
    Measurements measured;
    if (const policy::Needs needs = (*policy)->needs(); wants_anything(needs)) {
        Recommendations recommendations = recommendations_;
        measured = co_await measure(
            environment_.client,
            options_.namespace_,
            managed.group,
            deployments,
            needs,
            std::move(recommendations)
        );
    }
    for (const Error& error : measured.errors) {
        complain("cannot measure", managed.name(), error);
    }
    const TimePoint started = environment_.clock().now();
    model::Observation seen =
        observe(managed.group, deployments, measured, state.last ? &state.last->decision : nullptr);
    seen.at = started.time_since_epoch();
    begin(state, (*policy)->decide(seen, state.memory));
    reporter_.decided(managed, state.last->decision, seen);
    const model::Decision decision = without_conflicts(state.last->decision, managed);
    std::vector<policy::Stage> stages = policy::plan_stages(managed.group, seen, decision);
    if (managed.group.is_dry_run) {
        reporter_.dry_run(managed, stages);
        state.last->outcome = "DryRun";
        co_return;
    }
    if (!managed.conflicts.empty() && (managed.group.all_or_none || decision.members.empty())) {
        reporter_.held_by_conflict(managed);
        state.last->outcome = "Conflict";
        state.last->message = conflict_text(managed);
        co_return;
    }
    const ActionReport report = co_await actor_.carry_out(managed.group, std::move(stages));
    reporter_.ended(managed, report, cache_.all(), state.last->decision);
    state.last->outcome = to_string(report.outcome);
    state.last->message = report.message;
    if (std::vector<policy::Change> changes = changes_of(report); !changes.empty()) {
        tasks_.spawn(track_ready(managed.name(), std::move(changes), started));
    }
}

asio::awaitable<void> Operator::track_ready(
    std::string group, std::vector<policy::Change> changes, TimePoint started
) {
    io::Clock& clock = environment_.clock();
    const TimePoint deadline = started + kReadyLimit;
    const auto ready =
        co_await await_ready(std::move(changes), cache_, clock, deadline, actor_.is_stopping());
    if (ready) {
        reporter_.ready(group, clock.now() - started);
    } else if (ready.error().code == ErrorCode::DeadlineExceeded ||
               ready.error().code == ErrorCode::Unavailable) {
        reporter_.not_ready(group, ready.error());
    }  // Conflict: the next action has begun; Cancelled: we stop
}

void Operator::start_status_writes() {
    for (const ManagedGroup& managed : groups_) {
        if (managed.object) {
            tasks_.spawn(write_status(managed));
        }
    }
}

asio::awaitable<void> Operator::write_status(ManagedGroup managed) {
    State& state = states_[managed.name()];
    resources::ScalingGroupStatus status =
        status_of(managed, cache_.all(), state.last, environment_.clock().wall_now());
    if (status == managed.object->status) {
        co_return;
    }
    kube::PatchOptions options;
    options.subresource = "status";
    std::string patch = resources::status_patch(status);
    const auto written = co_await environment_.client.patch(
        resources::scaling_group_resource(),
        managed.object->key,
        kube::PatchType::Merge,
        std::move(patch),
        options
    );
    if (!written && written.error().code != ErrorCode::NotFound) {
        complain("cannot write the status", managed.name(), written.error());
    }
}

asio::awaitable<void> Operator::finish() {
    const bool ended = co_await io::within(environment_.clock(), grace_, actions_under_way_.join());
    if (!ended) {
        environment_.log.warn("an action was cut off at the end of the grace period");
        actions_under_way_.cancel();
        co_await actions_under_way_.join();
    }
    tasks_.cancel();
    co_await tasks_.join();
}

Result<void> Operator::readiness() const {
    if (!cache_.has_synced()) {
        return fail(ErrorCode::Unavailable, "the Deployments have not been read yet");
    }
    if (trouble_) {
        return fail(ErrorCode::Unavailable, trouble_->message);
    }
    return {};
}

std::vector<GroupView> Operator::groups() const {
    std::vector<GroupView> views;
    for (const ManagedGroup& managed : groups_) {
        GroupView view{managed, std::nullopt, std::nullopt, false};
        if (const auto found = states_.find(managed.name()); found != states_.end()) {
            view.last = found->second.last;
            view.next_action = found->second.next_action;
            view.is_acting = found->second.is_acting;
        }
        views.push_back(std::move(view));
    }
    return views;
}

}  // namespace flotilla::controllers::group
