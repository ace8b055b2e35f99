#include "shared/nn/resnet18_layers.h"

namespace deepcars::nn {

namespace {

struct Stage {
  int channels;
  int stride;  // Of its first block.
};
constexpr Stage stages[] = {{64, 1}, {128, 2}, {256, 2}, {512, 2}};
constexpr int blocks_per_stage = 2;

}  // namespace

Topology resnet18_topology(int classes) {
  Topology topology;
  topology.stem = {"conv1", {3, 64, 7, 7, 2, 3}};
  int channels = 64;
  for (int s = 0; s < 4; ++s) {
    const int width = stages[s].channels;
    for (int b = 0; b < blocks_per_stage; ++b) {
      const std::string name = "layer" + std::to_string(s + 1) + "." + std::to_string(b);
      const int stride = b == 0 ? stages[s].stride : 1;
      BlockTopology block = {name,
                             {name + ".conv1", {channels, width, 3, 3, stride, 1}},
                             {name + ".conv2", {width, width, 3, 3, 1, 1}},
                             {}};
      if (stride != 1 || channels != width)
        block.downsample = {name + ".downsample", {channels, width, 1, 1, stride, 0}};
      topology.blocks.push_back(block);
      channels = width;
    }
  }
  topology.fc = {"fc", {channels, classes, 1, 1, 1, 0}};
  return topology;
}

}  // namespace deepcars::nn
