#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "flotilla/cluster/cluster.hpp"
#include "flotilla/io/clock.hpp"
#include "flotilla/kube/api/dynamic_object.hpp"
#include "flotilla/kube/api/resource_type.hpp"

/// A whole embedded cluster in virtual time, with plain calls around the waiting ones.
namespace flotilla::testing_support {

class SimulatedCluster {
public:
    explicit SimulatedCluster(cluster::ClusterOptions options = cluster::ClusterOptions{});
    ~SimulatedCluster();
    SimulatedCluster(const SimulatedCluster&) = delete;
    SimulatedCluster& operator=(const SimulatedCluster&) = delete;

    /// Lets time pass.
    void run_for(Duration duration);
    /// Lets time pass, in steps, until `is_so`. @return whether that came within `limit`
    bool run_until(
        const std::function<bool()>& is_so, Duration limit, Duration step = std::chrono::milliseconds{500}
    );

    Result<kube::DynamicObject> create(const kube::ResourceType& type, const std::string& yaml);
    Result<kube::DynamicObject> get(const kube::ResourceType& type, const kube::ObjectKey& key);
    Result<kube::DynamicObject> patch(
        const kube::ResourceType& type, const kube::ObjectKey& key, const std::string& json
    );
    /// @param propagation "", "Foreground", "Background" or "Orphan"
    Result<void> remove(
        const kube::ResourceType& type, const kube::ObjectKey& key, const std::string& propagation = ""
    );
    std::vector<kube::DynamicObject> list(const kube::ResourceType& type, const std::string& namespace_ = "");
    Result<void> scale(const kube::ResourceType& type, const kube::ObjectKey& key, std::int64_t replicas);

    [[nodiscard]] cluster::Cluster& cluster();
    /// Waits for a task of somebody else who works on this cluster; time passes only as far as it needs.
    void finish(boost::asio::awaitable<void> task);
    [[nodiscard]] io::Clock& clock();
    [[nodiscard]] boost::asio::any_io_executor executor();
    [[nodiscard]] WallTime now() const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace flotilla::testing_support
