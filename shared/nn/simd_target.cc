#include "shared/nn/simd_target.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "shared/nn/simd_target.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace deepcars::nn::HWY_NAMESPACE {

// Compiled once for each target, as the kernels are.
const char* name_of_target() { return hwy::TargetName(HWY_TARGET); }

}  // namespace deepcars::nn::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace deepcars::nn {

HWY_EXPORT(name_of_target);

std::string simd_target() { return HWY_DYNAMIC_DISPATCH(name_of_target)(); }

}  // namespace deepcars::nn
#endif
