// The innermost loop of every matrix product, for the processor that Highway is compiling for. Included once
// for each processor, so it has Highway's own kind of guard.
#include <hwy/highway.h>

#include <algorithm>

#include "shared/nn/rounding.h"
#include "shared/nn/simd-inl.h"

#if defined(DEEPCARS_NN_REGISTER_TILE_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef DEEPCARS_NN_REGISTER_TILE_INL_H
#undef DEEPCARS_NN_REGISTER_TILE_INL_H
#else
#define DEEPCARS_NN_REGISTER_TILE_INL_H
#endif

HWY_BEFORE_NAMESPACE();
namespace deepcars::nn::HWY_NAMESPACE {

// The register tile, pixels x vectors: as many sums as the registers hold beside the weights in use.
// 16 lanes come with 32 registers; 4 lanes are tuned for WebAssembly, where fewer than 16 are really free.
constexpr int tile_vectors = lanes == 4 ? 4 : 2;
constexpr int tile_pixels = lanes == 16 ? 12 : lanes == 8 ? 6 : 2;

template <Rounding kRounding>
HWY_INLINE Vector multiply_add(Vector a, Vector b, Vector sum) {
  if constexpr (kRounding == Rounding::fused) return fused_multiply_add(a, b, sum);
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

// Calls compute.template operator()<m, kVectors>(first) for m = pixels, which is 1..kPixels.
template <int kVectors, int kPixels, class Compute>
HWY_INLINE void with_pixels(int pixels, int first, const Compute& compute) {
  if (pixels == kPixels) {
    compute.template operator()<kPixels, kVectors>(first);
  } else if constexpr (kPixels > 1) {
    with_pixels<kVectors, kPixels - 1>(pixels, first, compute);
  }
}

// Cuts count pixels into register tiles for a panel of this width: calls compute.template
// operator()<pixels, vectors>(first pixel) for each. The tiles are of nearly equal size, because one small
// tile at the end would be slower than making all a little smaller.
template <class Compute>
HWY_INLINE void for_register_tiles(int count, int panel_width, const Compute& compute) {
  const int tiles = (count + tile_pixels - 1) / tile_pixels;
  for (int t = 0, begin = 0; t < tiles; ++t) {
    const int end = count * (t + 1) / tiles;
    switch (panel_width / lanes) {
      case 1:
        with_pixels<1, tile_pixels>(end - begin, begin, compute);
        break;
      case 2:
        with_pixels<2, tile_pixels>(end - begin, begin, compute);
        break;
      case 3:
        with_pixels<std::min(3, tile_vectors), tile_pixels>(end - begin, begin, compute);
        break;
      default:
        with_pixels<tile_vectors, tile_pixels>(end - begin, begin, compute);
    }
    begin = end;
  }
}

}  // namespace deepcars::nn::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // the guard
