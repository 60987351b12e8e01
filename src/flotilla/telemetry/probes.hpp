#pragma once
#include <functional>
#include <map>
#include <string>

#include "flotilla/io/http/handler.hpp"
#include "flotilla/telemetry/metrics.hpp"

namespace flotilla::telemetry {

namespace asio = boost::asio;

/// Named checks, in the order of their names. A check must not wait.
class Checks {
public:
    using Check = std::function<Result<void>()>;

    void add(std::string name, Check check) { checks_.insert_or_assign(std::move(name), std::move(check)); }

    struct Outcome {
        bool is_ok = true;
        std::string report;  ///< a line for each check: "[+]name ok" or "[-]name failed: why"
    };
    [[nodiscard]] Outcome run() const;
    /// The outcome of one. NotFound: no such check.
    [[nodiscard]] Result<void> run(const std::string& name) const;

private:
    std::map<std::string, Check> checks_;
};

/// Answers /metrics, /healthz, /livez, /readyz (each also with ?verbose, and /readyz/NAME for one check).
///
/// Liveness says that the process should not be restarted; readiness, that it does its work. /healthz is
/// liveness by its old name.
class ProbeHandler final : public io::http::Handler {
public:
    explicit ProbeHandler(const Registry& metrics) : metrics_(metrics) {}

    [[nodiscard]] Checks& live() { return live_; }
    [[nodiscard]] Checks& ready() { return ready_; }

    asio::awaitable<void> handle(io::http::Request request, io::http::ResponseWriter& writer) override;

private:
    const Registry& metrics_;
    Checks live_;
    Checks ready_;
};

}  // namespace flotilla::telemetry
