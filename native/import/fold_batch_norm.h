// BatchNorm disappears into the convolution before it: the network that ships has none.
#pragma once

#include "shared/error.h"
#include "shared/weights/tensors.h"

namespace deepcars::torch_import {

/// From a ResNet-18 state with torchvision's names (conv1.weight, bn1.running_mean,
/// layer2.0.downsample.1.weight, fc.weight, ...) to the folded tensors of nn::resnet18_shapes. In eval mode
/// BatchNorm is y = (x - mean) / sqrt(variance + 1e-5) * weight + bias, so each convolution's filter is
/// scaled and gets a bias; computed in fp64. Errors: weights_damaged, naming
/// the tensor that is missing or of another shape.
Expected<weights::Tensors> fold_batch_norm(const weights::Tensors& state);

/// The inverse, for training on: the state of a network with the folded filters, whose BatchNorm adds the biases and
/// changes nothing else, so that fold_batch_norm gives the same bits back. It must keep its statistics in training: with
/// those of a batch it would normalise. Precondition: tensors are a folded network's.
weights::Tensors with_batch_norm(const weights::Tensors& folded);

}  // namespace deepcars::torch_import
