// A hint for hot functions in WebAssembly.
#pragma once

#include <hwy/base.h>

/// Marks a hot function that must not be inlined. A WebAssembly engine replaces a function's baseline code by
/// optimised code only between two of its calls, never while it runs: a hot loop that is inlined into a long
/// function would stay two to three times slower. As a function of its own, called many times, it is
/// optimised after the first few calls. Natively the cost is negligible.
#define DEEPCARS_TIER_UP HWY_NOINLINE
