#include <map>
#include <string>

#include <gtest/gtest.h>

#include "flotilla/kube/runtime/informer.hpp"

#include "runtime_fixture.hpp"
#include "support/sanitized.hpp"

namespace flotilla::kube {
namespace {

using namespace std::chrono_literals;

/// What a handler believes, if it only does what it is told.
class Mirror {
public:
    EventHandler<EncodedObject> handler() {
        EventHandler<EncodedObject> handler;
        handler.on_add = [this](const SharedObject& object, bool) {
            EXPECT_TRUE(seen_.emplace(object->key(), object->resource_version()).second)
                << "added twice: " << to_string(object->key());
        };
        handler.on_update = [this](const SharedObject& old, const SharedObject& now) {
            EXPECT_EQ(seen_.at(now->key()), old->resource_version());
            seen_.at(now->key()) = now->resource_version();
        };
        handler.on_delete = [this](const SharedObject& last, bool) {
            EXPECT_EQ(seen_.erase(last->key()), 1U) << "deleted, but never added: " << to_string(last->key());
        };
        return handler;
    }
    [[nodiscard]] const std::map<ObjectKey, std::string>& seen() const { return seen_; }

private:
    std::map<ObjectKey, std::string> seen_;
};

testing_support::Faults random_faults(RandomStream& random) {
    const auto often = [&random](double at_most) {
        return random.uniform() < 0.5 ? random.uniform() * at_most : 0;
    };
    testing_support::Faults faults;
    faults.error = often(0.7);
    faults.hang = often(0.05);
    faults.cut = often(0.3);
    faults.end = often(0.3);
    faults.silence = often(0.02);
    faults.expire = often(0.2);
    faults.repeat = often(0.5);
    faults.latency = std::chrono::milliseconds{random.between(0, 3000)};
    return faults;
}

void change_something(testing_support::FakeApi& api, RandomStream& random) {
    const ObjectKey key{fmt::format("ns{}", random.between(0, 2)), fmt::format("t{}", random.between(0, 40))};
    if (random.uniform() < 0.3 && api.find(kThings, key)) {
        api.erase(kThings, key);
    } else {
        api.put(kThings, thing(key.namespace_, key.name, static_cast<int>(random.between(0, 1000))));
    }
    if (random.uniform() < 0.02) {
        api.compact();
    }
    if (random.uniform() < 0.01) {
        api.cut_watches();
    }
}

class InformerProperty : public testing::TestWithParam<int> {};

TEST_P(InformerProperty, EqualsTheServerAfterAnyFaults) {
    constexpr int kSeedsEach = testing_support::kIsSanitized ? 5 : 40;
    for (int i = 0; i < kSeedsEach; ++i) {
        const auto seed = static_cast<std::uint64_t>(GetParam() * kSeedsEach + i);
        SCOPED_TRACE(seed);
        RandomStream random{seed, "property"};
        FakeWorld world{seed};
        world.api.has_streaming_lists = random.uniform() < 0.5;
        world.api.has_bookmarks = random.uniform() < 0.7;
        InformerOptions options{kThings};
        options.page_size = random.between(1, 20);
        Informer<EncodedObject> informer{world.environment(), options};
        Mirror mirror;
        const Subscription subscription = informer.add_handler(mirror.handler());
        informer.start();
        for (int round = 0; round < 5; ++round) {
            world.api.faults = random_faults(random);
            for (int change = 0; change < 30; ++change) {
                change_something(world.api, random);
                world.clock().run_for(std::chrono::milliseconds{random.between(0, 5000)});
            }
        }
        world.api.faults = {};
        world.clock().run_for(30min);

        const auto truth = world.api.versions(kThings);
        std::map<ObjectKey, std::string> cached;
        informer.store().for_each([&](const SharedObject& object) {
            cached.emplace(object->key(), object->resource_version());
        });
        ASSERT_EQ(cached, truth);
        ASSERT_EQ(mirror.seen(), truth);
        world.world.run(informer.stop());
    }
}

INSTANTIATE_TEST_SUITE_P(Seeds, InformerProperty, testing::Range(0, 5));

}  // namespace
}  // namespace flotilla::kube
