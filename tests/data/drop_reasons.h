// How many photos a reader left out, by its reason.
#pragma once

#include <map>
#include <string>

#include "native/data/sources.h"

namespace deepcars::data {

inline std::map<std::string, int> reasons(const Collected& found) {
  std::map<std::string, int> counts;
  for (const Dropped& row : found.dropped) ++counts[row.reason];
  return counts;
}

}  // namespace deepcars::data
