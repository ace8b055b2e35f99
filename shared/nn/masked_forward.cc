#include "shared/nn/masked_forward.h"

#include <algorithm>
#include <optional>

#include "shared/nn/incremental_maps.h"
#include "shared/nn/pooling.h"

namespace deepcars::nn {

namespace {

// Copies that go through the last blocks together.
constexpr int batch_copies = 8;

// Replaces a rectangle of image n of a tensor [N,3,H,W].
void put_patch(const Patch& patch, int n, Tensor& photos) {
  const int channels = photos.shape[1], height = photos.shape[2], width = photos.shape[3];
  auto from = patch.values.begin();
  for (int c = 0; c < channels; ++c)
    for (int y = patch.top; y < patch.top + patch.height; ++y, from += patch.width)
      std::copy_n(from, patch.width,
                  photos.values.begin() +
                      ((static_cast<std::ptrdiff_t>(n) * channels + c) * height + y) * width + patch.left);
}

// The multiply-adds of a plain pass, in what IncrementalMaps computes and in the rest.
struct MultiplyAdds {
  double head, tail;
};

MultiplyAdds multiply_adds(const Network& network, const Tensor& input) {
  const Conv2dShape& stem = network.stem.conv.shape();
  int height = stem.out_height(input.shape[2]), width = stem.out_width(input.shape[3]);
  MultiplyAdds sums = {.head = stem.multiply_adds(height * width), .tail = 0};
  height = max_pool_size(height);
  width = max_pool_size(width);
  for (std::size_t b = 0; b < network.blocks.size(); ++b) {
    const Block& block = network.blocks[b];
    height = block.conv1.conv.shape().out_height(height);
    width = block.conv1.conv.shape().out_width(width);
    double& sum = b < IncrementalMaps::blocks ? sums.head : sums.tail;
    for (const ConvLayer* layer : {&block.conv1, &block.conv2})
      sum += layer->conv.shape().multiply_adds(height * width);
    if (block.downsample) sum += block.downsample->conv.shape().multiply_adds(height * width);
  }
  sums.tail += network.fc.conv.shape().multiply_adds(1);
  return sums;
}

}  // namespace

Patch cut_patch(std::span<const float> picture, int picture_height, int picture_width, int top, int left,
                int height, int width) {
  Patch patch{.top = top, .left = left, .height = height, .width = width, .values = {}};
  for (std::ptrdiff_t c = 0; c < 3; ++c) {
    for (int y = 0; y < height; ++y) {
      const auto from = picture.begin() + (c * picture_height + top + y) * picture_width + left;
      patch.values.insert(patch.values.end(), from, from + width);
    }
  }
  return patch;
}

std::optional<Patch> difference(const Tensor& before, const Tensor& after) {
  const int height = after.shape[2], width = after.shape[3];
  int top = height, left = width, bottom = 0, right = 0;
  std::size_t i = 0;
  for (int c = 0; c < 3; ++c) {
    for (int y = 0; y < height; ++y) {
      for (int x = 0; x < width; ++x, ++i) {
        if (before.values[i] == after.values[i]) continue;
        top = std::min(top, y);
        bottom = std::max(bottom, y + 1);
        left = std::min(left, x);
        right = std::max(right, x + 1);
      }
    }
  }
  if (top == height) return std::nullopt;
  return cut_patch(after.values, height, width, top, left, bottom - top, right - left);
}

struct MaskedForward::State {
  const ResNet18& network;
  const Network& layers;
  Kernels kernels;
  std::optional<IncrementalMaps> maps;  // None with the reference kernels, which use the two tensors instead.
  Tensor original, photo;               // [1,3,H,W]
  MultiplyAdds plain_pass;
  double copies = 0;

  // The plain passes that specify the class.
  Output plain(std::span<const Patch> patches, AfterPatch after, ThreadPool& pool) {
    const int count = static_cast<int>(patches.size());
    Tensor batch = photo;
    batch.shape[0] = count;
    batch.values.clear();
    const Tensor before = photo;
    for (const Patch& patch : patches) {
      if (after == AfterPatch::take_off) photo = before;
      put_patch(patch, 0, photo);
      batch.values.insert(batch.values.end(), photo.values.begin(), photo.values.end());
    }
    if (after == AfterPatch::take_off) photo = before;
    return network.forward(batch, pool, kernels);
  }

  Output incremental(std::span<const Patch> patches, AfterPatch after, ThreadPool& pool) {
    const int count = static_cast<int>(patches.size());
    FeatureMap outputs = maps->outputs(count);
    for (int first = 0; first < count; first += IncrementalMaps::max_copies) {
      const int copies_now = std::min(IncrementalMaps::max_copies, count - first);
      FeatureMap now = outputs.images(first, copies_now);
      maps->run(patches.subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(copies_now)), after,
                now, pool);
    }
    return fast_tail_forward(layers, outputs, {.kernels = kernels, .pool = pool});
  }

  Output run(std::span<const Patch> patches, AfterPatch after, ThreadPool& pool) {
    const auto rows = [&](int columns) {
      return Tensor{.shape = {static_cast<int>(patches.size()), columns}, .values = {}};
    };
    Output output = {.logits = rows(network.classes()),
                     .layer3 = rows(layers.blocks[resnet18_stage_end(3) - 1].conv2.conv.shape().out_channels),
                     .layer4 = rows(layers.fc.conv.shape().in_channels)};
    copies += static_cast<double>(patches.size());
    while (!patches.empty()) {
      const std::size_t count = std::min<std::size_t>(patches.size(), batch_copies);
      const auto now = patches.first(count);
      const Output part = maps ? incremental(now, after, pool) : plain(now, after, pool);
      for (Tensor Output::* tensor : {&Output::logits, &Output::layer3, &Output::layer4}) {
        const std::vector<float>& values = (part.*tensor).values;
        (output.*tensor).values.insert((output.*tensor).values.end(), values.begin(), values.end());
      }
      patches = patches.subspan(count);
    }
    return output;
  }
};

MaskedForward::MaskedForward(const ResNet18& network, const Tensor& input, ThreadPool& pool, Kernels kernels)
    : state_(new State{.network = network,
                       .layers = *network.network_,
                       .kernels = kernels,
                       .maps = {},
                       .original = {},
                       .photo = {},
                       .plain_pass = multiply_adds(*network.network_, input)}) {
  if (kernels.scalar) {
    state_->original = state_->photo = input;
  } else {
    state_->maps.emplace(*network.network_, input, kernels, pool);
  }
}
MaskedForward::MaskedForward(MaskedForward&&) noexcept = default;
MaskedForward& MaskedForward::operator=(MaskedForward&&) noexcept = default;
MaskedForward::~MaskedForward() = default;

Output MaskedForward::each(std::span<const Patch> patches, ThreadPool& pool) {
  return state_->run(patches, AfterPatch::take_off, pool);
}

Output MaskedForward::cumulative(std::span<const Patch> patches, ThreadPool& pool) {
  return state_->run(patches, AfterPatch::keep, pool);
}

void MaskedForward::reset(ThreadPool& pool) {
  state_->photo = state_->original;
  if (state_->maps) state_->maps->reset(pool);
}

double MaskedForward::computed_share() const {
  const State& state = *state_;
  if (!state.maps || state.copies == 0) return 1;
  return (state.maps->multiply_adds() / state.copies + state.plain_pass.tail) /
         (state.plain_pass.head + state.plain_pass.tail);
}

}  // namespace deepcars::nn
