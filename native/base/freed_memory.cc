#include "native/base/freed_memory.h"

#include <cstdlib>
#include <limits>

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace deepcars::base {

void keep_freed_memory() {
#ifdef __GLIBC__
  constexpr int grow_by_bytes = 64 << 20;
  mallopt(M_MMAP_MAX, 0);
  mallopt(M_TRIM_THRESHOLD, std::numeric_limits<int>::max());
  mallopt(M_TOP_PAD, grow_by_bytes);
#endif
}

}  // namespace deepcars::base
