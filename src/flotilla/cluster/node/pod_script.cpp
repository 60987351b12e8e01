#include "flotilla/cluster/node/pod_script.hpp"

#include <charconv>

namespace flotilla::cluster::node {
namespace {

std::vector<ContainerScript> read_containers(const kube::Json& json, std::string_view field) {
    std::vector<ContainerScript> containers;
    if (const kube::JsonArray* entries = kube::find_array(json, {"spec", field})) {
        for (const kube::Json& entry : *entries) {
            containers.push_back(ContainerScript{
                std::string{kube::find_string(entry, {"name"}).value_or("")},
                std::string{kube::find_string(entry, {"image"}).value_or("")},
            });
        }
    }
    return containers;
}

/// The delay that an annotation asks for; a broken one is as none.
Duration delay_of(
    const controllers::PodView& pod,
    std::string_view annotation,
    const Delay& usual,
    RandomStream& random,
    double speed
) {
    const auto text = pod.annotation(annotation);
    const Result<Delay> asked = parse_delay(text.value_or(""));
    return draw(asked ? *asked : usual, random, speed);
}

bool any_missing(const std::vector<ContainerScript>& containers, std::set<std::string>& images) {
    bool missing = false;
    for (const ContainerScript& container : containers) {
        missing |= images.insert(container.image).second;
    }
    return missing;
}

}  // namespace

PodScript script_of(
    const controllers::PodView& pod,
    const kube::Json& json,
    const NodeOptions& options,
    std::set<std::string>& images
) {
    RandomStream random{options.seed, "pod/" + to_string(pod.key)};
    PodScript script;
    script.init_containers = read_containers(json, "initContainers");
    script.containers = read_containers(json, "containers");
    script.restart_policy = pod.restart_policy == "Never"       ? RestartPolicy::Never
                            : pod.restart_policy == "OnFailure" ? RestartPolicy::OnFailure
                                                                : RestartPolicy::Always;
    if (const auto error = pod.annotation(kPullErrorAnnotation)) {
        script.pull_error = std::string{*error};
    }
    // Every delay is drawn whether it is used or not, so that a cached image does not change what comes after
    // it.
    const Duration pull = draw(options.pull, random, options.speed);
    const bool must_pull =
        any_missing(script.init_containers, images) | any_missing(script.containers, images);
    script.pull = must_pull ? pull : Duration{0};
    script.init = draw(options.init, random, options.speed);
    script.start = delay_of(pod, kStartDelayAnnotation, options.start, random, options.speed);
    script.ready = delay_of(pod, kReadyDelayAnnotation, options.ready, random, options.speed);
    script.stop = draw(options.stop, random, options.speed);
    if (pod.annotation(kRunForAnnotation)) {
        script.run_for = delay_of(pod, kRunForAnnotation, ConstantDelay{}, random, options.speed);
    }
    if (const auto code = pod.annotation(kExitCodeAnnotation)) {
        std::from_chars(code->data(), code->data() + code->size(), script.exit_code);
    }
    if (pod.phase == "Running") {  // it ran before this process began: it goes on where it was
        script.pull = script.init = script.start = script.ready = Duration{0};
    }
    return script;
}

}  // namespace flotilla::cluster::node
