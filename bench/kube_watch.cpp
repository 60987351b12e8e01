#include <benchmark/benchmark.h>

#include "flotilla/kube/api/object_list.hpp"
#include "flotilla/kube/api/types/pod.gen.hpp"
#include "flotilla/kube/api/watch_event.hpp"

/// What it costs to read pods as an API server sends them: 3 KB each, with managed fields, statuses and all.
namespace {

using namespace flotilla;
using namespace flotilla::kube;

constexpr std::size_t kPods = 5'000;
constexpr std::size_t kPiece = 16'384;  // as a socket gives them
constexpr std::string_view kTemplate =
    R"({"kind":"Pod","apiVersion":"v1","metadata":{"name":"web-@","generateName":"web-7f9c6d5b8-","namespace":"shop","uid":"0b9f6a4e-3c1d-4f0e-9a57-1e6f0c@","resourceVersion":"@","creationTimestamp":"2026-01-31T12:00:00Z","labels":{"app.kubernetes.io/name":"web","app.kubernetes.io/part-of":"teastore","pod-template-hash":"7f9c6d5b8","tier":"front"},"annotations":{"prometheus.io/scrape":"true","prometheus.io/port":"8080"},"ownerReferences":[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"web-7f9c6d5b8","uid":"f2a4c1de-7b35-4d6c-8f60-2f1f5b3f9e11","controller":true,"blockOwnerDeletion":true}],"managedFields":[{"manager":"kube-controller-manager","operation":"Update","apiVersion":"v1","time":"2026-01-31T12:00:00Z","fieldsType":"FieldsV1","fieldsV1":{"f:metadata":{"f:generateName":{},"f:labels":{".":{},"f:app.kubernetes.io/name":{},"f:pod-template-hash":{}},"f:ownerReferences":{".":{},"k:{\"uid\":\"f2a4c1de-7b35-4d6c-8f60-2f1f5b3f9e11\"}":{}}},"f:spec":{"f:containers":{"k:{\"name\":\"web\"}":{".":{},"f:image":{},"f:name":{},"f:ports":{".":{},"k:{\"containerPort\":8080,\"protocol\":\"TCP\"}":{".":{},"f:containerPort":{},"f:protocol":{}}},"f:resources":{".":{},"f:limits":{".":{},"f:cpu":{},"f:memory":{}},"f:requests":{".":{},"f:cpu":{},"f:memory":{}}}}},"f:dnsPolicy":{},"f:restartPolicy":{},"f:schedulerName":{},"f:securityContext":{},"f:terminationGracePeriodSeconds":{}}}}]},"spec":{"volumes":[{"name":"kube-api-access-x8v2k","projected":{"sources":[{"serviceAccountToken":{"expirationSeconds":3607,"path":"token"}},{"configMap":{"name":"kube-root-ca.crt","items":[{"key":"ca.crt","path":"ca.crt"}]}}],"defaultMode":420}}],"containers":[{"name":"web","image":"descartesresearch/teastore-webui:1.4.2","ports":[{"name":"http","containerPort":8080,"protocol":"TCP"}],"env":[{"name":"HOST_NAME","value":"web"},{"name":"REGISTRY_HOST","value":"teastore-registry"}],"resources":{"limits":{"cpu":"1","memory":"1Gi"},"requests":{"cpu":"250m","memory":"512Mi"}},"readinessProbe":{"httpGet":{"path":"/ready","port":8080,"scheme":"HTTP"},"initialDelaySeconds":5,"timeoutSeconds":1,"periodSeconds":10,"successThreshold":1,"failureThreshold":3},"terminationMessagePath":"/dev/termination-log","imagePullPolicy":"IfNotPresent"}],"restartPolicy":"Always","terminationGracePeriodSeconds":30,"dnsPolicy":"ClusterFirst","serviceAccountName":"default","nodeName":"node-17","schedulerName":"default-scheduler","tolerations":[{"key":"node.kubernetes.io/not-ready","operator":"Exists","effect":"NoExecute","tolerationSeconds":300}],"priority":0},"status":{"phase":"Running","conditions":[{"type":"Ready","status":"True","lastProbeTime":null,"lastTransitionTime":"2026-01-31T12:00:09Z"},{"type":"PodScheduled","status":"True","lastProbeTime":null,"lastTransitionTime":"2026-01-31T12:00:00Z"}],"hostIP":"10.0.0.17","podIP":"10.244.17.9","startTime":"2026-01-31T12:00:00Z","containerStatuses":[{"name":"web","state":{"running":{"startedAt":"2026-01-31T12:00:04Z"}},"lastState":{},"ready":true,"restartCount":0,"image":"descartesresearch/teastore-webui:1.4.2","imageID":"sha256:4f0c","containerID":"containerd://77aa","started":true}],"qosClass":"Burstable"}})";

std::string pod(std::size_t number) {
    std::string out;
    for (const char c : kTemplate) {
        if (c == '@') {
            out += fmt::format("{:06}", number);
        } else {
            out += c;
        }
    }
    return out;
}

const std::string& stream() {
    static const std::string lines = [] {
        std::string out;
        for (std::size_t i = 0; i < kPods; ++i) {
            out += R"({"type":"MODIFIED","object":)" + pod(i) + "}\n";
        }
        return out;
    }();
    return lines;
}

void decode_watch(benchmark::State& state) {
    const std::string_view bytes = stream();
    for (auto _ : state) {
        WatchDecoder decoder;
        std::size_t count = 0;
        for (std::size_t at = 0; at < bytes.size(); at += kPiece) {
            decoder.feed(bytes.substr(at, kPiece));
            while (true) {
                auto event = decoder.next();
                if (!event) {
                    state.SkipWithError(event.error().message.c_str());
                    return;
                }
                if (!*event) {
                    break;
                }
                benchmark::DoNotOptimize((*event)->object->name());
                ++count;
            }
        }
        if (count != kPods) {
            state.SkipWithError("events were lost");
        }
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kPods));
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(bytes.size()));
}
BENCHMARK(decode_watch)->Unit(benchmark::kMillisecond);

void decode_list_of_pods(benchmark::State& state) {
    std::string body = R"({"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"1"},"items":[)";
    for (std::size_t i = 0; i < kPods; ++i) {
        body += (i == 0 ? "" : ",") + pod(i);
    }
    body += "]}";
    std::size_t memory = 0;
    for (auto _ : state) {
        const auto list = decode_list(body);
        if (!list || list->items.size() != kPods) {
            state.SkipWithError("the list was not read");
            return;
        }
        memory = 0;
        for (const SharedObject& item : list->items) {
            memory += item->memory() + sizeof(SharedObject);
        }
    }
    state.counters["bytes_held"] = static_cast<double>(memory);
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kPods));
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(body.size()));
}
BENCHMARK(decode_list_of_pods)->Unit(benchmark::kMillisecond);

void decode_typed_pod(benchmark::State& state) {
    const auto object = EncodedObject::parse(pod(1));
    for (auto _ : state) {
        auto typed = decode<Pod>(**object);
        benchmark::DoNotOptimize(typed);
    }
    state.SetItemsProcessed(state.iterations());
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>((*object)->json().size()));
}
BENCHMARK(decode_typed_pod);

}  // namespace
