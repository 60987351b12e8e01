#pragma once
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "flotilla/base/time.hpp"
#include "flotilla/cluster/schema/kind_schema.hpp"
#include "flotilla/kube/api/json.hpp"

/// How the rows of each built-in kind are made: one function a kind, listed in catalog.cpp.
namespace flotilla::cluster::printing {

using CellsFunction = boost::json::array (*)(const kube::Json& object, WallTime now);

struct Printer {
    std::vector<TableColumn> columns;
    CellsFunction cells = nullptr;
};

/// The kind's own printer, else one of name and age.
const Printer& printer_of(const GroupVersionKind& kind);

// What cells are made of. Paths lead to a value; what is not there is "" or 0.
std::string_view text(const kube::Json& object, std::initializer_list<std::string_view> path);
std::int64_t number(const kube::Json& object, std::initializer_list<std::string_view> path);
const boost::json::array& list(const kube::Json& object, std::initializer_list<std::string_view> path);
std::string_view name_of(const kube::Json& object);
/// "5m"; "<unknown>" without a time.
std::string age(std::string_view time, WallTime now);
std::string age_of(const kube::Json& object, WallTime now);
/// "<none>" for nothing.
std::string or_none(std::string_view text);
/// `a=b,c=d`, "<none>" when empty.
std::string labels_text(const kube::Json* labels);
/// A LabelSelector in one line: `app=web,tier in (a,b)`.
std::string selector_text(const kube::Json* selector);
/// Names and images of the containers of a pod's specification, joined by commas.
std::string container_names(const kube::Json* pod_spec);
std::string container_images(const kube::Json* pod_spec);
const kube::Json* at(const kube::Json& object, std::initializer_list<std::string_view> path);

// One line a kind.
boost::json::array pod_cells(const kube::Json& object, WallTime now);
boost::json::array deployment_cells(const kube::Json& object, WallTime now);
boost::json::array replica_set_cells(const kube::Json& object, WallTime now);
boost::json::array replication_controller_cells(const kube::Json& object, WallTime now);
boost::json::array stateful_set_cells(const kube::Json& object, WallTime now);
boost::json::array daemon_set_cells(const kube::Json& object, WallTime now);
boost::json::array controller_revision_cells(const kube::Json& object, WallTime now);
boost::json::array job_cells(const kube::Json& object, WallTime now);
boost::json::array cron_job_cells(const kube::Json& object, WallTime now);
boost::json::array service_cells(const kube::Json& object, WallTime now);
boost::json::array endpoints_cells(const kube::Json& object, WallTime now);
boost::json::array endpoint_slice_cells(const kube::Json& object, WallTime now);
boost::json::array ingress_cells(const kube::Json& object, WallTime now);
boost::json::array ingress_class_cells(const kube::Json& object, WallTime now);
boost::json::array network_policy_cells(const kube::Json& object, WallTime now);
boost::json::array node_cells(const kube::Json& object, WallTime now);
boost::json::array namespace_cells(const kube::Json& object, WallTime now);
boost::json::array event_cells(const kube::Json& object, WallTime now);
boost::json::array new_event_cells(const kube::Json& object, WallTime now);
boost::json::array config_map_cells(const kube::Json& object, WallTime now);
boost::json::array secret_cells(const kube::Json& object, WallTime now);
boost::json::array service_account_cells(const kube::Json& object, WallTime now);
boost::json::array autoscaler_cells(const kube::Json& object, WallTime now);
boost::json::array old_autoscaler_cells(const kube::Json& object, WallTime now);
boost::json::array disruption_budget_cells(const kube::Json& object, WallTime now);
boost::json::array lease_cells(const kube::Json& object, WallTime now);
boost::json::array role_cells(const kube::Json& object, WallTime now);
boost::json::array role_binding_cells(const kube::Json& object, WallTime now);
boost::json::array created_cells(const kube::Json& object, WallTime now);
boost::json::array storage_class_cells(const kube::Json& object, WallTime now);
boost::json::array volume_claim_cells(const kube::Json& object, WallTime now);
boost::json::array volume_cells(const kube::Json& object, WallTime now);
boost::json::array priority_class_cells(const kube::Json& object, WallTime now);
boost::json::array runtime_class_cells(const kube::Json& object, WallTime now);
boost::json::array webhook_configuration_cells(const kube::Json& object, WallTime now);
boost::json::array api_service_cells(const kube::Json& object, WallTime now);

}  // namespace flotilla::cluster::printing
