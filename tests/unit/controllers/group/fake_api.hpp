#pragma once
#include <deque>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "flotilla/controllers/group/deployment_cache.hpp"
#include "flotilla/io/http/handler.hpp"
#include "flotilla/kube/api/json.hpp"
#include "flotilla/model/units.hpp"

namespace flotilla::controllers::group::testing_api {

/// As much of an API server as an action meets: scale subresources of Deployments and one ConfigMap, with
/// failures on command. What it accepts it shows to a cache at once, as a reflector would.
class FakeApi final : public io::http::Handler {
public:
    explicit FakeApi(DeploymentCache& cache) : cache_(cache) {}

    /// There is a settled Deployment of that name.
    void add(const std::string& name, std::int64_t replicas);
    [[nodiscard]] std::int64_t replicas_of(const std::string& name) const {
        return deployments_.at(name).replicas;
    }
    /// Pods above the spec's count do not come: the quota is used up.
    void deny_pods(const std::string& name) { deployments_.at(name).is_denied = true; }
    /// Pods that are asked for stay unready until `settle`.
    void hold_pods(const std::string& name) { deployments_.at(name).is_held = true; }
    void settle(const std::string& name);
    /// Somebody else scales it.
    void scale_behind_our_back(const std::string& name, std::int64_t replicas);
    /// The next patches of this Deployment are answered with these statuses, in order.
    void fail_next(const std::string& name, std::deque<int> statuses) { faults_[name] = std::move(statuses); }

    /// Members in the order in which their patches were accepted: "web=3".
    [[nodiscard]] const std::vector<std::string>& accepted() const { return accepted_; }
    [[nodiscard]] const std::map<std::string, std::string>& journal() const { return journal_; }
    /// An entry is there from before.
    void put_in_journal(std::string group, std::string entry) {
        journal_.emplace(std::move(group), std::move(entry));
    }
    /// Told before each patch is answered, with the Deployment's name.
    std::function<void(const std::string&)> before_patch = [](const std::string&) {};

    asio::awaitable<void> handle(io::http::Request request, io::http::ResponseWriter& writer) override;

private:
    struct State {
        std::int64_t replicas = 1;
        std::int64_t ready = 1;
        bool is_denied = false;
        bool is_held = false;
    };

    io::http::Response answer(const io::http::Request& request);
    io::http::Response scale(const std::string& name, const io::http::Request& request);
    io::http::Response config_map(const io::http::Request& request);
    void show(const std::string& name);

    DeploymentCache& cache_;
    std::map<std::string, State> deployments_;
    std::map<std::string, std::deque<int>> faults_;
    std::map<std::string, std::string> journal_;
    std::vector<std::string> accepted_;
};

}  // namespace flotilla::controllers::group::testing_api
