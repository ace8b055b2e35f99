// The kernels that ResNet-18 runs for one photo, each ready to run alone, with what it costs at least.
#pragma once

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "shared/nn/thread_pool.h"
#include "tests/perf/machine_peak.h"

namespace deepcars::perf {

/// Which passes run a kernel.
enum class Pass {
  forward,   ///< Every forward pass.
  trace,     ///< A forward pass that saves what the backward pass needs.
  backward,  ///< A backward pass to the photo.
};

/// What a kernel cannot do without.
struct Cost {
  /// Multiplications and additions of a convolution: of the direct one, and the fewest that its algorithm needs
  /// (network_layers.h). 0 for other layers, which are limited by moving bytes.
  double direct_operations = 0;
  double least_operations = 0;
  double weight_bytes = 0;
  double map_bytes = 0;       ///< Input and output, each once.
  double in_place_bytes = 0;  ///< Those of map_bytes where the output overwrites the input.

  double bytes() const { return weight_bytes + map_bytes; }
};

struct Kernel {
  std::string name;
  Pass pass;
  int times;  ///< How often one pass runs it.
  Cost cost;
  std::function<void(nn::ThreadPool&)> run;
};

/// All kernels for a photo of size_px, in the network's order; equal ones once. Maps hold random values.
std::vector<Kernel> network_kernels(int size_px, int classes);

/// A photo of 1280 x 960 pixels to the network's input; not part of the network.
Kernel preprocess_kernel(int size_px);

/// The roofline: the longer of the operations at the machine's highest rate and of the bytes at the rates of
/// the memories that can hold them. Williams, Waterman & Patterson, "Roofline", 2009.
struct Bound {
  double compute_seconds;
  double memory_seconds;

  double seconds() const { return std::max(compute_seconds, memory_seconds); }
};

/// The bound of a kernel that runs again and again, alone.
Bound bound_alone(const Cost& cost, const MachinePeak& peak);

/// The bound of a kernel within a network whose weights, network_weight_bytes, are all read before its own are again.
Bound bound_in_network(const Cost& cost, const MachinePeak& peak, double network_weight_bytes);

}  // namespace deepcars::perf
