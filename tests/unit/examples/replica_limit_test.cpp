#include "examples/replica_limit.hpp"

#include <fstream>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "flotilla/kube/runtime/controller.hpp"
#include "flotilla/kube/runtime/informers.hpp"

#include "unit/kube/runtime/runtime_fixture.hpp"

namespace flotilla::examples {
namespace {

using testing::HasSubstr;
using namespace std::chrono_literals;

DynamicObject deployment(const std::string& name, int replicas, const std::string& limit) {
    DynamicObject object{resource_of<Deployment>(), ObjectKey{"shop", name}};
    object.at({"spec", "replicas"}) = replicas;
    if (!limit.empty()) {
        object.set_annotation("example.org/max-replicas", limit);
    }
    return object;
}

class ReplicaLimitTest : public testing::Test {
protected:
    ReplicaLimitTest() {
        controller_.reconciles(deployments_);
        informers_.start();
        world_.tasks.spawn(controller_.run());
    }
    ~ReplicaLimitTest() override {
        world_.tasks.cancel();
        world_.world.run(informers_.stop());
        world_.clock().run_ready();
    }

    FakeWorld world_;
    Informers informers_{world_.environment()};
    Informer<Deployment>& deployments_ = informers_.get<Deployment>();
    ReplicaLimit reconciler_{deployments_, world_.client};
    Controller controller_{world_.environment(), ControllerOptions{"replica-limit"}, reconciler_};
};

TEST_F(ReplicaLimitTest, ScalesWhatIsAboveItsLimitAndNothingElse) {
    std::vector<std::string> scaled;
    world_.api.on_request = [&](const std::string& line) {
        if (line.find("/scale") != std::string::npos) {
            scaled.push_back(line.substr(0, line.find('?')));
        }
    };
    world_.api.put(resource_of<Deployment>(), deployment("above", 9, "5"));
    world_.api.put(resource_of<Deployment>(), deployment("below", 3, "5"));
    world_.api.put(resource_of<Deployment>(), deployment("free", 9, ""));
    world_.api.put(resource_of<Deployment>(), deployment("unreadable", 9, "many"));
    world_.clock().run_for(100ms);
    EXPECT_THAT(
        scaled, testing::Each(testing::Eq("PATCH /apis/apps/v1/namespaces/shop/deployments/above/scale"))
    );
    EXPECT_THAT(scaled, testing::Not(testing::IsEmpty()));
}

std::string text_of_file(const std::string& path) {
    std::ifstream file{std::string{FLOTILLA_SOURCE_ROOT} + "/" + path};
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

TEST(WriteAControllerGuide, QuotesTheProgramThatIsCompiled) {
    const std::string guide = text_of_file("docs/guide/write-a-controller.md");
    for (const char* path : {"examples/replica_limit.hpp", "examples/replica_limit.cpp"}) {
        const std::string code = text_of_file(path);
        ASSERT_FALSE(code.empty()) << path;
        EXPECT_THAT(guide, HasSubstr("```cpp\n" + code + "```\n"))
            << path << " has changed: copy it into the guide";
    }
}

}  // namespace
}  // namespace flotilla::examples
