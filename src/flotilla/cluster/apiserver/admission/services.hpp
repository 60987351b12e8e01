#pragma once
#include "flotilla/cluster/apiserver/admission/admission.hpp"

namespace flotilla::cluster {

/// Gives a service its cluster IP and node ports, or checks those that it asks for: free, and in range. 422
/// otherwise.
Outcome<void> admit_service(Admission& admission);

/// "10.96.0.1" of "10.96.0.0/16".
std::string first_service_address(std::string_view cidr);

}  // namespace flotilla::cluster
