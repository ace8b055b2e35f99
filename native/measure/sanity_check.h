// The model parameter randomisation test of Adebayo et al., "Sanity Checks for Saliency Maps" (2018): a map
// that explains a trained network must change when the network's weights are replaced by random ones.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "native/measure/estimate.h"
#include "native/measure/map_similarity.h"
#include "native/measure/method_map.h"
#include "shared/error.h"
#include "shared/measure/randomisation_trial.h"
#include "shared/measure/weight_randomisation.h"
#include "shared/weights/model_file.h"

namespace deepcars::measure {

/// One photo at one stage: its maps by a network that is random down to there, against the trained one's.
struct PhotoSanity {
  bool same_top_class = false;              ///< Whether the photo keeps its likeliest bucket.
  std::vector<MapSimilarity> methods = {};  ///< In the order of the methods that were asked for.
};

/// How alike the maps of the trained network and of one that is random down to a stage are, over the photos.
struct StageSimilarity {
  /// Between absolute values, -1..1.
  Estimate rank_correlation;
  /// With signs; for signed methods only.
  std::optional<Estimate> signed_rank_correlation;
  Estimate structural_similarity;
};

struct MethodSanity {
  const explain::Method* method;
  std::vector<StageSimilarity> stages;  ///< After each stage of the cascade.

  /// Precondition: there is at least one stage.
  Verdict verdict() const;
};

struct SanityCheck {
  std::size_t photos = 0;
  std::vector<std::string> stages;     ///< Names, in the order in which they lost their training.
  std::vector<double> same_top_class;  ///< Per stage: share of the photos that keep their likeliest bucket.
  std::vector<MethodSanity> methods;
};

/// A model whose stages lose their training one after another, each on top of the ones before.
class RandomisedModel {
 public:
  /// Starts as the trained model.
  explicit RandomisedModel(const CarModel& trained);

  /// Randomises one more stage.
  void randomise(const CascadeStage& stage, std::uint64_t seed);

  /// The model as it is now. Errors: as CarModel::load.
  Expected<CarModel> load(nn::ThreadPool& pool) const;

 private:
  weights::ModelFile file_;
};

/// The maps of a photo by each of the methods, for one bucket: that which the trained network finds likeliest,
/// whatever network draws them. Nothing if `passes_done` stopped the work. Errors: as method_map.
Expected<std::optional<std::vector<explain::HeatMap>>> bucket_maps(
    const CarModel& model, const PhotoToExplain& photo, std::span<const explain::Method* const> methods,
    int bucket, nn::ThreadPool& pool, const PassesDone& passes_done);

/// Compares the maps that a randomised model draws of a photo with the trained model's, `originals`. Nothing
/// if `passes_done` stopped the work. Errors: as method_map.
Expected<std::optional<PhotoSanity>> photo_sanity(const CarModel& randomised, const image::Image& picture,
                                                  std::span<const explain::Method* const> methods, int bucket,
                                                  std::span<const explain::HeatMap> originals,
                                                  nn::ThreadPool& pool, const PassesDone& passes_done);

/// How many passes bucket_maps is going to report, the photo's own forward pass left out.
std::int64_t expected_sanity_passes(std::span<const explain::Method* const> methods);

/// by_stage holds, for each stage, what photo_sanity found for the same photos. Preconditions: there is a
/// stage and a photo; each photo has a similarity per method.
SanityCheck summarise(std::span<const CascadeStage> stages, std::span<const explain::Method* const> methods,
                      std::span<const std::vector<PhotoSanity>> by_stage);

}  // namespace deepcars::measure
