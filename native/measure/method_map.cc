#include "native/measure/method_map.h"

#include <utility>

#include "shared/measure/finite.h"

namespace deepcars::measure {

PhotoToExplain photo_to_explain(const CarModel& model, image::Image picture, nn::ThreadPool& pool) {
  std::vector<float> input = image::preprocess(picture, model.metadata().input);
  Prediction prediction = model.predict_traced(picture, pool, nn::Kernels::portable);
  return {std::move(picture), std::move(input), std::move(prediction)};
}

Expected<MethodMap> method_map(const CarModel& model, const PhotoToExplain& photo,
                               const explain::Method& method, const explain::Target& target,
                               nn::ThreadPool& pool) {
  const auto explanation = model.begin_explanation(photo.prediction, method, target);
  if (!explanation) return tl::unexpected(explanation.error());
  while (!(*explanation)->is_finished()) (*explanation)->step(pool);
  MethodMap result{(*explanation)->so_far().map, (*explanation)->passes()};
  if (const auto finite = check_finite(result.map, method); !finite) return tl::unexpected(finite.error());
  return result;
}

std::int64_t expected_passes(const explain::Method& method) { return method.passes(method.default_samples); }

}  // namespace deepcars::measure
