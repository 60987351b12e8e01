#include "flotilla/cluster/controllers/job/planner.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "flotilla/cluster/controllers/engine/conditions.hpp"
#include "flotilla/cluster/controllers/engine/pod_from_template.hpp"
#include "flotilla/cluster/controllers/engine/write_if_changed.hpp"

namespace flotilla::cluster::controllers {
namespace {

constexpr Duration kCoalesce = std::chrono::milliseconds{10};
constexpr std::string_view kIndex = "batch.kubernetes.io/job-completion-index";

std::optional<std::int64_t> index_of(const PodView& pod) {
    const auto text = pod.annotation(kIndex);
    return text ? std::optional{static_cast<std::int64_t>(version_number(*text))} : std::nullopt;
}

bool has_condition(const kube::Json& job, std::string_view type) {
    const kube::Json* condition = find_condition(job, type);
    return condition != nullptr && kube::find_string(*condition, {"status"}) == std::string_view{"True"};
}

/// Every container finds its index in the environment.
void tell_index(kube::Json& pod) {
    for (const std::string_view list : {"initContainers", "containers"}) {
        kube::Json* containers = kube::find(pod, {"spec", list});
        for (std::size_t i = 0; containers != nullptr && i < containers->as_array().size(); ++i) {
            kube::Json& variables = kube::place(containers->as_array()[i], {"env"});
            if (!variables.is_array()) {
                variables = kube::JsonArray{};
            }
            kube::Json variable(kube::JsonObject{});
            variable.as_object()["name"] = "JOB_COMPLETION_INDEX";
            kube::place(variable, {"valueFrom", "fieldRef", "fieldPath"}) =
                fmt::format("metadata.annotations['{}']", kIndex);
            variables.as_array().push_back(std::move(variable));
        }
    }
}

/// "0-2,5" for {0, 1, 2, 5}.
std::string ranges_text(const std::set<std::int64_t>& indexes) {
    std::string text;
    for (auto i = indexes.begin(); i != indexes.end();) {
        const std::int64_t first = *i;
        std::int64_t last = first;
        while (++i != indexes.end() && *i == last + 1) {
            ++last;
        }
        text += (text.empty() ? "" : ",") + std::to_string(first) +
                (last > first ? "-" + std::to_string(last) : "");
    }
    return text;
}

}  // namespace

std::int64_t missing_pods(
    const JobProgress& progress, std::int64_t parallelism, std::optional<std::int64_t> completions
) {
    std::int64_t wanted = parallelism;
    if (completions) {
        wanted = std::clamp<std::int64_t>(*completions - progress.succeeded, 0, parallelism);
    } else if (progress.succeeded > 0) {
        wanted = progress.active;
    }
    return wanted - progress.active;
}

/// One look at one Job.
struct JobPlanner::Round {
    SeenPtr<DocumentView> job;
    std::vector<SeenPtr<PodView>> pods;
    JobProgress progress;
    std::set<std::int64_t> done;  // indexes that have succeeded
    Instant now;
    kube::JsonObject status;
    kube::JsonArray conditions;
    Plan plan;

    [[nodiscard]] const kube::Json& json() const { return job->view.json; }
    [[nodiscard]] std::int64_t number(std::string_view field, std::int64_t otherwise) const {
        return kube::find_int(json(), {"spec", field}).value_or(otherwise);
    }
    [[nodiscard]] bool is_indexed() const {
        return kube::find_string(json(), {"spec", "completionMode"}) == std::string_view{"Indexed"};
    }
    void note(bool is_warning, std::string_view reason, std::string_view message) {
        plan.notes.push_back(Note{
            jobs_type(), job->view.key, job->view.uid, is_warning, std::string{reason}, std::string{message}
        });
    }
    void count() {
        for (const auto& pod : pods) {
            progress.active += pod->view.is_active() ? 1 : 0;
            progress.ready += pod->view.is_active() && pod->view.is_ready ? 1 : 0;
            progress.failed += pod->view.phase == "Failed" ? 1 : 0;
            if (pod->view.phase == "Succeeded") {
                const auto index = index_of(pod->view);
                const bool is_new = !is_indexed() || !index || done.insert(*index).second;
                progress.succeeded += is_new ? 1 : 0;
            }
        }
    }
};

void JobPlanner::start(World& world, Enqueue enqueue) {
    world_ = &world;
    world.jobs.on_change([enqueue](const DocumentView* before, const DocumentView* after) {
        enqueue((after != nullptr ? after : before)->key, Duration{0});
    });
    world.pods.on_change([enqueue](const PodView* before, const PodView* after) {
        const PodView& pod = *(after != nullptr ? after : before);
        const kube::OwnerReference* owner = pod.controller();
        if (owner != nullptr && owner->kind == "Job") {
            enqueue({pod.key.namespace_, owner->name}, kCoalesce);
        }
    });
}

Plan JobPlanner::plan(const kube::ObjectKey& key, Instant now) {
    const auto job = world_->jobs.find(key);
    if (!job || job->view.is_deleting()) {
        return {};
    }
    Round round{job, world_->pods_of(job->view.uid), {}, {}, now, {}, conditions_of(job->view.json), {}};
    if (has_condition(round.json(), "Complete") || has_condition(round.json(), "Failed")) {
        if (const auto lifetime = kube::find_int(round.json(), {"spec", "ttlSecondsAfterFinished"})) {
            const WallTime ended = find_time(round.json(), {"status", "completionTime"}).value_or(now.wall);
            const WallTime due = ended + std::chrono::seconds{*lifetime};
            if (due <= now.wall) {
                round.plan.changes.push_back(remove(jobs_type(), key, job->view.uid));
            } else {
                round.plan.recheck_after(due - now.wall);
            }
        }
        return std::move(round.plan);
    }
    round.count();
    const auto completions = kube::find_int(round.json(), {"spec", "completions"});
    const bool is_suspended = kube::find_bool(round.json(), {"spec", "suspend"}).value_or(false);
    const bool is_done = completions ? round.progress.succeeded >= *completions
                                     : round.progress.succeeded > 0 && round.progress.active == 0;
    if (round.progress.failed > round.number("backoffLimit", 6)) {
        take_pods(round, round.progress.active);
        finish(round, "Failed", "BackoffLimitExceeded", "Job has reached the specified backoff limit");
    } else if (is_done) {
        finish(round, "Complete", "CompletionsReached", "Reached expected number of succeeded pods");
    } else {
        const std::int64_t missing =
            is_suspended ? -round.progress.active
                         : missing_pods(round.progress, round.number("parallelism", 1), completions);
        missing < 0 ? take_pods(round, -missing) : make_pods(round, missing);
        round.progress.active += missing;
    }
    if (!is_suspended && kube::find(round.json(), {"status", "startTime"}) == nullptr) {
        round.status["startTime"] = format_time(now.wall);
    }
    const auto some = [](std::int64_t value) { return value != 0 ? kube::Json(value) : kube::Json(nullptr); };
    round.status["active"] = some(round.progress.active);
    round.status["ready"] = round.progress.ready;
    round.status["succeeded"] = some(round.progress.succeeded);
    round.status["failed"] = some(round.progress.failed);
    round.status["terminating"] = 0;
    round.status["uncountedTerminatedPods"] = kube::JsonObject{};
    if (round.is_indexed() && !round.done.empty()) {
        round.status["completedIndexes"] = ranges_text(round.done);
    }
    if (!round.conditions.empty()) {
        round.status["conditions"] = round.conditions;
    }
    write_status_if_changed(round.plan, jobs_type(), key, round.json(), round.status);
    return std::move(round.plan);
}

void JobPlanner::finish(
    Round& round, std::string_view type, std::string_view reason, std::string_view message
) const {
    const bool succeeded = type == "Complete";
    for (const std::string_view each :
         {std::string_view{succeeded ? "SuccessCriteriaMet" : "FailureTarget"}, type}) {
        set_condition(
            round.conditions,
            {std::string{each}, "True", std::string{reason}, std::string{message}},
            round.now.wall
        );
    }
    if (succeeded) {
        round.status["completionTime"] = format_time(round.now.wall);
    }
    round.progress.active = 0;
    round.progress.ready = 0;
    round.note(!succeeded, succeeded ? "Completed" : reason, succeeded ? "Job completed" : message);
}

void JobPlanner::make_pods(Round& round, std::int64_t missing) const {
    const kube::Json* pod_template = kube::find(round.json(), {"spec", "template"});
    if (pod_template == nullptr || missing == 0) {
        return;
    }
    std::set<std::int64_t> taken = round.done;
    for (const auto& pod : round.pods) {
        if (pod->view.is_active()) {
            taken.insert(index_of(pod->view).value_or(-1));
        }
    }
    std::int64_t index = 0;
    for (std::int64_t i = 0; i < missing; ++i) {
        kube::Json pod = pod_from_template(*pod_template, jobs_type(), round.job->view);
        if (round.is_indexed()) {
            while (taken.contains(index)) {
                ++index;
            }
            const std::string text = std::to_string(index++);
            kube::place(pod, {"metadata", "annotations", kIndex}) = text;
            kube::place(pod, {"metadata", "labels", kIndex}) = text;
            kube::place(pod, {"spec", "hostname"}) = round.job->view.key.name + "-" + text;
            kube::place(pod, {"metadata", "generateName"}) = round.job->view.key.name + "-" + text + "-";
            tell_index(pod);
        }
        round.plan.changes.push_back(create(pods_type(), round.job->view.key.namespace_, std::move(pod)));
        round.plan.changes.back().note = Note{
            jobs_type(), round.job->view.key, round.job->view.uid, false, "SuccessfulCreate", "Created pod: "
        };
    }
}

void JobPlanner::take_pods(Round& round, std::int64_t surplus) const {
    for (const auto& pod : round.pods) {
        if (surplus > 0 && pod->view.is_active()) {
            round.plan.changes.push_back(remove(pods_type(), pod->view.key, pod->view.uid));
            round.note(false, "SuccessfulDelete", "Deleted pod: " + pod->view.key.name);
            --surplus;
        }
    }
}

}  // namespace flotilla::cluster::controllers
