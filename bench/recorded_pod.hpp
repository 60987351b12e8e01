#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include <fmt/format.h>

namespace flotilla::kube {

inline constexpr std::string_view kPodTemplate =
    R"({"kind":"Pod","apiVersion":"v1","metadata":{"name":"web-@","generateName":"web-7f9c6d5b8-","namespace":"shop","uid":"0b9f6a4e-3c1d-4f0e-9a57-1e6f0c@","resourceVersion":"@","creationTimestamp":"2026-01-31T12:00:00Z","labels":{"app.kubernetes.io/name":"web","app.kubernetes.io/part-of":"teastore","pod-template-hash":"7f9c6d5b8","tier":"front"},"annotations":{"prometheus.io/scrape":"true","prometheus.io/port":"8080"},"ownerReferences":[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"web-7f9c6d5b8","uid":"f2a4c1de-7b35-4d6c-8f60-2f1f5b3f9e11","controller":true,"blockOwnerDeletion":true}],"managedFields":[{"manager":"kube-controller-manager","operation":"Update","apiVersion":"v1","time":"2026-01-31T12:00:00Z","fieldsType":"FieldsV1","fieldsV1":{"f:metadata":{"f:generateName":{},"f:labels":{".":{},"f:app.kubernetes.io/name":{},"f:pod-template-hash":{}},"f:ownerReferences":{".":{},"k:{\"uid\":\"f2a4c1de-7b35-4d6c-8f60-2f1f5b3f9e11\"}":{}}},"f:spec":{"f:containers":{"k:{\"name\":\"web\"}":{".":{},"f:image":{},"f:name":{},"f:ports":{".":{},"k:{\"containerPort\":8080,\"protocol\":\"TCP\"}":{".":{},"f:containerPort":{},"f:protocol":{}}},"f:resources":{".":{},"f:limits":{".":{},"f:cpu":{},"f:memory":{}},"f:requests":{".":{},"f:cpu":{},"f:memory":{}}}}},"f:dnsPolicy":{},"f:restartPolicy":{},"f:schedulerName":{},"f:securityContext":{},"f:terminationGracePeriodSeconds":{}}}}]},"spec":{"volumes":[{"name":"kube-api-access-x8v2k","projected":{"sources":[{"serviceAccountToken":{"expirationSeconds":3607,"path":"token"}},{"configMap":{"name":"kube-root-ca.crt","items":[{"key":"ca.crt","path":"ca.crt"}]}}],"defaultMode":420}}],"containers":[{"name":"web","image":"descartesresearch/teastore-webui:1.4.2","ports":[{"name":"http","containerPort":8080,"protocol":"TCP"}],"env":[{"name":"HOST_NAME","value":"web"},{"name":"REGISTRY_HOST","value":"teastore-registry"}],"resources":{"limits":{"cpu":"1","memory":"1Gi"},"requests":{"cpu":"250m","memory":"512Mi"}},"readinessProbe":{"httpGet":{"path":"/ready","port":8080,"scheme":"HTTP"},"initialDelaySeconds":5,"timeoutSeconds":1,"periodSeconds":10,"successThreshold":1,"failureThreshold":3},"terminationMessagePath":"/dev/termination-log","imagePullPolicy":"IfNotPresent"}],"restartPolicy":"Always","terminationGracePeriodSeconds":30,"dnsPolicy":"ClusterFirst","serviceAccountName":"default","nodeName":"node-17","schedulerName":"default-scheduler","tolerations":[{"key":"node.kubernetes.io/not-ready","operator":"Exists","effect":"NoExecute","tolerationSeconds":300}],"priority":0},"status":{"phase":"Running","conditions":[{"type":"Ready","status":"True","lastProbeTime":null,"lastTransitionTime":"2026-01-31T12:00:09Z"},{"type":"PodScheduled","status":"True","lastProbeTime":null,"lastTransitionTime":"2026-01-31T12:00:00Z"}],"hostIP":"10.0.0.17","podIP":"10.244.17.9","startTime":"2026-01-31T12:00:00Z","containerStatuses":[{"name":"web","state":{"running":{"startedAt":"2026-01-31T12:00:04Z"}},"lastState":{},"ready":true,"restartCount":0,"image":"descartesresearch/teastore-webui:1.4.2","imageID":"sha256:4f0c","containerID":"containerd://77aa","started":true}],"qosClass":"Burstable"}})";

/// A pod of 3 KB as an API server sends it; name, uid and resource version (rising) are those of `number`.
inline std::string recorded_pod(std::size_t number) {
    std::string out;
    for (const char c : kPodTemplate) {
        if (c == '@') {
            out += fmt::format("{}", 1'000'000 + number);
        } else {
            out += c;
        }
    }
    return out;
}

}  // namespace flotilla::kube
