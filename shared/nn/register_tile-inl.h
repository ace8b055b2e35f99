// The innermost loop of every matrix product, for the processor that Highway is compiling for. Included again
// and again, once for each, so it has Highway's own kind of guard.
#include <hwy/highway.h>

#include "shared/nn/convolve.h"

#if defined(DEEPCARS_NN_REGISTER_TILE_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef DEEPCARS_NN_REGISTER_TILE_INL_H
#undef DEEPCARS_NN_REGISTER_TILE_INL_H
#else
#define DEEPCARS_NN_REGISTER_TILE_INL_H
#endif

HWY_BEFORE_NAMESPACE();
namespace deepcars::nn::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

using Lanes = hn::CappedTag<float, 16>;
using Vector = hn::Vec<Lanes>;
constexpr int lanes = static_cast<int>(hn::MaxLanes(Lanes()));

// The register tile, pixels x vectors: as many sums as the registers hold beside the weights in use.
// 16 lanes come with 32 registers; 4 lanes are tuned for WebAssembly, where fewer than 16 are really free.
constexpr int tile_vectors = lanes == 4 ? 4 : 2;
constexpr int tile_pixels = lanes == 16 ? 12 : lanes == 8 ? 6 : 2;

template <Rounding kRounding>
HWY_INLINE Vector multiply_add(Vector a, Vector b, Vector sum) {
  if constexpr (kRounding == Rounding::fused) return hn::MulAdd(a, b, sum);
  return hn::Add(hn::Mul(a, b), sum);  // compiled with -ffp-contract=off
}

// sums[m][v] += sum over c of rows[m][c] * weights[c][v]; rows are kPixels pointers to length values, weights
// is [length][kVectors * lanes], aligned. Returns the end of weights.
template <Rounding kRounding, int kPixels, int kVectors>
HWY_INLINE const float* accumulate(const float* const* rows, int length, const float* HWY_RESTRICT weights,
                                   Vector (&sums)[kPixels][kVectors]) {
  const Lanes d;
  for (int c = 0; c < length; ++c) {
    Vector weight[kVectors];
#pragma GCC unroll 16
    for (int v = 0; v < kVectors; ++v) weight[v] = hn::Load(d, weights + v * lanes);
    weights += kVectors * lanes;
#pragma GCC unroll 16
    for (int m = 0; m < kPixels; ++m) {
      const Vector value = hn::Set(d, rows[m][c]);
#pragma GCC unroll 16
      for (int v = 0; v < kVectors; ++v) sums[m][v] = multiply_add<kRounding>(value, weight[v], sums[m][v]);
    }
  }
  return weights;
}

// Calls compute.template operator()<m>() for m = pixels, which is 1..kPixels.
template <int kPixels = tile_pixels, class Compute>
HWY_INLINE void with_pixels(int pixels, const Compute& compute) {
  if (pixels == kPixels) {
    compute.template operator()<kPixels>();
  } else if constexpr (kPixels > 1) {
    with_pixels<kPixels - 1>(pixels, compute);
  }
}

// Calls compute.template operator()<v>() for the vectors v in a panel of this width.
template <class Compute>
HWY_INLINE void with_vectors(int panel_width, const Compute& compute) {
  switch (panel_width / lanes) {
    case 1:
      return compute.template operator()<1>();
    case 2:
      return compute.template operator()<2>();
    default:
      return compute.template operator()<tile_vectors>();
  }
}

}  // namespace deepcars::nn::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // the guard
