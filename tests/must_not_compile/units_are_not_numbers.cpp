#include "flotilla/model/units.hpp"

using namespace flotilla::model;
#ifdef MUST_NOT_COMPILE
const Replicas three = 3;
#else
const Replicas three{3};
#endif
