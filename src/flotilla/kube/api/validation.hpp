#pragma once
#include <string>
#include <string_view>
#include <vector>

/// Syntax of names, labels and annotations. Each function gives what is wrong, in the words of upstream;
/// empty when all is well.
namespace flotilla::kube {

using Complaints = std::vector<std::string>;

/// Names of most objects: DNS-1123 subdomain, at most 253 characters.
Complaints check_dns1123_subdomain(std::string_view name);
/// Namespaces, containers: DNS-1123 label, at most 63 characters.
Complaints check_dns1123_label(std::string_view name);
/// Services: DNS-1035 label, which starts with a letter.
Complaints check_dns1035_label(std::string_view name);
/// Names that are a path's segment: RBAC objects.
Complaints check_path_segment(std::string_view name);
/// Keys of labels and annotations, names of finalizers: [prefix/]name.
Complaints check_qualified_name(std::string_view name);
Complaints check_label_value(std::string_view value);
/// Names of container ports: at most 15 characters, a letter among them.
Complaints check_port_name(std::string_view name);

}  // namespace flotilla::kube
