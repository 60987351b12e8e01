#pragma once
#include <string>
#include <string_view>

#include "flotilla/kube/api/json.hpp"
#include "flotilla/sim/workload/request.hpp"

/// A workload request as JSON: what data/configs/workloads holds and what lies beside every series.
namespace flotilla::lab::workload {

using sim::workload::WorkloadRequest;

/// Fails with InvalidArgument, naming the key: unknown ones, wrong types, values that make no sense.
Result<WorkloadRequest> request_from_json(const kube::Json& config);
/// The same from a file's text; files that it names are relative to `folder`.
Result<WorkloadRequest> request_from_text(std::string_view text, const std::string& folder);

/// Sets an option of the request's top level from text, as a flag has it: "step" = "5s", "mean" = "100". The
/// same names and checks as in JSON.
Result<void> set_option(WorkloadRequest& request, const std::string& name, const std::string& written);

/// Only what differs from the defaults, keys in one order: equal requests give equal texts.
kube::Json to_json(const WorkloadRequest& request);
/// One key a line, for people.
std::string to_config_text(const WorkloadRequest& request);

/// "step-0f3c9a21b7d40e55": from type, configuration and seed. A file counts by its name without folders.
std::string request_id(const WorkloadRequest& request);

}  // namespace flotilla::lab::workload
