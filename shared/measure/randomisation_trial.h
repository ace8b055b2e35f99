// One map of one photo in the model parameter randomisation test (Adebayo et al., "Sanity Checks for Saliency Maps",
// 2018): a map that explains a trained network must change when the network's weights are replaced by random ones. A
// sequence of steps, with the redrawn map after each. The numbers are those of `deepcars evaluate`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "shared/car_model.h"
#include "shared/measure/weight_randomisation.h"
#include "shared/weights/model_file.h"

namespace deepcars::measure {

/// A map counts as changed once its rank correlation with the original is below this. The paper judges by eye; half
/// of full agreement is our line, and the numbers are reported beside the verdict.
inline constexpr double changed_rank_correlation = 0.5;

enum class Verdict {
  passes,         ///< Changed at the end, and on average over the stages.
  fails_in_part,  ///< Changed at the end, but not on average: it hardly depends on the upper layers.
  fails,          ///< Not changed by a network without any training left.
};

/// "passes", "fails in part", "fails".
std::string_view name(Verdict verdict);

/// What the rank correlations with the original say, one for each stage of the cascade. A number that is NaN fails.
/// Precondition: there is a stage.
Verdict verdict(std::span<const double> rank_correlations);

/// The same for a person: a few sentences with the numbers. Precondition: there is a stage.
std::string verdict_text(std::span<const double> rank_correlations);

/// The map that is tested: of a photo's prediction, finished and not normalised.
struct TestedMap {
  const explain::HeatMap& map;
  const explain::Method& method;
  explain::Target target;
};

/// Takes the training from a model stage by stage and gives it back at its end, so that the weights need no second
/// place in memory. Until then the model answers as the random network does: give the test up before anything else
/// uses it.
class RandomisationTrial {
 public:
  /// The redrawn map of a stage.
  struct Redrawn {
    std::size_t stage = 0;  ///< As in resnet18_cascade.
    explain::HeatMap map;   ///< [S, S], not normalised.
    /// With the original, between absolute values, -1..1; nothing until the map is finished.
    std::optional<double> rank_correlation;
  };

  /// weight_file is what the model was loaded from. The model must outlive the test; of the prediction, which has its
  /// input and trace, the test keeps what it needs. A map for the likeliest bucket is redrawn for that bucket, whatever
  /// is likeliest then. Errors: as open_model_file; invalid_argument if the file is of another model; as
  /// CarModel::begin_explanation.
  static Expected<std::unique_ptr<RandomisationTrial>> begin(CarModel& model,
                                                             std::vector<std::uint8_t> weight_file,
                                                             const Prediction& prediction,
                                                             const TestedMap& tested, std::uint64_t seed = 0);
  RandomisationTrial(const RandomisationTrial&) = delete;
  RandomisationTrial& operator=(const RandomisationTrial&) = delete;
  /// Gives the model its training back, bit for bit.
  ~RandomisationTrial();

  /// The steps of all stages; each stage takes as many as one explanation of the photo.
  int steps() const { return steps_each_ * static_cast<int>(stages_.size()); }
  int steps_done() const { return steps_done_; }
  bool is_finished() const { return steps_done_ == steps(); }

  /// Does the next step; the first of a stage randomises its layers. Precondition: it is not finished. Errors: internal
  /// if a finished map holds a value that is not a finite number.
  Expected<void> step(nn::ThreadPool& pool);

  /// Precondition: at least one step is done.
  const Redrawn& so_far() const { return redrawn_; }

  /// The rank correlations of the finished stages.
  std::span<const double> rank_correlations() const { return rank_correlations_; }

 private:
  RandomisationTrial(CarModel& model, std::vector<std::uint8_t> weight_file, const Prediction& prediction,
                     const TestedMap& tested, std::uint64_t seed);

  void randomise(const CascadeStage& stage);

  CarModel& model_;
  std::vector<std::uint8_t> weight_file_;
  std::optional<weights::OpenModelFile> trained_;
  nn::Tensor input_;
  nn::Kernels kernels_;
  explain::HeatMap original_;
  const explain::Method& method_;
  explain::Target target_;
  std::uint64_t seed_;
  std::vector<CascadeStage> stages_;
  std::size_t randomised_ = 0;  ///< Stages that have lost their training.
  int steps_each_ = 0;
  int steps_done_ = 0;
  std::optional<Prediction> prediction_;  ///< Of the random network.
  std::unique_ptr<explain::Explanation> explanation_;
  Redrawn redrawn_;
  std::vector<double> rank_correlations_;
};

}  // namespace deepcars::measure
