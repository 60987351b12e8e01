#pragma once
#include <ostream>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace flotilla::kube {

/// Bytes that must not reach a log: they print as "[redacted]".
class Sensitive {
public:
    Sensitive() = default;
    explicit Sensitive(std::string bytes) : bytes_{std::move(bytes)} {}
    [[nodiscard]] const std::string& reveal() const { return bytes_; }

    friend bool operator==(const Sensitive&, const Sensitive&) = default;
    friend std::ostream& operator<<(std::ostream& out, const Sensitive& /*secret*/) {
        return out << "[redacted]";
    }

private:
    std::string bytes_;
};

}  // namespace flotilla::kube

template <>
struct fmt::formatter<flotilla::kube::Sensitive> : fmt::formatter<std::string_view> {
    template <class Context>
    auto format(const flotilla::kube::Sensitive& /*secret*/, Context& context) const {
        return fmt::formatter<std::string_view>::format("[redacted]", context);
    }
};
