#include "shared/nn/relu.h"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "shared/nn/relu.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace deepcars::nn::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// Eight values are one mask byte, so vectors of four work in pairs and longer ones on whole bytes.
using Lanes = hn::CappedTag<float, 16>;

// Which of Lanes() values are above zero, the first in the lowest bit.
HWY_INLINE int bits_of(const float* values) {
  const Lanes d;
  const auto positive = hn::Gt(hn::LoadU(d, values), hn::Zero(d));
#if HWY_TARGET == HWY_WASM
  // One instruction, which Highway does without.
  return static_cast<int>(wasm_i32x4_bitmask(hn::VecFromMask(d, positive).raw));
#else
  std::uint8_t bytes[8] = {};  // StoreMaskBits may write this many.
  hn::StoreMaskBits(d, positive, bytes);
  return bytes[0] | bytes[1] << 8;
#endif
}

// values [count] -> mask [count / 8]; count is a multiple of 8.
HWY_NOINLINE void mask_row(const float* HWY_RESTRICT values, int count, std::uint8_t* HWY_RESTRICT mask) {
  const int lanes = static_cast<int>(hn::Lanes(Lanes()));
  int i = 0;
  if (lanes == 4) {
    for (; i + 8 <= count; i += 8)
      *mask++ = static_cast<std::uint8_t>(bits_of(values + i) | bits_of(values + i + 4) << 4);
  } else if (lanes == 8) {
    for (; i + 8 <= count; i += 8) *mask++ = static_cast<std::uint8_t>(bits_of(values + i));
  } else if (lanes == 16) {
    for (; i + 16 <= count; i += 16) {
      const int both = bits_of(values + i);
      *mask++ = static_cast<std::uint8_t>(both);
      *mask++ = static_cast<std::uint8_t>(both >> 8);
    }
  }
  for (; i < count; i += 8) {
    int byte = 0;
    for (int b = 0; b < 8; ++b) byte |= (values[i + b] > 0) << b;
    *mask++ = static_cast<std::uint8_t>(byte);
  }
}

// gradient [count], mask [count / 8]; count is a multiple of 8.
HWY_NOINLINE void backward_row(const std::uint8_t* HWY_RESTRICT mask, int count, bool guided,
                               float* HWY_RESTRICT gradient) {
  const Lanes d;
  const hn::RebindToSigned<Lanes> di;
  const int lanes = static_cast<int>(hn::Lanes(d));
  const auto lowest = hn::Set(d, guided ? 0.0f : hwy::LowestValue<float>());
  alignas(64) std::int32_t lane_bits[16];
  for (int lane = 0; lane < 16; ++lane) lane_bits[lane] = 1 << lane;
  const auto bits = hn::Load(di, lane_bits);
  int i = 0;
  for (; lanes >= 4 && i + std::max(lanes, 8) <= count; i += lanes) {
    const int word = lanes == 16 ? mask[i / 8] | mask[i / 8 + 1] << 8 : mask[i / 8] >> i % 8;
    const auto passes = hn::RebindMask(d, hn::TestBit(hn::Set(di, word), bits));
    const auto value = hn::LoadU(d, gradient + i);
    hn::StoreU(hn::IfThenElseZero(passes, hn::Max(value, lowest)), d, gradient + i);
  }
  for (; i < count; ++i) {
    const bool passes = (mask[i / 8] >> i % 8 & 1) && (!guided || gradient[i] > 0);
    gradient[i] = passes ? gradient[i] : 0.0f;
  }
}

}  // namespace deepcars::nn::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace deepcars::nn {

HWY_EXPORT(mask_row);
HWY_EXPORT(backward_row);

void relu_mask(const FeatureMap& out, std::uint8_t* mask, ThreadPool& pool) {
  const int row_length = out.width() * out.channels();
  pool.parallel_for(out.batch() * out.height(), [&](int row) {
    HWY_DYNAMIC_DISPATCH(mask_row)
    (out.pixel(row / out.height(), row % out.height(), 0), row_length,
     mask + static_cast<std::ptrdiff_t>(row) * row_length / 8);
  });
}

void relu_input_backward(const std::uint8_t* mask, ReluRule rule, FeatureMap& gradient, ThreadPool& pool) {
  const int row_length = gradient.width() * gradient.channels();
  pool.parallel_for(gradient.batch() * gradient.height(), [&](int row) {
    HWY_DYNAMIC_DISPATCH(backward_row)
    (mask + static_cast<std::ptrdiff_t>(row) * row_length / 8, row_length, rule == ReluRule::guided,
     gradient.pixel(row / gradient.height(), row % gradient.height(), 0));
  });
}

}  // namespace deepcars::nn
#endif  // HWY_ONCE
