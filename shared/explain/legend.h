// The words beside a map: what its colours mean.
#pragma once

#include <string>

#include "shared/explain/heat_map.h"
#include "shared/explain/methods.h"
#include "shared/explain/target.h"

namespace deepcars::explain {

/// What stands at the two ends of a map's colours.
struct Legend {
  std::string low;   ///< Blue or dark: "older by 3.2 years", "against 2008-2009 by 1.4 logits", "weak".
  std::string high;  ///< Red or bright: "newer by 3.2 years", "for 2008-2009 by 1.4 logits", "strong".
};

/// A magnitude for a person, with two significant digits and more for what is large: "3.2", "0.018".
std::string magnitude_text(double value);

/// The legend of a map before it is normalised. The numbers are those of the ends of the colours; what lies beyond is
/// shown as they are. what_is_explained is the target's text.
Legend legend(const Method& method, const Target& target, const std::string& what_is_explained,
              const HeatMap& map);

}  // namespace deepcars::explain
