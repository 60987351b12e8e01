#include "flotilla/cluster/controllers/deployment/pod_template.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

namespace flotilla::cluster::controllers {
namespace {

/// FNV-1a over a canonical text that is never built.
class Hasher {
public:
    void add(std::string_view text) {
        for (const char c : text) {
            value_ = (value_ ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
        }
        value_ = (value_ ^ 0xffU) * 0x100000001b3U;  // no byte of UTF-8: "ab","c" is not "a","bc"
    }
    [[nodiscard]] std::uint64_t value() const { return value_; }

private:
    std::uint64_t value_ = 0xcbf29ce484222325U;
};

void hash_json(Hasher& hasher, const kube::Json& value);

void hash_object(Hasher& hasher, const kube::JsonObject& object, std::string_view without) {
    std::vector<const kube::JsonObject::value_type*> members;
    for (const auto& member : object) {
        if (!member.value().is_null() &&
            std::string_view{member.key().data(), member.key().size()} != without) {
            members.push_back(&member);
        }
    }
    std::ranges::sort(members, {}, [](const auto* member) { return member->key(); });
    hasher.add("{");
    for (const auto* member : members) {
        hasher.add({member->key().data(), member->key().size()});
        hash_json(hasher, member->value());
    }
    hasher.add("}");
}

void hash_json(Hasher& hasher, const kube::Json& value) {
    if (const kube::JsonObject* object = value.if_object()) {
        hash_object(hasher, *object, "");
    } else if (const kube::JsonArray* array = value.if_array()) {
        hasher.add("[");
        for (const kube::Json& element : *array) {
            hash_json(hasher, element);
        }
        hasher.add("]");
    } else if (const auto* text = value.if_string()) {
        hasher.add("s");
        hasher.add(kube::text_of(*text));
    } else {
        hasher.add(kube::to_json(value));
    }
}

void hash_template(Hasher& hasher, const kube::Json& pod_template) {
    const kube::Json* labels = kube::find(pod_template, {"metadata", "labels"});
    const kube::Json* annotations = kube::find(pod_template, {"metadata", "annotations"});
    const kube::Json* spec = kube::find(pod_template, {"spec"});
    hash_object(
        hasher,
        labels != nullptr && labels->is_object() ? labels->get_object() : kube::JsonObject{},
        kTemplateHashLabel
    );
    hash_json(hasher, annotations != nullptr && annotations->is_object() ? *annotations : kube::JsonObject{});
    hash_json(hasher, spec != nullptr ? *spec : kube::JsonObject{});
}

}  // namespace

std::uint64_t template_fingerprint(const kube::Json& pod_template) {
    Hasher hasher;
    hash_template(hasher, pod_template);
    return hasher.value();
}

std::string template_hash(const kube::Json& pod_template, std::int64_t collisions) {
    Hasher hasher;
    hash_template(hasher, pod_template);
    if (collisions > 0) {
        hasher.add(std::to_string(collisions));
    }
    const auto folded = static_cast<std::uint32_t>(hasher.value() ^ (hasher.value() >> 32U));
    constexpr std::string_view kAlphabet = "bcdfghjklmnpqrstvwxz2456789";
    std::string text = std::to_string(folded);
    for (char& c : text) {
        c = kAlphabet[static_cast<unsigned char>(c) % kAlphabet.size()];
    }
    return text;
}

}  // namespace flotilla::cluster::controllers
