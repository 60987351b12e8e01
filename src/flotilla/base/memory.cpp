#include "flotilla/base/memory.hpp"

#include <cstdlib>

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace flotilla {

void return_large_buffers() {
#ifdef __GLIBC__
    constexpr int kFrom = 256 << 10;  // setting it also ends its raising
    mallopt(M_MMAP_THRESHOLD, kFrom);
#endif
}

}  // namespace flotilla
