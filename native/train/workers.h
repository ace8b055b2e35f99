// The processes that train one model together: data-parallel, over a torch.distributed process group.
// Includes LibTorch.
#pragma once

#include <torch/torch.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "shared/error.h"

namespace deepcars::train {

/// Another process of the group has ended or cannot be reached: this run cannot go on.
struct WorkerLost : std::runtime_error {
  WorkerLost() : std::runtime_error("another worker is lost") {}
};

/// Collective operations: every worker calls the same ones in the same order. A worker alone does nothing in
/// them. They throw WorkerLost.
class Workers {
 public:
  virtual ~Workers() = default;

  virtual int rank() const = 0;  ///< 0 .. size() - 1
  virtual int size() const = 0;
  /// Whether this is the worker that writes files and prints.
  bool first() const { return rank() == 0; }
  bool alone() const { return size() == 1; }

  /// Replaces each tensor, in place, by its sum over the workers. Small tensors are sent together in buckets,
  /// and the buckets overlap (Li et al., "PyTorch Distributed", 2020).
  virtual void sum(const std::vector<torch::Tensor>& tensors) = 0;

  /// Returns the first worker's text on every worker.
  virtual std::string broadcast(const std::string& text) = 0;
};

/// Joins the group that the standard environment describes: RANK, WORLD_SIZE, MASTER_ADDR, MASTER_PORT, as
/// torchrun, Slurm scripts and Kubernetes operators set them. Without WORLD_SIZE, or with 1, a worker alone.
/// Gloo on the CPU, NCCL on CUDA where LibTorch has it. Errors: invalid_argument for an incomplete or
/// impossible environment; unreachable if the others do not appear within five minutes.
Expected<std::unique_ptr<Workers>> join_workers(torch::Device device);

}  // namespace deepcars::train
