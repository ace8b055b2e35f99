// How many threads to compute with.
#pragma once

namespace deepcars::base {

/// The number asked for, or as many as the machine runs at once if it is 0.
int thread_count(int asked);

}  // namespace deepcars::base
