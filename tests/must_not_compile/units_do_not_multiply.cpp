#include "flotilla/model/units.hpp"

using namespace flotilla::model;
#ifdef MUST_NOT_COMPILE
const auto square_cores = Millicores{2} * Millicores{2};
#else
const double ratio = Millicores{2} / Millicores{2};
#endif
