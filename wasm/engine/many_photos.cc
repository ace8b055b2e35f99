// The engine's calls for many photos: each is scored beside the photo on show.
#include <utility>

#include "shared/image/fit_within.h"
#include "shared/prediction_csv.h"
#include "wasm/engine/engine.h"
#include "wasm/engine/not_ready.h"

namespace deepcars::wasm {

Expected<ScoredPhoto> Engine::score_photo(std::span<const std::uint8_t> file, const std::string& path,
                                          int thumbnail_side_px) {
  if (!model_) return not_ready();
  const auto photo = image::decode(file);
  if (!photo) return tl::unexpected(photo.error());
  return scored(*photo, path, thumbnail_side_px);
}

Expected<ScoredPhoto> Engine::score_pixels(std::span<const std::uint8_t> rgba, int width_px, int height_px,
                                           int orientation, const std::string& path, int thumbnail_side_px) {
  if (!model_) return not_ready();
  const auto photo = browsers_photo(rgba, width_px, height_px, orientation);
  if (!photo) return tl::unexpected(photo.error());
  return scored(*photo, path, thumbnail_side_px);
}

Expected<CsvLine> Engine::csv_header() const {
  if (!model_) return not_ready();
  return CsvLine{.text = prediction_csv_header(model_->metadata().year_buckets)};
}

Expected<CsvLine> Engine::csv_failure(const std::string& path, const std::string& error_code) const {
  if (!model_) return not_ready();
  return CsvLine{.text = failure_csv_line(path, error_code, model_->metadata().year_buckets)};
}

Expected<ScoredPhoto> Engine::scored(const image::DecodedPhoto& photo, const std::string& path,
                                     int thumbnail_side_px) {
  auto answered = finite_answer(std::move(trained().predict(std::span(&photo.picture, 1), pool_).front()));
  if (!answered) return tl::unexpected(answered.error());
  answered->notes = photo.notes;
  const Prediction& prediction = *answered;
  ScoredPhoto result{.modernity_percent = prediction.score.modernity_percent,
                     .expected_year = prediction.score.expected_year,
                     .range = score::text(prediction.ranges),
                     .range_from_year = prediction.ranges.front().first,
                     .range_to_year = prediction.ranges.back().last,
                     .familiarity = {},
                     .is_unfamiliar = false,
                     .damage = photo.notes.damage,
                     .reduced_by = photo.notes.reduced_by,
                     .thumbnail = {},
                     .csv_row = prediction_csv_line(path, prediction, model_->metadata().year_buckets)};
  if (const auto& familiarity = prediction.familiarity) {
    result.familiarity = familiarity->share;
    result.is_unfamiliar = familiarity->unfamiliar;
  }
  if (thumbnail_side_px > 0)
    result.thumbnail = js::opaque(image::fit_within(photo.picture, thumbnail_side_px));
  return result;
}

}  // namespace deepcars::wasm
