// The model parameter randomisation test of Adebayo et al., "Sanity Checks for Saliency Maps" (2018): a map
// that explains a trained network must change when the network's weights are replaced by random ones.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "native/measure/estimate.h"
#include "native/measure/saliency_maps.h"
#include "native/measure/weight_randomisation.h"
#include "shared/error.h"

namespace deepcars::measure {

/// How alike the maps of the trained network and of one that is random down to a stage are, over the photos.
struct StageSimilarity {
  /// Between absolute values, -1..1.
  Estimate rank_correlation;
  /// With signs; for signed methods only.
  std::optional<Estimate> signed_rank_correlation;
  Estimate structural_similarity;
};

/// A map counts as changed once its mean rank correlation with the original is below this. The paper judges
/// by eye; half of full agreement is our line, and the numbers are reported beside the verdict.
inline constexpr double changed_rank_correlation = 0.5;

enum class Verdict {
  passes,         ///< Changed at the end, and on average over the stages.
  fails_in_part,  ///< Changed at the end, but not on average: it hardly depends on the upper layers.
  fails,          ///< Not changed by a network without any training left.
};

/// "passes", "fails in part", "fails".
std::string_view name(Verdict verdict);

struct MethodSanity {
  explain::Method method;
  std::vector<StageSimilarity> stages;  ///< After each stage of the cascade.

  /// Precondition: there is at least one stage.
  Verdict verdict() const;
};

struct SanityCheck {
  std::vector<std::string> stages;     ///< Names, in the order in which they lost their training.
  std::vector<double> same_top_class;  ///< Per stage: share of the photos that keep their likeliest bucket.
  std::vector<MethodSanity> methods;   ///< In the order of saliency_methods.
};

/// Randomises the stages one after another, each on top of the ones before, and compares every photo's maps,
/// always for the class that the trained network found likeliest. tensors are the trained network's. Nothing
/// if `passes_done` stopped the work. Errors: as nn::ResNet18::create. Preconditions: photos and stages are
/// not empty.
Expected<std::optional<SanityCheck>> sanity_check(std::map<std::string, weights::NamedTensor> tensors,
                                                  std::span<const CascadeStage> stages,
                                                  std::span<const ExplainedPhoto> photos, std::uint64_t seed,
                                                  nn::ThreadPool& pool, const PassesDone& passes_done);

}  // namespace deepcars::measure
