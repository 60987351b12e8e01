#include "flotilla/cluster/schema/validation/validation.hpp"
#include "flotilla/kube/api/validation.hpp"

namespace flotilla::cluster::validation {
namespace {

namespace json = boost::json;
using namespace detail;  // NOLINT(google-build-using-namespace): the makers of causes

void check_host(std::string_view host, const std::string& path, Causes& causes) {
    const std::string_view bare = host.starts_with("*.") ? host.substr(2) : host;
    for (const std::string& complaint : kube::check_dns1123_subdomain(bare)) {
        invalid(causes, path, kube::Json(host), complaint);
    }
}

void check_backend(const kube::Json* backend, const std::string& path, Causes& causes) {
    const kube::Json* service = backend == nullptr ? nullptr : kube::find(*backend, {"service"});
    const kube::Json* resource = backend == nullptr ? nullptr : kube::find(*backend, {"resource"});
    if (service == nullptr && resource == nullptr) {
        required(causes, path, "resource or service backend is required");
        return;
    }
    if (service != nullptr && resource != nullptr) {
        invalid(causes, path, "", "cannot set both resource and service backends");
        return;
    }
    if (service == nullptr) {
        return;
    }
    if (kube::find_string(*service, {"name"}).value_or("").empty()) {
        required(causes, join(path, "service.name"));
    }
    const bool named = !kube::find_string(*service, {"port", "name"}).value_or("").empty();
    const bool numbered = kube::find_int(*service, {"port", "number"}).value_or(0) != 0;
    if (named == numbered) {
        const std::string at = join(path, "service.port");
        named ? invalid(causes, at, "", "cannot set both port name & port number")
              : required(causes, at, "port name or number is required");
    }
}

void check_path(const kube::Json& entry, const std::string& at, Causes& causes) {
    const std::string_view type = kube::find_string(entry, {"pathType"}).value_or("");
    const std::string_view path = kube::find_string(entry, {"path"}).value_or("");
    const bool is_matched = type == "Exact" || type == "Prefix";
    const bool may_be_left_out = type == "ImplementationSpecific" && path.empty();
    if ((is_matched || type == "ImplementationSpecific") && !may_be_left_out && !path.starts_with('/')) {
        invalid(causes, join(at, "path"), kube::Json(path), "must be an absolute path");
    }
    if (is_matched) {
        for (const std::string_view odd : {"//", "/./", "/../", "%2f", "%2F"}) {
            if (path.find(odd) != std::string_view::npos) {
                invalid(
                    causes, join(at, "path"), kube::Json(path), "must not contain '" + std::string{odd} + "'"
                );
            }
        }
    }
    if (!type.empty()) {
        check_backend(kube::find(entry, {"backend"}), join(at, "backend"), causes);
    }
}

}  // namespace

void check_ingress(const kube::Json& object, Causes& causes) {
    const json::array* rules = kube::find_array(object, {"spec", "rules"});
    const kube::Json* fallback = kube::find(object, {"spec", "defaultBackend"});
    if ((rules == nullptr || rules->empty()) && fallback == nullptr) {
        invalid(causes, "spec", nullptr, "either `defaultBackend` or `rules` must be specified");
    }
    if (fallback != nullptr) {
        check_backend(fallback, "spec.defaultBackend", causes);
    }
    for (std::size_t i = 0; rules != nullptr && i < rules->size(); ++i) {
        const std::string at = indexed("spec.rules", i);
        const std::string_view host = kube::find_string((*rules)[i], {"host"}).value_or("");
        if (!host.empty()) {
            check_host(host, join(at, "host"), causes);
        }
        const json::array* paths = kube::find_array((*rules)[i], {"http", "paths"});
        for (std::size_t j = 0; paths != nullptr && j < paths->size(); ++j) {
            check_path((*paths)[j], indexed(join(at, "http.paths"), j), causes);
        }
    }
}

}  // namespace flotilla::cluster::validation
