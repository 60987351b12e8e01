#pragma once
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "flotilla/io/http/loopback.hpp"
#include "flotilla/io/task_group.hpp"
#include "flotilla/kube/client/client.hpp"
#include "flotilla/kube/runtime/environment.hpp"
#include "flotilla/telemetry/sinks.hpp"

#include "support/fake_api.hpp"
#include "support/virtual_world.hpp"

namespace flotilla::kube {

inline const ResourceType kThings{"", "v1", "things", "Thing", true};

/// An object of kThings.
inline DynamicObject thing(const std::string& namespace_, const std::string& name, int value = 0) {
    DynamicObject object{kThings, ObjectKey{namespace_, name}};
    object.at({"spec", "value"}) = value;
    return object;
}

/// A client of a fake API server, in virtual time.
struct FakeWorld {
    explicit FakeWorld(std::uint64_t seed = 0) : api(world.clock(), world.executor(), seed), seed_(seed) {}
    ~FakeWorld() {
        tasks.cancel();
        world.clock().run_for(std::chrono::hours{2});  // what was cancelled unwinds, the server's side too
    }
    FakeWorld(const FakeWorld&) = delete;
    FakeWorld& operator=(const FakeWorld&) = delete;

    [[nodiscard]] Environment environment() {
        return Environment{
            client,
            world.executor(),
            telemetry::Logger{log, world.clock(), telemetry::Level::Debug},
            metrics,
            seed_
        };
    }
    io::VirtualClock& clock() { return world.clock(); }

    testing_support::VirtualWorld world;
    testing_support::FakeApi api;
    io::http::LoopbackTransport transport{api, world.clock(), world.executor()};
    Client client{transport, world.clock()};
    telemetry::MemorySink log;
    telemetry::Registry metrics;
    io::TaskGroup tasks{world.executor()};

private:
    std::uint64_t seed_;
};

}  // namespace flotilla::kube
