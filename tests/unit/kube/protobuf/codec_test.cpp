#include "flotilla/kube/protobuf/codec.hpp"

#include <fstream>
#include <random>

#include <gtest/gtest.h>

#include "flotilla/base/base64.hpp"

#include "support/matchers.hpp"

namespace flotilla::kube::protobuf {
namespace {

using testing::HasSubstr;
using testing_support::FailsWith;
using testing_support::IsOk;

struct Golden {
    std::string bytes;
    Json json;
};

/// Objects of all kinds, encoded by upstream (tools/golden/kube).
const std::vector<Golden>& golden() {
    static const std::vector<Golden> cases = [] {
        std::vector<Golden> out;
        std::ifstream file{FLOTILLA_TEST_DATA "/golden/kube/protobuf.tsv"};
        std::string line;
        while (std::getline(file, line)) {
            const std::size_t tab = line.find('\t');
            out.push_back({*base64_decode(line.substr(0, tab)), *parse_json(line.substr(tab + 1))});
        }
        return out;
    }();
    return cases;
}

/// Without what upstream writes although it says nothing: nulls, empty objects, lists and times.
Json without_nothing(const Json& json) {
    if (const JsonObject* object = json.if_object()) {
        JsonObject out;
        for (const auto& member : *object) {
            Json value = without_nothing(member.value());
            if (!value.is_null()) {
                out[member.key()] = std::move(value);
            }
        }
        return out.empty() ? Json() : Json(std::move(out));
    }
    if (const JsonArray* array = json.if_array()) {
        JsonArray out;
        for (const Json& element : *array) {
            out.push_back(without_nothing(element));
        }
        return out.empty() ? Json() : Json(std::move(out));
    }
    return json;
}

/// Sorted, so that a difference can be seen.
std::string text(const Json& json) {
    if (const JsonObject* object = json.if_object()) {
        std::map<std::string, std::string> members;
        for (const auto& member : *object) {
            members[std::string{member.key()}] = text(member.value());
        }
        std::string out = "{\n";
        for (const auto& [key, value] : members) {
            out += key + ": " + value + "\n";
        }
        return out + "}";
    }
    if (const JsonArray* array = json.if_array()) {
        std::string out = "[\n";
        for (const Json& element : *array) {
            out += text(element) + "\n";
        }
        return out + "]";
    }
    return to_json(json);
}

TEST(Protobuf, DecodesEveryKindAsUpstreamDoes) {
    ASSERT_GT(golden().size(), 130U);
    for (const Golden& one : golden()) {
        SCOPED_TRACE(to_json(*find(one.json, {"kind"})));
        const auto decoded = decode(one.bytes);
        ASSERT_THAT(decoded, IsOk());
        EXPECT_EQ(text(without_nothing(*decoded)), text(without_nothing(one.json)));
    }
}

TEST(Protobuf, DecodesWhatItEncodes) {
    for (const Golden& one : golden()) {
        SCOPED_TRACE(to_json(*find(one.json, {"kind"})));
        const auto encoded = encode(one.json);
        ASSERT_THAT(encoded, IsOk());
        const auto again = decode(*encoded);
        ASSERT_THAT(again, IsOk());
        EXPECT_EQ(text(without_nothing(*again)), text(without_nothing(one.json)));
    }
}

TEST(Protobuf, EveryBrokenMessageIsAnErrorOrAnObject) {
    std::mt19937 random{7};
    for (const Golden& one : golden()) {
        for (int round = 0; round < 40; ++round) {
            std::string bytes = one.bytes;
            for (std::size_t flips = random() % 4 + 1; flips > 0; --flips) {
                bytes[random() % bytes.size()] = static_cast<char>(random());
            }
            bytes.resize(random() % 3 == 0 ? random() % bytes.size() : bytes.size());
            const auto decoded = decode(bytes);
            if (decoded) {
                EXPECT_THAT(parse_json(to_json(*decoded)), IsOk());
            }
        }
    }
}

TEST(Protobuf, NestingHasALimit) {
    Json crd = *parse_json(
        R"({"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","spec":{"versions":[{"schema":{}}]}})"
    );
    Json* schema = &crd.at("spec").at("versions").at(0).at("schema").get_object()["openAPIV3Schema"];
    for (int level = 0; level < 200; ++level) {
        schema = &schema->emplace_object()["not"];
    }
    schema->emplace_object();
    const auto encoded = encode(crd);
    ASSERT_THAT(encoded, IsOk());
    EXPECT_THAT(decode(*encoded), FailsWith(ErrorCode::InvalidArgument, HasSubstr("nested too deep")));
}

TEST(Protobuf, SaysWhatItCannotRead) {
    EXPECT_THAT(decode(""), FailsWith(ErrorCode::InvalidArgument, HasSubstr("k8s\\0")));
    EXPECT_THAT(decode("{}"), FailsWith(ErrorCode::InvalidArgument, HasSubstr("k8s\\0")));
    std::string unknown{"k8s\0\x0a\x0d\x0a\x04x/v1\x12\x05Thing", 19};
    EXPECT_THAT(
        decode(unknown),
        FailsWith(ErrorCode::Unsupported, "x/v1, Kind=Thing has no protobuf form here: send it as JSON")
    );
    EXPECT_THAT(
        encode(*parse_json(R"({"apiVersion":"x/v1","kind":"Thing"})")),
        FailsWith(ErrorCode::Unsupported, HasSubstr("Thing"))
    );
    EXPECT_THAT(
        encode(*parse_json(
            R"({"apiVersion":"v1","kind":"Pod","spec":{"containers":[{"ports":[{"containerPort":"x"}]}]}})"
        )),
        FailsWith(ErrorCode::InvalidArgument, "spec: containers: ports: containerPort: wanted a whole number")
    );
}

TEST(Protobuf, KnowsWhichKindsHaveIt) {
    EXPECT_TRUE(is_supported("v1", "Pod"));
    EXPECT_TRUE(is_supported("autoscaling/v2", "HorizontalPodAutoscaler"));
    EXPECT_TRUE(is_supported("apps/v1", "DeleteOptions"));
    EXPECT_TRUE(is_supported("authorization.k8s.io/v1", "SelfSubjectAccessReview"));
    EXPECT_FALSE(is_supported("flotilla.dev/v1", "ScalingGroup"));
    EXPECT_FALSE(is_supported("apps/v1", "Pod"));
}

}  // namespace
}  // namespace flotilla::kube::protobuf
