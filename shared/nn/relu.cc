#include "shared/nn/relu.h"

#include <algorithm>

#include "shared/tier_up.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "shared/nn/relu.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "shared/nn/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace deepcars::nn::HWY_NAMESPACE {

// One bit for each of a vector's values from here on, set where it is above zero.
HWY_INLINE int bits_of(const float* values) { return positive_bits(hn::LoadU(Lanes(), values)); }

// values [count] -> mask [count / 8]; count is a multiple of 8. Eight values are one mask byte, so vectors of
// four work in pairs and longer ones on whole bytes.
DEEPCARS_TIER_UP void mask_row(const float* HWY_RESTRICT values, int count, std::uint8_t* HWY_RESTRICT mask) {
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
DEEPCARS_TIER_UP void backward_row(const std::uint8_t* HWY_RESTRICT mask, int count, bool guided,
                                   float* HWY_RESTRICT gradient) {
  const Lanes d;
  const hn::RebindToSigned<Lanes> di;
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
