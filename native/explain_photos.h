// What `deepcars explain` does with its photos: one explanation or all of them, drawn, written and told.
#pragma once

#include <string>
#include <vector>

#include "shared/error.h"
#include "shared/explain/methods.h"
#include "shared/explain/target.h"

namespace deepcars::native {

/// What the command line says.
struct ExplainOptions {
  std::vector<std::string> photos;
  std::string model;
  std::string output;
  std::string heat_map;
  std::string values;
  std::string tiles;
  std::string method;
  std::string target{explain::target_kinds().front().name};
  std::string compare_buckets;
  std::string fill{name(explain::fills().front())};
  explain::MethodOptions method_options;
  float opacity = 0.5f;
  int panel_size_px = 512;
  int threads = 0;
  bool all = false;
  bool json = false;
};

/// Explains photo after photo and prints what came of each. Errors: invalid_argument if model and options do not go
/// together; with one photo, those of reading, explaining and writing it; with several, some_inputs_failed or
/// data_invalid after each that failed was named on standard error; interrupted.
Expected<void> explain_photos(const ExplainOptions& options);

}  // namespace deepcars::native
