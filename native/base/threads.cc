#include "native/base/threads.h"

#include <algorithm>
#include <thread>

namespace deepcars::base {

int thread_count(int asked) {
  return asked > 0 ? asked : std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

}  // namespace deepcars::base
