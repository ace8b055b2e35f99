// What the canvas shows and what a person has chosen on it: plain data, filled by ui.cc, drawn by the rest.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "wasm/ui/texture.h"

namespace deepcars::ui {

/// The numbers of one photo, as the engine gives them. K is the number of year buckets.
struct Answer {
  std::vector<float> probabilities;  ///< [K], oldest bucket first.
  int top_class = 0;
  double modernity = 1;          ///< 1..K
  double modernity_percent = 0;  ///< 0..100
  double expected_year = 0;
  double year_std_years = 0;
};

/// What the saliency explains, in the words of the engine.
struct Choice {
  std::string method = "gradient";
  std::string target = "top";  ///< "top", "expected-year" or "class".
  int class_index = 0;         ///< For "class" only.
  float opacity = 0.5f;        ///< Of the heat map in the overlay, 0..1.

  bool operator==(const Choice&) const = default;
};

struct Model {
  std::vector<std::string> buckets;  ///< [K] texts, "2008-2009"; empty until a model is loaded.
  Texture photo;
  Texture heat_map;
  std::optional<Answer> answer;
  Choice choice;
  std::string status;   ///< What is going on; empty if nothing is.
  float progress = -1;  ///< 0..1 of it, or below 0 if unknown.
};

}  // namespace deepcars::ui
