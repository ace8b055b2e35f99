// The table of explanation methods: what each is called, what it answers and how it begins. Command line, engine,
// canvas and page take their words from here. A new method is one file and one row in methods.cc.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "shared/error.h"
#include "shared/explain/explanation.h"

namespace deepcars::explain {

/// What the values of a map are.
enum class ValueKind {
  slope,          ///< The target's unit per unit of the normalised input.
  per_pixel,      ///< The target's unit, shared out among pixels.
  amount,         ///< The target's unit, for a place as a whole.
  hiding_effect,  ///< An amount: how far the target falls when the place is hidden.
  relevance,      ///< No unit: more is more.
};

/// One row of the table.
struct Method {
  /// The name on the command line, in JSON and between page and engine: lower case with hyphens.
  std::string_view name;
  /// The name for people without training in the field.
  std::string_view label;
  /// The same, short enough for a button.
  std::string_view short_label;
  /// Which question the map answers: one sentence.
  std::string_view answers;
  /// Who described it, and when.
  std::string_view source;
  /// What MethodOptions::samples counts, in the plural; empty if the method takes no samples.
  std::string_view samples;
  /// How many samples it takes if nobody says otherwise; 0 if it takes none.
  int default_samples;
  /// Passes through the network, forward or backward: those that it takes anyhow, and those for each sample.
  int passes_once;
  int passes_per_sample;
  /// True if the map has values for and against the target, false if it has none below 0.
  bool is_signed;
  ValueKind values;
  /// Begins with options whose samples are set. Nothing is computed before the first step.
  std::unique_ptr<Explanation> (*begin_with)(const Subject& subject, const MethodOptions& options);

  std::int64_t passes(int sample_count) const {
    return passes_once + std::int64_t{passes_per_sample} * sample_count;
  }

  std::unique_ptr<Explanation> begin(const Subject& subject, MethodOptions options) const {
    if (options.samples == 0) options.samples = default_samples;
    return begin_with(subject, options);
  }
};

/// All methods, in the order in which they are offered.
std::span<const Method> methods();

/// The method that measured best for targets of this kind at its cost; see the model's card.
const Method& default_method(const Target& target);

/// The method with this name, or null.
const Method* find_method(std::string_view name);

/// The method with this name. Errors: invalid_argument, with the known names in its hint.
Expected<const Method*> method_from_name(std::string_view text);

/// The methods with these names, in their order; without names, all. Errors: as method_from_name.
Expected<std::vector<const Method*>> methods_from_names(std::span<const std::string> names);

/// The unit of a map's values: "years", "years per pixel", "logits per unit of input", "none".
std::string units(const Method& method, Unit unit);

}  // namespace deepcars::explain
