#pragma once
#include <ostream>
#include <string>
#include <utility>

#include <fmt/format.h>

namespace flotilla::kube {

/// Text that must not reach a log, an error or a status: it prints as [redacted].
class Secret {
public:
    Secret() = default;
    explicit Secret(std::string value) : value_(std::move(value)) {}

    /// The text itself, for the one place that sends it.
    [[nodiscard]] const std::string& reveal() const { return value_; }
    [[nodiscard]] bool is_empty() const { return value_.empty(); }

    friend bool operator==(const Secret&, const Secret&) = default;
    friend std::ostream& operator<<(std::ostream& out, const Secret&) { return out << "[redacted]"; }

private:
    std::string value_;
};

}  // namespace flotilla::kube

template <>
struct fmt::formatter<flotilla::kube::Secret> : fmt::formatter<fmt::string_view> {
    auto format(const flotilla::kube::Secret&, format_context& context) const {
        return fmt::formatter<fmt::string_view>::format("[redacted]", context);
    }
};
