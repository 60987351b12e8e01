#pragma once
#include "flotilla/cluster/controllers/engine/planner.hpp"

namespace flotilla::cluster::controllers {

/// Gives every namespace its service account `default` and its ConfigMap `kube-root-ca.crt`.
class AccountPlanner final : public Planner {
public:
    /// @param root_certificate the server's CA in PEM; empty when it serves none
    explicit AccountPlanner(std::string root_certificate) : root_certificate_(std::move(root_certificate)) {}

    [[nodiscard]] std::string_view name() const override { return "serviceaccount"; }
    void start(World& world, Enqueue enqueue) override;
    Plan plan(const kube::ObjectKey& key, Instant now) override;

private:
    std::string root_certificate_;
    World* world_ = nullptr;
};

}  // namespace flotilla::cluster::controllers
