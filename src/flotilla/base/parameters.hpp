#pragma once
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "flotilla/base/time.hpp"

namespace flotilla {

/// Named parameters as text, read with checks: of a policy, of a workload. Every failure is InvalidArgument
/// and names the parameter.
class Parameters {
public:
    /// @param texts outlives this
    explicit Parameters(const std::map<std::string, std::string>& texts) : texts_(texts) {}

    /// The text, or `otherwise`.
    std::string text(const std::string& name, std::string otherwise);
    Result<std::string> required_text(const std::string& name);
    /// One of `choices`; the first of them when it is not given.
    Result<std::string> choice(const std::string& name, std::initializer_list<std::string_view> choices);
    /// A finite number, or `otherwise`.
    Result<double> number(const std::string& name, double otherwise);
    /// A finite number above 0, or `otherwise`.
    Result<double> positive(const std::string& name, double otherwise);
    Result<double> required_positive(const std::string& name);
    /// A finite number of 0 or more, or `otherwise`.
    Result<double> not_negative(const std::string& name, double otherwise);
    /// A number within [low, high], or `otherwise`.
    Result<double> within(const std::string& name, double low, double high, double otherwise);
    /// A whole number of 0 or more that fits 63 bits, or `otherwise`.
    Result<std::int64_t> whole(const std::string& name, std::int64_t otherwise);
    Result<Duration> duration(const std::string& name, Duration otherwise);
    /// The same, and 0 is allowed.
    Result<Duration> duration_or_none(const std::string& name, Duration otherwise);
    /// true or false, or `otherwise`.
    Result<bool> flag(const std::string& name, bool otherwise);
    /// Numbers of 0 or more with commas between them, at least one; or `otherwise`.
    Result<std::vector<double>> not_negatives(const std::string& name, std::vector<double> otherwise);
    [[nodiscard]] bool has(const std::string& name) const { return texts_.contains(name); }

    /// Fails for a parameter that nobody asked for: a typing error must not be taken for a default.
    [[nodiscard]] Result<void> all_known() const;

private:
    const std::string* find(const std::string& name);

    const std::map<std::string, std::string>& texts_;
    std::set<std::string> asked_;
};

}  // namespace flotilla
