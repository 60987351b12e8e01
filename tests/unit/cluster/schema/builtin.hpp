#pragma once
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "flotilla/cluster/schema/kind_schema.hpp"
#include "flotilla/kube/api/json.hpp"

/// What the tests of schemas share: the built-in kinds, and JSON written as people write it.
namespace flotilla::cluster::testing_support {

inline const BuiltinKinds& builtin() {
    static const Result<BuiltinKinds> kKinds = BuiltinKinds::load();
    return kKinds.value();
}

inline const KindSchema& kind(std::string_view api_version, std::string_view name) {
    const KindSchema* found = builtin().find(GroupVersionKind::of(api_version, name));
    EXPECT_NE(found, nullptr) << api_version << " " << name;
    return *found;
}

/// JSON with single quotes for double ones.
inline kube::Json json(std::string text) {
    for (char& c : text) {
        c = c == '\'' ? '"' : c;
    }
    const Result<kube::Json> parsed = kube::parse_json(text);
    EXPECT_TRUE(parsed.has_value()) << text;
    return parsed.value_or(kube::Json{});
}

/// A small Deployment as a user writes it.
inline kube::Json deployment() {
    return json(
        R"({'apiVersion':'apps/v1','kind':'Deployment','metadata':{'name':'web','namespace':'shop','labels':{'app':'web'}},
        'spec':{'replicas':2,'selector':{'matchLabels':{'app':'web'}},'template':{'metadata':{'labels':{'app':'web'}},
        'spec':{'containers':[{'name':'web','image':'nginx:1.25','ports':[{'containerPort':80}]}]}}}})"
    );
}

inline std::vector<std::string> texts(const std::vector<kube::FieldError>& causes) {
    std::vector<std::string> result;
    for (const kube::FieldError& cause : causes) {
        result.push_back(cause.text());
    }
    return result;
}

}  // namespace flotilla::cluster::testing_support
