#include "shared/nn/packed_filter.h"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "shared/nn/packed_filter.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "shared/nn/register_tile-inl.h"

HWY_BEFORE_NAMESPACE();
namespace deepcars::nn::HWY_NAMESPACE {

int panel_width_of_target(int out_channels) {
  return std::min((out_channels + lanes - 1) / lanes, tile_vectors) * lanes;
}

}  // namespace deepcars::nn::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace deepcars::nn {

HWY_EXPORT(panel_width_of_target);

int panel_width(int out_channels) { return HWY_DYNAMIC_DISPATCH(panel_width_of_target)(out_channels); }

namespace {

AlignedFloats zeros(std::ptrdiff_t count) {
  AlignedFloats values = allocate_floats(static_cast<std::size_t>(count));
  std::fill_n(values.get(), count, 0.0f);
  return values;
}

}  // namespace

PackedFilter::PackedFilter(int rows_, int cols_, int in_channels_, int out_channels_)
    : rows(rows_),
      cols(cols_),
      in_channels(in_channels_),
      out_channels(out_channels_),
      width(panel_width(out_channels_)),
      panels(zeros(panel_count() * panel_size())),
      bias(zeros(static_cast<std::ptrdiff_t>(panel_count()) * width)) {}

}  // namespace deepcars::nn
#endif  // HWY_ONCE
