#include <algorithm>
#include <array>
#include <fstream>
#include <sstream>

#include <gmock/gmock.h>

#include "golden_server.hpp"

/// Requests that a real API server (version in the files) has answered, answered by the library.
namespace flotilla::cluster {
namespace {

using testing_support::Answer;
using testing_support::GoldenServer;

kube::Json recorded(std::string_view area) {
    std::ifstream file{fmt::format("{}/golden/apiserver-1.34/{}.json", FLOTILLA_TEST_DATA, area)};
    std::stringstream text;
    text << file.rdbuf();
    return kube::parse_json(text.str()).value_or(kube::Json{});
}

/// What admission adds to a pod, which is not the schema's affair.
void remove_admitted(kube::Json& object) {
    for (const std::string_view field : {"priority", "preemptionPolicy"}) {
        kube::remove(object, {"spec", field});
    }
    kube::Json* tolerations = kube::find(object, {"spec", "tolerations"});
    if (tolerations == nullptr || !tolerations->is_array()) {
        return;
    }
    kube::JsonArray kept;
    for (const kube::Json& toleration : tolerations->get_array()) {
        const std::string_view key = kube::find_string(toleration, {"key"}).value_or("");
        if (!key.starts_with("node.kubernetes.io/")) {
            kept.push_back(toleration);
        }
    }
    if (kept.empty()) {
        kube::remove(object, {"spec", "tolerations"});
    } else {
        *tolerations = std::move(kept);
    }
}

/// An object without what differs from run to run: identity, times, what controllers and admission add.
kube::Json comparable(kube::Json object) {
    for (const std::string_view field : {"uid", "resourceVersion", "creationTimestamp", "generation"}) {
        kube::remove(object, {"metadata", field});
    }
    if (kube::Json* entries = kube::find(object, {"metadata", "managedFields"})) {
        for (kube::Json& entry : entries->as_array()) {
            kube::remove(entry, {"time"});
        }
        auto& list = entries->as_array();
        std::sort(list.begin(), list.end(), [](const kube::Json& a, const kube::Json& b) {
            return kube::find_string(a, {"manager"}) < kube::find_string(b, {"manager"});
        });
    }
    if (object.is_object() && kube::find_string(object, {"kind"}) == "Pod") {
        remove_admitted(object);
        kube::remove(object, {"status"});
    }
    return object;
}

/// Paths at which two values differ.
void differences(
    const kube::Json& ours, const kube::Json& theirs, const std::string& path, std::vector<std::string>& into
) {
    if (ours.is_object() && theirs.is_object()) {
        for (const auto& [name, value] : ours.get_object()) {
            const std::string at = fmt::format("{}.{}", path, std::string_view{name});
            const kube::Json* other = theirs.get_object().if_contains(name);
            other == nullptr ? into.push_back(fmt::format("{} is only ours: {}", at, kube::to_json(value)))
                             : differences(value, *other, at, into);
        }
        for (const auto& [name, value] : theirs.get_object()) {
            if (!ours.get_object().contains(name)) {
                into.push_back(fmt::format(
                    "{}.{} is only theirs: {}", path, std::string_view{name}, kube::to_json(value)
                ));
            }
        }
    } else if (ours.is_array() && theirs.is_array() && ours.get_array().size() == theirs.get_array().size()) {
        for (std::size_t i = 0; i < ours.get_array().size(); ++i) {
            differences(ours.get_array()[i], theirs.get_array()[i], fmt::format("{}[{}]", path, i), into);
        }
    } else if (ours != theirs) {
        into.push_back(fmt::format("{}: {} instead of {}", path, kube::to_json(ours), kube::to_json(theirs)));
    }
}

/// Steps whose answers differ for a reason, which docs/reference/known-differences.md tells.
bool is_known_difference(std::string_view name) {
    constexpr std::array<std::string_view, 4> kKnown{
        "a daemon set",                    // the annotation that counts generations of its template
        "an element without its key (2)",  // 400 instead of 500, and JSON instead of Go's maps in the message
        "an unknown directive (2)",        // the same
        "no storage version",              // an empty status is complained about too
    };
    return std::ranges::find(kKnown, name) != kKnown.end();
}

/// A cause without the value when that is an object or a list (its fields have an order of Go's), and with
/// the field that upstream gives to alternatives: none.
std::string comparable_cause(std::string cause) {
    const std::size_t value = cause.find("Invalid value: ");
    if (value != std::string::npos) {
        const std::size_t begin = value + std::string_view{"Invalid value: "}.size();
        const char first = cause[begin];
        const std::size_t end =
            first == '{' ? cause.rfind("}: ") : (first == '[' ? cause.rfind("]: ") : std::string::npos);
        if (end != std::string::npos) {
            cause.erase(begin, end + 3 - begin);
        }
    }
    if (cause.find(" validate ") != std::string::npos && cause.starts_with("FieldValueInvalid|")) {
        const std::size_t field = cause.find('|') + 1;
        cause.replace(field, cause.find('|', field) - field, "<nil>");
    }
    return cause;
}

std::vector<std::string> comparable_causes(std::vector<std::string> causes) {
    for (std::string& cause : causes) {
        cause = comparable_cause(std::move(cause));
    }
    std::ranges::sort(causes);
    return causes;
}

std::vector<std::string> causes_of(const kube::Json& status) {
    std::vector<std::string> result;
    if (const kube::JsonArray* causes = kube::find_array(status, {"details", "causes"})) {
        for (const kube::Json& cause : *causes) {
            result.push_back(fmt::format(
                "{}|{}|{}",
                kube::find_string(cause, {"reason"}).value_or(""),
                kube::find_string(cause, {"field"}).value_or(""),
                kube::find_string(cause, {"message"}).value_or("")
            ));
        }
    }
    return comparable_causes(std::move(result));
}

void check_step(const GoldenServer& server, const kube::Json& step) {
    SCOPED_TRACE(*kube::find_string(step, {"name"}));
    const kube::Json& theirs = *kube::find(step, {"answer"});
    const std::int64_t code = *kube::find_int(step, {"code"});
    const Answer ours = server.answer(step);
    EXPECT_EQ(ours.code, code) << ours.message << testing::PrintToString(ours.causes)
                               << kube::to_json(theirs);
    if (ours.code != code) {
        return;
    }
    if (code < 300) {
        std::vector<std::string> found;
        differences(comparable(ours.object), comparable(theirs), "", found);
        EXPECT_THAT(found, testing::IsEmpty());
        return;
    }
    EXPECT_EQ(comparable_causes(ours.causes), causes_of(theirs));
    if (code == 400 || code == 409) {
        EXPECT_EQ(ours.message, kube::find_string(theirs, {"message"}).value_or(""));
    }
}

void check_area(std::string_view area) {
    const kube::Json file = recorded(area);
    const kube::JsonArray* steps = kube::find_array(file, {"steps"});
    ASSERT_NE(steps, nullptr) << area;
    GoldenServer server;
    for (const kube::Json& step : *steps) {
        if (kube::find_string(step, {"body", "kind"}) == "CustomResourceDefinition") {
            server.define(*kube::find(step, {"body"}));
        } else if (!is_known_difference(*kube::find_string(step, {"name"})) &&
                   kube::find_string(step, {"path"})->find("/scale?") == std::string_view::npos) {
            check_step(server, step);
        }
    }
}

TEST(GoldenApiServer, CreatesAndRefusesAsRecorded) {
    check_area("create");
}

TEST(GoldenApiServer, PatchesAsRecorded) {
    check_area("patch");
}

TEST(GoldenApiServer, AppliesAsRecorded) {
    check_area("apply");
}

TEST(GoldenApiServer, ValidatesCustomResourcesAsRecorded) {
    check_area("custom");
}

TEST(GoldenApiServer, ValidatesDefinitionsAsRecorded) {
    const kube::Json file = recorded("definitions");
    const kube::JsonArray* steps = kube::find_array(file, {"steps"});
    ASSERT_NE(steps, nullptr);
    for (const kube::Json& step : *steps) {
        SCOPED_TRACE(*kube::find_string(step, {"name"}));
        kube::Json definition = *kube::find(step, {"body"});
        testing_support::kind("apiextensions.k8s.io/v1", "CustomResourceDefinition").set_defaults(definition);
        std::vector<std::string> causes;
        for (const kube::FieldError& cause : validate_definition(definition)) {
            causes.push_back(fmt::format("{}|{}|{}", cause.reason(), cause.field, cause.body()));
        }
        if (!is_known_difference(*kube::find_string(step, {"name"}))) {
            EXPECT_EQ(comparable_causes(causes), causes_of(*kube::find(step, {"answer"})));
        }
    }
}

}  // namespace
}  // namespace flotilla::cluster
