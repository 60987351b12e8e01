#pragma once
#include <string_view>

namespace flotilla::cluster {

/// Whether version `a` goes before `b` in discovery: v2, v1, v2beta1, v1beta2, v1alpha1, and then the others
/// by name.
bool precedes(std::string_view a, std::string_view b);

}  // namespace flotilla::cluster
