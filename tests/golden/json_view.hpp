#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "flotilla/kube/api/json.hpp"

namespace flotilla::testing::golden {

/// A value of a recorded file and the way to it. Reading what is not there, or is of another type, gives a
/// default and notes the first such place in `problem`.
class JsonView {
public:
    JsonView(const kube::Json& json, std::string path, std::string& problem)
        : json_{&json}, path_{std::move(path)}, problem_{&problem} {}

    [[nodiscard]] const kube::Json& json() const { return *json_; }
    [[nodiscard]] bool has(std::string_view key) const;
    [[nodiscard]] JsonView at(std::string_view key) const;
    [[nodiscard]] std::vector<JsonView> items() const;
    /// Keys with their values, in the file's order.
    [[nodiscard]] std::vector<std::pair<std::string, JsonView>> members() const;

    [[nodiscard]] std::string text() const;
    [[nodiscard]] std::int64_t integer() const;
    [[nodiscard]] double number() const;

    [[nodiscard]] std::string text(std::string_view key) const { return at(key).text(); }
    [[nodiscard]] std::int64_t integer(std::string_view key) const { return at(key).integer(); }
    [[nodiscard]] std::optional<std::int64_t> optional_integer(std::string_view key) const;
    [[nodiscard]] std::optional<std::string> optional_text(std::string_view key) const;
    [[nodiscard]] bool flag(std::string_view key) const;
    /// The items of a list that may be absent.
    [[nodiscard]] std::vector<JsonView> optional_items(std::string_view key) const;

    void complain(std::string_view what) const;

private:
    const kube::Json* json_;
    std::string path_;
    std::string* problem_;
};

}  // namespace flotilla::testing::golden
