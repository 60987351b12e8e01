#include "flotilla/controllers/horizontal/autoscaler.hpp"

#include "flotilla/controllers/horizontal/policy_spec.hpp"
#include "flotilla/controllers/horizontal/status.hpp"
#include "flotilla/controllers/horizontal/texts.hpp"

namespace flotilla::controllers::horizontal {
namespace {

namespace hpa = policy::hpa;
using hpa::ConditionReason;
using hpa::ConditionType;

std::string keys_text(const std::vector<kube::ObjectKey>& keys) {
    std::string text;
    for (const kube::ObjectKey& key : keys) {
        text += fmt::format("{}{{{} {}}}", text.empty() ? "" : " ", key.name, key.namespace_);
    }
    return text;
}

/// What the API server puts in where there is none.
kube::MetricSpec default_metric() {
    kube::MetricSpec metric;
    metric.type = "Resource";
    metric.resource.emplace();
    metric.resource->name = "cpu";
    metric.resource->target.type = "Utilization";
    metric.resource->target.average_utilization = 80;
    return metric;
}

std::int32_t to_int32(model::Replicas replicas) {
    return static_cast<std::int32_t>(replicas.count());
}

}  // namespace

/// One look at one object.
struct Autoscaler::Sync {
    explicit Sync(const Object& stored) : object(stored) {
        if (object.spec.metrics.empty()) {
            object.spec.metrics.push_back(default_metric());
        }
        spec = policy_spec(object.spec);
    }

    Object object;  ///< `status` is changed on the way
    hpa::Spec spec;
    Target target;
    Pods pods;
    std::vector<MetricReading> readings;
    hpa::SelectorState selector = hpa::SelectorState::Valid;
    std::string inactive_message;  ///< why ScalingActive is False
    hpa::Observation seen;
    hpa::Decision decision;
    std::string failure;  ///< why the metrics failed as a whole

    void set(ConditionType type, bool is_true, ConditionReason reason, std::string message) {
        apply(object.status, {type, is_true, reason}, std::move(message), seen.now);
    }
};

Autoscaler::Autoscaler(
    const kube::Environment& environment,
    kube::Informers& informers,
    Options options,
    kube::EventRecorder* events
)
    : environment_(environment),
      options_(options),
      events_(events),
      objects_(informers.get<Object>()),
      targets_(environment.client),
      reader_(environment.client, targets_),
      controller_(environment, kube::ControllerOptions{"horizontal-pod-autoscaler", options.workers}, *this) {
    controller_.watches<Object>(objects_, [](const Object&) { return std::vector<kube::ObjectKey>{}; });
    kube::EventHandler<Object> handler;
    handler.on_add = [this](const auto& object, bool) {
        controller_.enqueue_after(object->metadata.key(), options_.settings.sync_period);
    };
    handler.on_update = [this](const auto&, const auto& object) {
        controller_.enqueue_after(object->metadata.key(), options_.settings.sync_period);
    };
    handler.on_delete = [this](const auto& object, bool) {
        selectors_.forget(object->metadata.key());
        if (options_.settings.corrections.forget_deleted_at_once) {
            memories_.erase(object->metadata.key());
        }
    };
    added_ = objects_.add_handler(std::move(handler));
}

void Autoscaler::forget(const kube::ObjectKey& key) {
    memories_.erase(key);
    selectors_.forget(key);
}

asio::awaitable<Result<kube::Requeue>> Autoscaler::reconcile(kube::ObjectKey key) {
    const auto object = objects_.find(key);
    if (!object) {
        forget(key);
        co_return kube::Requeue::never();
    }
    co_await sync(*object);
    co_return kube::Requeue::after(options_.settings.sync_period);
}

void Autoscaler::record(const Sync& sync, kube::EventType type, std::string reason, std::string note) {
    if (events_ == nullptr) {
        return;
    }
    kube::EventDraft draft;
    draft.regarding = kube::reference_to(sync.object);
    draft.type = type;
    draft.reason = std::move(reason);
    draft.action = "Scale";
    draft.note = std::move(note);
    events_->record(std::move(draft));
}

asio::awaitable<void> Autoscaler::sync(const Object& stored) {
    Sync sync{stored};
    sync.seen.now = environment_.clock().wall_now();
    const kube::CrossVersionObjectReference& ref = stored.spec.scale_target_ref;
    auto target = co_await targets_.find(ref.api_version, ref.kind, stored.metadata.namespace_, ref.name);
    if (!target) {
        const std::string& why = target.error().message;
        record(sync, kube::EventType::Warning, "FailedGetScale", why);
        sync.set(
            ConditionType::AbleToScale,
            false,
            ConditionReason::FailedGetScale,
            "the HPA controller was unable to get the target's current scale: " + why
        );
        if (sync.object.status != stored.status) {
            co_await write_status(sync);
        }
        co_return;
    }
    sync.target = std::move(*target);
    sync.seen.spec_replicas = model::Replicas{sync.target.scale.wanted};
    sync.seen.status_replicas = model::Replicas{sync.target.scale.current};
    co_await decide(sync);
    if (sync.object.status != stored.status) {
        co_await write_status(sync);
    }
}

/// Whether the pods could be listed.
asio::awaitable<bool> Autoscaler::read_metrics(Sync& sync) {
    const std::string& selector = sync.target.scale.selector;
    const std::string& namespace_ = sync.object.metadata.namespace_;
    if (selector.empty()) {
        sync.selector = hpa::SelectorState::Missing;
        co_return true;
    }
    const auto parsed = kube::LabelSelector::parse(selector);
    if (!parsed) {
        sync.selector = hpa::SelectorState::Invalid;
        sync.inactive_message = fmt::format(
            "couldn't convert selector into a corresponding internal selector object: {}",
            parsed.error().message
        );
        co_return true;
    }
    auto pods = co_await reader_.pods(namespace_, selector);
    if (!pods) {
        sync.failure = pods.error().message;
        co_return false;
    }
    sync.pods = std::move(*pods);
    selectors_.set(sync.object.metadata.key(), *parsed);
    check_selector(sync);
    if (sync.selector == hpa::SelectorState::Valid) {
        sync.readings = co_await reader_.read(sync.object, selector, sync.pods);
    }
    co_return true;
}

void Autoscaler::check_selector(Sync& sync) {
    const auto selecting = selectors_.selecting(sync.object.metadata.namespace_, sync.pods.objects);
    if (selecting.size() > 1) {
        sync.selector = hpa::SelectorState::Ambiguous;
        sync.inactive_message = fmt::format(
            "pods by selector {} are controlled by multiple HPAs: [{}]",
            sync.target.scale.selector,
            keys_text(selecting)
        );
    }
}

/// Events of what failed, and the sentence about all of it.
void Autoscaler::tell_failures(Sync& sync) {
    const auto warn = [&](std::string reason, std::string note) {
        record(sync, kube::EventType::Warning, std::move(reason), std::move(note));
    };
    switch (sync.selector) {
        case hpa::SelectorState::Missing:
            sync.failure = "selector is required";
            sync.inactive_message = "the HPA target's scale is missing a selector";
            warn("SelectorRequired", sync.failure);
            return;
        case hpa::SelectorState::Invalid:
        case hpa::SelectorState::Ambiguous:
            sync.failure = sync.inactive_message;
            warn(
                sync.selector == hpa::SelectorState::Invalid ? "InvalidSelector" : "AmbiguousSelector",
                sync.failure
            );
            return;
        case hpa::SelectorState::Valid:
            break;
    }
    for (std::size_t i = 0; i < sync.decision.metrics.size(); ++i) {
        const hpa::Failure& failure = sync.decision.metrics[i].failure;
        if (!failure) {
            continue;
        }
        const MetricError error = metric_error(
            sync.object.spec.metrics[i], sync.object.metadata.namespace_, failure.kind, sync.readings[i].words
        );
        warn(std::string{to_string(hpa::failure_reason(sync.spec.metrics[i].source))}, error.inner);
        if (i == sync.decision.failed) {
            sync.inactive_message = "the HPA was unable to compute the replica count: " + error.inner;
            sync.failure = fmt::format(
                "invalid metrics ({} invalid out of {}), first error is: {}",
                sync.decision.failed_metrics,
                sync.spec.metrics.size(),
                error.outer
            );
        }
    }
}

asio::awaitable<void> Autoscaler::decide(Sync& sync) {
    std::vector<hpa::Reading> readings;
    if (hpa::needs_metrics(sync.spec, sync.seen.spec_replicas)) {
        const bool has_pods = co_await read_metrics(sync);
        if (!has_pods) {
            sync.set(
                ConditionType::AbleToScale,
                true,
                ConditionReason::SucceededGetScale,
                std::string{fixed_message(ConditionReason::SucceededGetScale)}
            );
            sync.object.status.current_replicas = to_int32(sync.seen.spec_replicas);
            record(sync, kube::EventType::Warning, "FailedComputeMetricsReplicas", sync.failure);
            co_return;
        }
        sync.readings.resize(sync.spec.metrics.size());
        for (const MetricReading& reading : sync.readings) {
            readings.push_back(
                {reading.failure, reading.samples, reading.strangers, reading.requests, reading.values}
            );
        }
    }
    sync.seen.selector = sync.selector;
    sync.seen.pods = sync.pods.facts;
    sync.seen.readings = readings;
    hpa::decide(
        sync.spec, options_.settings, sync.seen, memories_[sync.object.metadata.key()], sync.decision
    );
    tell_failures(sync);
    for (const hpa::ConditionChange& change : sync.decision.changes.all()) {
        apply(sync.object.status, change, message_of(sync, change), sync.seen.now);
    }
    sync.object.status.current_replicas = to_int32(sync.seen.spec_replicas);
    sync.object.status.current_metrics = current_metrics(sync.object.spec, sync.decision);
    if (sync.decision.verdict == hpa::Verdict::MetricsFailed) {
        record(sync, kube::EventType::Warning, "FailedComputeMetricsReplicas", sync.failure);
        co_return;
    }
    co_await carry_out(sync);
}

std::string Autoscaler::message_of(const Sync& sync, const hpa::ConditionChange& change) {
    if (change.reason == ConditionReason::ValidMetricFound) {
        const std::size_t metric = sync.decision.metric.value_or(0);
        return fmt::format(
            "the HPA was able to successfully calculate a replica count from {}",
            metric_name(sync.object.spec.metrics[metric])
        );
    }
    const std::string_view fixed = fixed_message(change.reason);
    return fixed.empty() ? sync.inactive_message : std::string{fixed};
}

std::string Autoscaler::reason_of(const Sync& sync) {
    switch (sync.decision.verdict) {
        case hpa::Verdict::AboveMax:
            return "Current number of replicas above Spec.MaxReplicas";
        case hpa::Verdict::BelowMin:
            return "Current number of replicas below Spec.MinReplicas";
        default:
            break;
    }
    if (sync.decision.is_above) {
        return metric_name(sync.object.spec.metrics[sync.decision.metric.value_or(0)]) + " above target";
    }
    return sync.decision.is_below ? "All metrics below target" : "";
}

/// Writes the scale, if it is to change, and what came of it into the status.
asio::awaitable<void> Autoscaler::carry_out(Sync& sync) {
    kube::HorizontalPodAutoscalerStatus& status = sync.object.status;
    const std::int64_t desired = sync.decision.desired.count();
    if (!sync.decision.rescale) {
        status.desired_replicas = to_int32(sync.decision.desired);
        co_return;
    }
    const std::string reason = reason_of(sync);
    const auto written = co_await targets_.rescale(sync.target, desired);
    if (!written) {
        const std::string& why = written.error().message;
        record(
            sync,
            kube::EventType::Warning,
            "FailedRescale",
            fmt::format("New size: {}; reason: {}; error: {}", desired, reason, why)
        );
        sync.set(
            ConditionType::AbleToScale,
            false,
            ConditionReason::FailedUpdateScale,
            "the HPA controller was unable to update the target scale: " + why
        );
        co_return;
    }
    record(
        sync,
        kube::EventType::Normal,
        "SuccessfulRescale",
        fmt::format("New size: {}; reason: {}", desired, reason)
    );
    const hpa::ConditionChange change =
        hpa::record_rescale(sync.spec, sync.seen, sync.decision, memories_[sync.object.metadata.key()]);
    apply(
        status,
        change,
        fmt::format("the HPA controller was able to update the target scale to {}", desired),
        sync.seen.now
    );
    status.desired_replicas = to_int32(sync.decision.desired);
    status.last_scale_time = std::chrono::floor<std::chrono::seconds>(environment_.clock().wall_now());
    environment_.log.info(
        "rescaled",
        {{"autoscaler", kube::to_string(sync.object.metadata.key())},
         {"from", sync.seen.spec_replicas.count()},
         {"to", desired},
         {"reason", reason}}
    );
}

asio::awaitable<void> Autoscaler::write_status(Sync& sync) {
    kube::PatchOptions options;
    options.subresource = "status";
    std::string patch = kube::to_json(status_patch(sync.object.status));
    const kube::ObjectKey key = sync.object.metadata.key();
    const auto written = co_await environment_.client.patch(
        kube::resource_of<Object>(), key, kube::PatchType::Merge, std::move(patch), options
    );
    if (!written && written.error().code != ErrorCode::NotFound) {  // deleted meanwhile: nobody to tell
        record(sync, kube::EventType::Warning, "FailedUpdateStatus", written.error().message);
    }
}

}  // namespace flotilla::controllers::horizontal
