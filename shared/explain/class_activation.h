// Maps from the activations of a late stage, where the network still knows where things are.
#pragma once

#include <memory>

#include "shared/explain/explanation.h"

namespace deepcars::explain {

/// Class activation mapping (Zhou et al., "Learning Deep Features for Discriminative Localization", 2016), which for a
/// network that ends in an average pool and a linear layer is Grad-CAM without its ReLU (Selvaraju et al., 2017): tile
/// (y, x) = 1/49 sum over channels c of w[c] * layer4[c, y, x], where w is the gradient of the target with respect to
/// the pooled features. Signed. For a bucket the tiles and the last layer's bias add up to its logit exactly. For the
/// expected year the sum is one of first order: completeness says how far it is off. Between tiles the map is bilinear.
std::unique_ptr<Explanation> begin_cam(const Subject& subject, const MethodOptions& options);

/// LayerCAM (Jiang et al., "LayerCAM: Exploring Hierarchical Class Activation Maps for Localization", 2021): tile (y, x)
/// = sum over channels c of max(gradient[c, y, x], 0) * activation[c, y, x] of a stage. Not signed.
std::unique_ptr<Explanation> begin_layer_cam_layer3(const Subject& subject, const MethodOptions& options);
std::unique_ptr<Explanation> begin_layer_cam_layer4(const Subject& subject, const MethodOptions& options);

}  // namespace deepcars::explain
