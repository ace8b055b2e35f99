// OpenMP's threads share the processor instead of burning it.
#pragma once

namespace deepcars::base {

/// LibTorch's OpenMP threads wait by spinning. Beside the threads that prepare photos, or other programs,
/// each spinning thread keeps the one it waits for off the processor: measured on two cores, a training step
/// then takes four times as long. The OpenMP library takes its rule from the environment when the program is
/// loaded, so this starts the same program again with OMP_WAIT_POLICY=passive, unless the user has set a
/// rule; it then does not return. Where the program cannot find itself it does nothing.
void restart_with_passive_threads();

}  // namespace deepcars::base
