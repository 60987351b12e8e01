#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "flotilla/kube/api/json.hpp"
#include "flotilla/kube/api/status.hpp"

/// Making the causes of a refusal, in the words of upstream.
namespace flotilla::cluster::detail {

using Causes = std::vector<kube::FieldError>;

void required(Causes& causes, std::string field, std::string_view detail = {});
void invalid(Causes& causes, std::string field, const kube::Json& value, std::string_view detail);
void duplicate(Causes& causes, std::string field, const kube::Json& value);
void forbidden(Causes& causes, std::string field, std::string_view detail);
/// `supported` in the order in which they are to be shown.
void not_supported(
    Causes& causes, std::string field, const kube::Json& value, const std::vector<std::string>& supported
);
void too_long(Causes& causes, std::string field, std::size_t most_bytes);
void too_many(Causes& causes, std::string field, std::size_t actual, std::size_t most);
void wrong_type(Causes& causes, std::string field, const kube::Json& value, std::string_view detail);

/// `a.b`, and `b` when nothing is before it.
std::string join(std::string_view path, std::string_view field);
/// `a[3]`.
std::string indexed(std::string_view path, std::size_t index);
/// `a[key]`.
std::string keyed(std::string_view path, std::string_view key);

}  // namespace flotilla::cluster::detail
