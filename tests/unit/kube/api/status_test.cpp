#include "flotilla/kube/api/status.hpp"

#include <gtest/gtest.h>

#include "support/matchers.hpp"

namespace flotilla::kube {
namespace {

using testing_support::IsOk;

const ResourceType kDeployments{"apps", "v1", "deployments", "Deployment", true};
const ResourceType kPods{"", "v1", "pods", "Pod", true};

TEST(Status, SpeaksTheWordsOfTheApiServer) {
    EXPECT_EQ(statuses::not_found(kDeployments, "x").message, R"(deployments.apps "x" not found)");
    EXPECT_EQ(statuses::not_found(kPods, "x").message, R"(pods "x" not found)");
    EXPECT_EQ(statuses::already_exists(kPods, "x").message, R"(pods "x" already exists)");
    EXPECT_EQ(
        statuses::conflict(kDeployments, "x", statuses::kModified).message,
        R"(Operation cannot be fulfilled on deployments.apps "x": the object has been modified; please apply your changes to the latest version and try again)"
    );
    EXPECT_EQ(statuses::forbidden(kPods, "x", "no").message, R"(pods "x" is forbidden: no)");
    EXPECT_EQ(statuses::forbidden(kPods, "", "no").message, "pods is forbidden: no");
    EXPECT_EQ(statuses::no_such_resource().message, "the server could not find the requested resource");
    EXPECT_EQ(
        statuses::method_not_allowed(kPods, "delete").message,
        R"(delete is not supported on resources of kind "pods")"
    );
}

TEST(Status, NamesEveryWrongField) {
    const FieldError negative{
        FieldError::Type::Invalid, "spec.replicas", "-1", "must be greater than or equal to 0"
    };
    const FieldError missing{FieldError::Type::Required, "spec.selector", "", ""};
    EXPECT_EQ(
        statuses::invalid(kDeployments, "x", {negative}).message,
        R"(Deployment.apps "x" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0)"
    );
    const Status both = statuses::invalid(kDeployments, "x", {negative, missing, missing});
    EXPECT_EQ(
        both.message,
        R"(Deployment.apps "x" is invalid: [spec.replicas: Invalid value: -1: must be greater than or equal to 0, spec.selector: Required value])"
    );
    ASSERT_EQ(both.details->causes.size(), 3U);
    EXPECT_EQ(
        both.details->causes[0],
        (StatusCause{
            "FieldValueInvalid", "Invalid value: -1: must be greater than or equal to 0", "spec.replicas"
        })
    );
    EXPECT_EQ(both.details->kind, "Deployment");
    EXPECT_EQ(both.code, 422);
}

TEST(Status, IsReadAsItIsWritten) {
    for (const Status& status :
         {statuses::not_found(kDeployments, "x"),
          statuses::too_many_requests("later", 5),
          statuses::unauthorized(),
          statuses::invalid(kPods, "p", {{FieldError::Type::Duplicate, "spec.a", "\"b\"", "c"}}),
          statuses::internal_error("oops"),
          statuses::success(kPods, "p", "u-1"),
          statuses::timeout("slow", 1)}) {
        const auto again = status_from_json(*parse_json(to_json(status)));
        ASSERT_THAT(again, IsOk());
        EXPECT_EQ(*again, status);
    }
}

TEST(Status, BecomesAnErrorThatCallersCanBranchOn) {
    EXPECT_EQ(to_error(statuses::not_found(kPods, "x")).code, ErrorCode::NotFound);
    EXPECT_EQ(to_error(statuses::already_exists(kPods, "x")).code, ErrorCode::AlreadyExists);
    EXPECT_EQ(to_error(statuses::conflict(kPods, "x", "")).code, ErrorCode::Conflict);
    const Error later = to_error(statuses::too_many_requests("later", 5));
    EXPECT_EQ(later.code, ErrorCode::TooManyRequests);
    EXPECT_EQ(later.retry_after, std::chrono::seconds{5});
    EXPECT_EQ(error_code("", 503), ErrorCode::Unavailable);
    EXPECT_EQ(error_code("", 410), ErrorCode::Expired);
    EXPECT_EQ(error_code("SomethingNew", 418), ErrorCode::InvalidArgument);
}

}  // namespace
}  // namespace flotilla::kube
