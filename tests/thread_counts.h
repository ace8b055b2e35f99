// The numbers of threads that a test program can have.
#pragma once

#include <iterator>

namespace deepcars::testing {

/// Thread counts worth testing; a WebAssembly program without threads has the caller only.
#ifdef DEEPCARS_TEST_THREADS
inline constexpr int thread_counts[] = {1, 2, 3};
#else
inline constexpr int thread_counts[] = {1};
#endif
inline constexpr int max_threads = thread_counts[std::size(thread_counts) - 1];

}  // namespace deepcars::testing
