#include "flotilla/cluster/schema/detail/cluster_scoped.hpp"

#include <algorithm>
#include <array>

namespace flotilla::cluster::detail {
namespace {

/// As the discovery data has them; no kind of these names lives in a namespace.
constexpr auto kKinds = std::to_array<std::string_view>({
    "APIService",
    "CSIDriver",
    "CSINode",
    "CertificateSigningRequest",
    "ClusterRole",
    "ClusterRoleBinding",
    "ComponentStatus",
    "CustomResourceDefinition",
    "DeviceClass",
    "FlowSchema",
    "IPAddress",
    "IngressClass",
    "MutatingWebhookConfiguration",
    "Namespace",
    "Node",
    "PersistentVolume",
    "PriorityClass",
    "PriorityLevelConfiguration",
    "ResourceSlice",
    "RuntimeClass",
    "SelfSubjectAccessReview",
    "SelfSubjectReview",
    "SelfSubjectRulesReview",
    "ServiceCIDR",
    "StorageClass",
    "SubjectAccessReview",
    "TokenReview",
    "ValidatingAdmissionPolicy",
    "ValidatingAdmissionPolicyBinding",
    "ValidatingWebhookConfiguration",
    "VolumeAttachment",
    "VolumeAttributesClass",
});

}  // namespace

bool is_cluster_scoped(const GroupVersionKind& kind) {
    return std::ranges::find(kKinds, kind.kind) != kKinds.end();
}

}  // namespace flotilla::cluster::detail
