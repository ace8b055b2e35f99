#include "native/train/workers.h"

#include <chrono>
#include <cstdlib>
#include <cstring>
#include <torch/csrc/distributed/c10d/PrefixStore.hpp>
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>
#ifdef USE_C10D_NCCL
#include <torch/csrc/distributed/c10d/ProcessGroupNCCL.hpp>
#endif

#include "native/base/environment.h"

namespace deepcars::train {
namespace {

constexpr std::chrono::minutes patience{5};
constexpr std::int64_t bucket_bytes = std::int64_t{25} << 20;  // As DistributedDataParallel.

class Alone : public Workers {
 public:
  int rank() const override { return 0; }
  int size() const override { return 1; }
  void sum(const std::vector<torch::Tensor>&) override {}
  std::string broadcast(const std::string& text) override { return text; }
};

/// Runs a collective; what its library throws becomes WorkerLost.
template <typename Work>
void collectively(const Work& work) {
  try {
    work();
  } catch (const std::exception&) {
    throw WorkerLost();
  }
}

template <typename Backend>
class Group : public Workers {
 public:
  Group(c10::intrusive_ptr<Backend> backend, torch::Device device)
      : backend_(std::move(backend)), device_(device) {}

  int rank() const override { return backend_->getRank(); }
  int size() const override { return backend_->getSize(); }

  void sum(const std::vector<torch::Tensor>& tensors) override {
    collectively([&] {
      std::vector<Bucket> buckets = fill_buckets(tensors);
      std::vector<decltype(backend_->allreduce(buckets.front().flat))> works;
      for (Bucket& bucket : buckets) works.push_back(backend_->allreduce(bucket.flat));
      for (std::size_t i = 0; i < buckets.size(); ++i) {
        works[i]->wait();
        buckets[i].unpack();
      }
    });
  }

  std::string broadcast(const std::string& text) override {
    std::string result = text;
    collectively([&] {
      torch::Tensor length = torch::tensor({static_cast<std::int64_t>(text.size())}).to(device_);
      send(length);
      result.resize(static_cast<std::size_t>(length.template item<std::int64_t>()));
      if (result.empty()) return;
      torch::Tensor bytes =
          torch::from_blob(result.data(), {static_cast<std::int64_t>(result.size())}, torch::kUInt8)
              .to(device_);
      send(bytes);
      const torch::Tensor here = bytes.to(torch::kCPU);
      std::memcpy(result.data(), here.data_ptr(), result.size());
    });
    return result;
  }

 private:
  /// Tensors of one type end to end. allreduce wants a vector of tensors, one per device.
  struct Bucket {
    std::vector<torch::Tensor> parts;
    std::vector<torch::Tensor> flat;

    void unpack() const {
      std::int64_t at = 0;
      for (const torch::Tensor& part : parts) {
        // By part and not by its memory: convolution weights may lie channels last.
        part.copy_(flat.front().narrow(0, at, part.numel()).view(part.sizes()));
        at += part.numel();
      }
    }
  };

  static std::vector<Bucket> fill_buckets(const std::vector<torch::Tensor>& tensors) {
    std::vector<Bucket> buckets;
    std::int64_t bytes = 0;
    for (const torch::Tensor& tensor : tensors) {
      const auto added = static_cast<std::int64_t>(tensor.nbytes());
      const bool fits = !buckets.empty() && bytes + added <= bucket_bytes &&
                        buckets.back().parts.front().scalar_type() == tensor.scalar_type();
      if (!fits) {
        buckets.emplace_back();
        bytes = 0;
      }
      buckets.back().parts.push_back(tensor);
      bytes += added;
    }
    for (Bucket& bucket : buckets) {
      std::vector<torch::Tensor> flat;
      for (const torch::Tensor& part : bucket.parts) flat.push_back(part.contiguous().view({-1}));
      bucket.flat = {torch::cat(flat)};
    }
    return buckets;
  }

  void send(torch::Tensor& tensor) {
    std::vector<torch::Tensor> one = {tensor};
    backend_->broadcast(one)->wait();
  }

  c10::intrusive_ptr<Backend> backend_;
  torch::Device device_;
};

tl::unexpected<Error> wrong_environment(const std::string& what) {
  return failure(ErrorCode::invalid_argument, what,
                 "start every process by torchrun, or set RANK, WORLD_SIZE, MASTER_ADDR and MASTER_PORT");
}

/// From 2.4 on, stores want libuv unless they are told; Debian's LibTorch is built without it.
template <typename Options>
void do_without_libuv(Options& options) {
  if constexpr (requires { options.useLibUV; }) options.useLibUV = false;
}

c10::intrusive_ptr<c10d::Store> open_store(const std::string& address, int port, int rank, int size) {
  c10d::TCPStoreOptions options;
  do_without_libuv(options);
  options.port = static_cast<std::uint16_t>(port);
  // torchrun keeps a store of its own at that address, for its workers to use.
  const char* agent = std::getenv("TORCHELASTIC_USE_AGENT_STORE");
  options.isServer = rank == 0 && (agent == nullptr || std::string(agent) != "True");
  options.numWorkers = static_cast<std::size_t>(size);
  options.waitWorkers = agent == nullptr;
  options.timeout = patience;
  return c10::make_intrusive<c10d::PrefixStore>("deepcars",
                                                c10::make_intrusive<c10d::TCPStore>(address, options));
}

std::unique_ptr<Workers> make_group(const c10::intrusive_ptr<c10d::Store>& store, int rank, int size,
                                    const std::string& address, torch::Device device) {
#ifdef USE_C10D_NCCL
  if (device.is_cuda()) {
    return std::make_unique<Group<c10d::ProcessGroupNCCL>>(
        c10::make_intrusive<c10d::ProcessGroupNCCL>(store, rank, size), device);
  }
#endif
  auto options = c10d::ProcessGroupGloo::Options::create();
  // Workers of one machine need not find it by its name.
  options->devices.push_back(address == "127.0.0.1" || address == "localhost"
                                 ? c10d::ProcessGroupGloo::createDeviceForHostname("127.0.0.1")
                                 : c10d::ProcessGroupGloo::createDefaultDevice());
  options->timeout = patience;
  return std::make_unique<Group<c10d::ProcessGroupGloo>>(
      c10::make_intrusive<c10d::ProcessGroupGloo>(store, rank, size, options), device);
}

}  // namespace

Expected<std::unique_ptr<Workers>> join_workers(torch::Device device) {
  const char* world = std::getenv("WORLD_SIZE");
  if (world == nullptr || std::string(world) == "1") return std::make_unique<Alone>();
  const auto size = base::environment_number("WORLD_SIZE"), rank = base::environment_number("RANK"),
             port = base::environment_number("MASTER_PORT");
  const char* address = std::getenv("MASTER_ADDR");
  if (!size || !rank || !port || address == nullptr) {
    return wrong_environment(
        "WORLD_SIZE is set, but RANK, MASTER_ADDR or MASTER_PORT is missing or no number");
  }
  if (*size < 1 || *rank < 0 || *rank >= *size || *port < 1 || *port > 65535) {
    return wrong_environment("RANK " + std::to_string(*rank) + ", WORLD_SIZE " + std::to_string(*size) +
                             " and MASTER_PORT " + std::to_string(*port) + " do not go together");
  }
#ifndef USE_C10D_NCCL
  if (device.is_cuda()) {
    return failure(ErrorCode::invalid_argument,
                   "this program was built without NCCL, which several GPUs need",
                   "use --device cpu, or build it against a LibTorch with NCCL");
  }
#endif
  try {
    return make_group(open_store(address, *port, *rank, *size), *rank, *size, address, device);
  } catch (const std::exception&) {
    return failure(
        ErrorCode::unreachable,
        "the other workers cannot be reached at " + std::string(address) + ":" + std::to_string(*port),
        "start all " + std::to_string(*size) + " processes, with the same MASTER_ADDR and MASTER_PORT");
  }
}

}  // namespace deepcars::train
