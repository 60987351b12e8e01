#include "flotilla/model/units.hpp"

using namespace flotilla::model;
#ifdef MUST_NOT_COMPILE
const auto sum = Millicores{1} + Bytes{1};
#else
const auto sum = Millicores{1} + Millicores{1};
#endif
