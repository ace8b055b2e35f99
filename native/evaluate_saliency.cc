#include "native/evaluate_saliency.h"

#include <vector>

#include "native/base/interrupts.h"
#include "native/base/photo_files.h"
#include "native/base/progress.h"
#include "native/measure/photo_selection.h"
#include "shared/image/preprocess.h"

namespace deepcars::native {
namespace {

Expected<std::vector<std::vector<float>>> read_inputs(std::span<const measure::EvaluatedPhoto> photos,
                                                      std::size_t count, std::uint64_t seed,
                                                      const image::InputSpec& spec) {
  std::vector<int> years;
  for (const measure::EvaluatedPhoto& photo : photos) years.push_back(photo.truth.year);
  std::vector<std::vector<float>> inputs;
  for (const std::size_t i : measure::spread_over_decades(years, count, seed)) {
    const auto picture = read_photo(photos[i].path);
    if (!picture) return tl::unexpected(picture.error());
    inputs.push_back(image::preprocess(*picture, spec));
  }
  return inputs;
}

}  // namespace

Expected<std::optional<measure::SaliencyEvaluation>> evaluate_saliency(
    const CarModel& model, std::span<const measure::EvaluatedPhoto> photos, std::size_t count,
    nn::ThreadPool& pool) {
  const measure::SaliencyOptions options;
  const auto inputs = read_inputs(photos, count, options.seed, model.metadata().input);
  if (!inputs) return tl::unexpected(inputs.error());

  catch_interrupts();
  Progress progress("evaluating saliency", measure::saliency_passes(inputs->size(), options));
  return measure::evaluate_saliency(model, model.network().tensors(), *inputs, options, pool,
                                    [&](std::int64_t passes) {
                                      progress.advance(passes);
                                      return !interrupted();
                                    });
}

}  // namespace deepcars::native
