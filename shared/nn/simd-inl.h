// The vectors of all kernels, for the processor that Highway is compiling for, and the two WebAssembly
// instructions that Highway 1.0 does not use: the only intrinsics in the project. Included once for each
// processor, so it has Highway's own kind of guard.
#include <hwy/highway.h>

#ifdef __wasm_simd128__
#include <wasm_simd128.h>
#endif

#if defined(DEEPCARS_NN_SIMD_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef DEEPCARS_NN_SIMD_INL_H
#undef DEEPCARS_NN_SIMD_INL_H
#else
#define DEEPCARS_NN_SIMD_INL_H
#endif

HWY_BEFORE_NAMESPACE();
namespace deepcars::nn::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

using Lanes = hn::CappedTag<float, 16>;
using Vector = hn::Vec<Lanes>;
constexpr int lanes = static_cast<int>(hn::MaxLanes(Lanes()));

// a * b + sum, rounded once where the processor can. Highway's MulAdd for WebAssembly never does.
HWY_INLINE Vector fused_multiply_add(Vector a, Vector b, Vector sum) {
#ifdef __wasm_relaxed_simd__
  return Vector{wasm_f32x4_relaxed_madd(a.raw, b.raw, sum.raw)};
#else
  return hn::MulAdd(a, b, sum);
#endif
}

// One bit for each lane, set where the value is above zero; the first lane in the lowest bit. Highway's
// StoreMaskBits for WebAssembly takes a dozen instructions; this takes one.
HWY_INLINE int positive_bits(Vector values) {
  const Lanes d;
  const auto positive = hn::Gt(values, hn::Zero(d));
#if HWY_TARGET == HWY_WASM
  return static_cast<int>(wasm_i32x4_bitmask(hn::VecFromMask(d, positive).raw));
#else
  std::uint8_t bytes[8] = {};  // StoreMaskBits may write this many.
  hn::StoreMaskBits(d, positive, bytes);
  return bytes[0] | bytes[1] << 8;
#endif
}

}  // namespace deepcars::nn::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // the guard
