#pragma once
#include <string>
#include <utility>

#include <boost/asio/any_io_executor.hpp>

#include "flotilla/controllers/group/deployment.hpp"
#include "flotilla/io/signal.hpp"
#include "flotilla/kube/runtime/reflector.hpp"

namespace flotilla::controllers::group {

namespace asio = boost::asio;

/// The Deployments of the namespace as they are now: what the operator needs of them, no more. A reflector
/// keeps it up to date.
class DeploymentCache final : public kube::ReflectorSink {
public:
    explicit DeploymentCache(asio::any_io_executor executor) : changed_(std::move(executor)) {}

    [[nodiscard]] const Deployments& all() const { return deployments_; }
    /// Nothing when there is none of that name.
    [[nodiscard]] const Deployment* find(const std::string& name) const;
    /// Told after every change.
    [[nodiscard]] io::Signal& changed() { return changed_; }

    /// Whether the first whole state has come.
    [[nodiscard]] bool has_synced() const { return has_synced_; }

    void begin_replace() override { staged_.clear(); }
    void stage(const kube::SharedObject& object) override;
    void commit_replace() override;
    void upsert(const kube::SharedObject& object) override;
    void remove(const kube::SharedObject& last) override;

private:
    Deployments deployments_;
    Deployments staged_;
    bool has_synced_ = false;
    io::Signal changed_;
};

}  // namespace flotilla::controllers::group
