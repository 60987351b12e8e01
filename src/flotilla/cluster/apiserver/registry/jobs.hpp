#pragma once
#include "flotilla/kube/api/json.hpp"

namespace flotilla::cluster {

/// A new Job selects its pods by its own uid, unless it says `manualSelector: true`: its selector and the
/// labels of its pods are made here, and its own when it has none. The object has its uid and its name.
void prepare_job(kube::Json& job);

}  // namespace flotilla::cluster
