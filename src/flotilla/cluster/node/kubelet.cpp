#include "flotilla/cluster/node/kubelet.hpp"

#include <algorithm>
#include <charconv>

#include "flotilla/cluster/node/fleet.hpp"
#include "flotilla/cluster/node/pod_script.hpp"

namespace flotilla::cluster::node {
namespace {

using controllers::Change;
using controllers::Instant;
using controllers::NodeView;
using controllers::Note;
using controllers::Plan;
using controllers::PodView;
using controllers::SeenPtr;

Note pod_note(const PodView& pod, bool is_warning, std::string reason, std::string message) {
    return Note{
        controllers::pods_type(), pod.key, pod.uid, is_warning, std::move(reason), std::move(message)
    };
}

std::size_t running_containers(const PodMachine& machine) {
    return static_cast<std::size_t>(std::ranges::count_if(
        machine.containers(),
        [](const ContainerPicture& picture) { return std::holds_alternative<Running>(picture.state); }
    ));
}

/// What kubectl describe tells about containers that came or went.
void note_transitions(const PodMachine& machine, const PodView& pod, std::size_t running_before, Plan& plan) {
    const auto& scripts = machine.script().containers;
    const bool started = running_containers(machine) > running_before;
    for (std::size_t i = 0; i < scripts.size(); ++i) {
        const ContainerState& state = machine.containers()[i].state;
        const std::string& name = scripts[i].name;
        if (started && std::holds_alternative<Running>(state)) {
            plan.notes.push_back(pod_note(
                pod,
                false,
                "Pulled",
                fmt::format("Container image \"{}\" already present on machine", scripts[i].image)
            ));
            plan.notes.push_back(pod_note(pod, false, "Created", "Created container: " + name));
            plan.notes.push_back(pod_note(pod, false, "Started", "Started container " + name));
        }
        const Waiting* waiting = std::get_if<Waiting>(&state);
        if (waiting != nullptr && waiting->reason == "CrashLoopBackOff") {
            plan.notes.push_back(pod_note(
                pod,
                true,
                "BackOff",
                fmt::format("Back-off restarting failed container {} in pod {}", name, to_string(pod.key))
            ));
        }
        if (waiting != nullptr && waiting->reason == "ImagePullBackOff") {
            plan.notes.push_back(pod_note(
                pod,
                true,
                "Failed",
                fmt::format("Failed to pull image \"{}\": {}", scripts[i].image, waiting->message)
            ));
        }
    }
}

/// How fast pods begin on the node: "slow 3" makes them take three times as long.
NodeOptions options_on(const NodeView& node, NodeOptions options) {
    std::string_view fault = node.annotation(kFaultAnnotation).value_or("");
    if (fault.starts_with(kFaultSlow)) {
        fault.remove_prefix(std::min(kFaultSlow.size() + 1, fault.size()));
        double factor = 1;
        std::from_chars(fault.data(), fault.data() + fault.size(), factor);
        options.speed /= factor > 0 ? factor : 1;
    }
    return options;
}

}  // namespace

bool is_simulated(const NodeView& node) {
    return node.annotation(kSimulatedAnnotation).has_value();
}

bool is_alive(const NodeView& node) {
    return is_simulated(node) && !node.annotation(kFaultAnnotation).value_or("").starts_with(kFaultDown);
}

void KubeletPlanner::start(controllers::World& world, Enqueue enqueue) {
    world_ = &world;
    world.pods.on_change([this, enqueue](const PodView* before, const PodView* after) {
        if (after == nullptr) {
            forget(before->key);
            return;
        }
        if (after->node.empty()) {
            return;
        }
        const bool matters = before == nullptr || before->node != after->node ||
                             before->is_deleting() != after->is_deleting() ||
                             before->deletion_grace_seconds != after->deletion_grace_seconds ||
                             before->generation != after->generation ||
                             before->annotations != after->annotations;
        if (matters) {
            enqueue(after->key, Duration{0});
        }
    });
    world.nodes.on_change([this, enqueue](const NodeView* before, const NodeView* after) {
        if (after != nullptr && (before == nullptr || is_alive(*before) != is_alive(*after))) {
            for (const auto& pod : world_->pods_on(after->key.name)) {
                enqueue(pod->view.key, Duration{0});
            }
        }
    });
}

KubeletPlanner::Host& KubeletPlanner::host(const NodeView& node) {
    const auto [found, is_new] = hosts_.try_emplace(node.key.name);
    if (is_new) {
        found->second.prefix = pod_network_of(node);
    }
    return found->second;
}

void KubeletPlanner::forget(const kube::ObjectKey& key) {
    const auto found = machines_.find(key);
    if (found == machines_.end()) {
        return;
    }
    const PodPlace& place = found->second.place;
    const auto home = hosts_.find(found->second.node);
    if (home != hosts_.end() && place.ip.starts_with(home->second.prefix)) {
        home->second.addresses.erase(std::stoll(place.ip.substr(home->second.prefix.size())));
    }
    machines_.erase(found);
}

KubeletPlanner::Machine* KubeletPlanner::machine_for(
    const SeenPtr<PodView>& pod, const NodeView& node, Instant now
) {
    const auto known = machines_.find(pod->view.key);
    if (known != machines_.end() && known->second.uid == pod->view.uid) {
        return &known->second;
    }
    forget(pod->view.key);
    if (pod->view.phase == "Succeeded" || pod->view.phase == "Failed") {
        return nullptr;
    }
    PodScript script =
        script_of(pod->view, pod->object->parsed(), options_on(node, options_), host(node).images);
    Machine machine{
        pod->view.uid,
        node.key.name,
        PodMachine{std::move(script), now},
        {pod->view.ip, node.ip},
        "",
        0,
        false,
        0
    };
    return &machines_.emplace(pod->view.key, std::move(machine)).first->second;
}

void KubeletPlanner::apply_fault(Machine& machine, const PodView& pod, Instant now) const {
    const std::string_view fault = pod.annotation(kFaultAnnotation).value_or("");
    if (fault == machine.fault) {
        return;
    }
    machine.fault = fault;
    bool changed = machine.machine.set_may_be_ready(!fault.starts_with(kFaultNeverReady));
    if (fault.starts_with(kFaultCrash)) {
        changed |= machine.machine.crash("", Crash::Error, now);
    } else if (fault.starts_with(kFaultOutOfMemory)) {
        changed |= machine.machine.crash("", Crash::OutOfMemory, now);
    }
    machine.is_reported = machine.is_reported && !changed;
}

Plan KubeletPlanner::plan(const kube::ObjectKey& key, Instant now) {
    Plan plan;
    const SeenPtr<PodView> pod = world_->pods.find(key);
    const SeenPtr<controllers::NodeView> unused;
    const auto node = pod ? world_->nodes.find({"", pod->view.node}) : unused;
    if (!node || !is_alive(node->view)) {
        return plan;  // a node that has failed does nothing; when it is back, its pods are looked at
    }
    Machine* machine = machine_for(pod, node->view, now);
    if (machine == nullptr) {
        if (pod->view.is_deleting()) {  // it ended before: nothing to wait for
            Change gone = controllers::remove(controllers::pods_type(), key, pod->view.uid);
            gone.grace_seconds = 0;
            plan.changes.push_back(std::move(gone));
        }
        return plan;
    }
    if (pod->view.is_deleting()) {
        if (!machine->machine.is_terminating()) {
            for (const ContainerScript& container : machine->machine.script().containers) {
                plan.notes.push_back(
                    pod_note(pod->view, false, "Killing", "Stopping container " + container.name)
                );
            }
        }
        machine->machine.terminate(std::chrono::seconds{pod->view.deletion_grace_seconds.value_or(30)}, now);
    }
    apply_fault(*machine, pod->view, now);
    if (machine->machine.advance(now)) {
        machine->is_reported = false;
    }
    if (machine->machine.is_stopped()) {
        Change gone = controllers::remove(controllers::pods_type(), key, pod->view.uid);
        gone.grace_seconds = 0;
        plan.changes.push_back(std::move(gone));
        return plan;
    }
    if (!machine->machine.is_terminating() &&
        (!machine->is_reported || machine->generation != pod->view.generation)) {
        report(*machine, pod, now, plan);
    }
    if (const auto next = machine->machine.next()) {
        plan.recheck_after(std::max(*next - now.mono, Duration{1}));
    }
    return plan;
}

void KubeletPlanner::report(Machine& machine, const SeenPtr<PodView>& pod, Instant now, Plan& plan) {
    const kube::Json json = pod->object->parsed();
    const auto home = hosts_.find(machine.node);
    const bool has_sandbox = machine.machine.phase() != PodPhase::Pending;
    if (has_sandbox && machine.place.ip.empty() && home != hosts_.end()) {
        give_address(machine, json, home->second);
    }
    plan.changes.push_back(controllers::patch_status(
        controllers::pods_type(), pod->view.key, pod_status(machine.machine, json, machine.place, now.wall)
    ));
    note_transitions(machine.machine, pod->view, machine.running, plan);
    machine.running = running_containers(machine.machine);
    machine.is_reported = true;
    machine.generation = pod->view.generation;
}

void KubeletPlanner::give_address(Machine& machine, const kube::Json& pod, Host& home) const {
    if (kube::find_bool(pod, {"spec", "hostNetwork"}).value_or(false)) {
        machine.place.ip = machine.place.host_ip;
        return;
    }
    constexpr std::int64_t kLast = 254;
    for (std::int64_t tried = 0; tried < kLast; ++tried) {
        home.last_address = home.last_address >= kLast ? 2 : home.last_address + 1;
        if (home.addresses.insert(home.last_address).second) {
            machine.place.ip = home.prefix + std::to_string(home.last_address);
            return;
        }
    }
}

void KubeletPlanner::refused(const kube::ObjectKey& key, const Change& /*change*/, const Error& /*error*/) {
    const auto found = machines_.find(key);
    if (found != machines_.end()) {
        found->second.is_reported = false;
    }
}

}  // namespace flotilla::cluster::node
