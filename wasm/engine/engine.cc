#include "wasm/engine/engine.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

#include "shared/explain/legend.h"
#include "shared/explain/place.h"
#include "shared/image/exif.h"
#include "shared/image/file_format.h"
#include "shared/image/fit_within.h"
#include "shared/image/pixel_notes.h"
#include "shared/image/preprocess.h"
#include "wasm/engine/not_ready.h"
#include "wasm/engine/results.h"

namespace deepcars::wasm {

Expected<ModelInfo> Engine::load_model(std::span<const std::uint8_t> file) {
  auto model = CarModel::load(file, pool_);
  if (!model) return tl::unexpected(model.error());
  forget_photo();
  cheat_.reset();
  cheat_answers_ = false;
  neighbours_.reset();
  kept_.reset();
  model_ = *std::move(model);
  return model_info(model_->metadata());
}

Expected<TakenPhoto> Engine::open_photo(std::span<const std::uint8_t> file, int longest_display_side_px) {
  auto photo = image::decode(file);
  if (!photo) return tl::unexpected(photo.error());
  return open(*std::move(photo), longest_display_side_px);
}

int Engine::orientation_left(std::span<const std::uint8_t> file) const {
  return image::pixel_notes(file, image::file_format(file).format).orientation;
}

Expected<image::DecodedPhoto> Engine::browsers_photo(std::span<const std::uint8_t> rgba, int width_px,
                                                     int height_px, int orientation) {
  auto picture = image::from_rgba(rgba, width_px, height_px);
  if (!picture) return tl::unexpected(picture.error());
  return image::DecodedPhoto{.picture = image::apply_orientation(*std::move(picture), orientation),
                             .notes = {.orientation = orientation, .decoder = image::Decoder::browser}};
}

Expected<TakenPhoto> Engine::open_pixels(std::span<const std::uint8_t> rgba, int width_px, int height_px,
                                         int orientation, int longest_display_side_px) {
  auto photo = browsers_photo(rgba, width_px, height_px, orientation);
  if (!photo) return tl::unexpected(photo.error());
  return open(*std::move(photo), longest_display_side_px);
}

Expected<js::Picture> Engine::crop(const image::Part& part, int longest_display_side_px) {
  if (!photo_) return not_ready();
  auto pixels = image::crop(*photo_, part);
  if (!pixels) return tl::unexpected(pixels.error());
  forget_answer();
  part_.reset();
  const bool is_whole = pixels->width_px == photo_->width_px && pixels->height_px == photo_->height_px;
  if (!is_whole) part_ = *std::move(pixels);
  return js::opaque(image::fit_within(scored_part(), longest_display_side_px));
}

Expected<Answer> Engine::predict() {
  if (!model_ || !photo_) return not_ready();
  const Stopwatch stopwatch;
  give_up_work();
  finished_.reset();
  prediction_.reset();
  auto prediction = finite_answer(answering().predict_traced(scored_part(), pool_, kernels));
  if (!prediction) return tl::unexpected(prediction.error());
  prediction_ = *std::move(prediction);
  return answer(*prediction_, stopwatch.milliseconds());
}

Expected<nn::Tensor> Engine::hidden_input(const nn::Tensor& input, std::optional<Filling>& filling,
                                          std::span<const std::uint8_t> mask, std::string_view fill_name) {
  const auto fill = explain::fill_from_name(fill_name);
  if (!fill) return tl::unexpected(fill.error());
  const std::size_t pixels = input.values.size() / 3;
  if (mask.size() != pixels) {
    return failure(
        ErrorCode::invalid_argument,
        "the mask has " + std::to_string(mask.size()) + " values instead of " + std::to_string(pixels),
        "give one for each pixel of the network's input");
  }
  if (!filling || filling->fill != *fill) {
    const image::InputSpec& spec = answering().metadata().input;
    filling = Filling{.fill = *fill, .values = explain::filled(input.values, spec, *fill), .veil = {}};
    filling->veil = js::opaque(image::picture_of(filling->values, spec));
  }
  return nn::Tensor{input.shape, explain::hidden(input.values, filling->values, mask)};
}

js::Picture Engine::Filling::veil_under(std::span<const std::uint8_t> mask) const {
  js::Picture result = veil;
  for (std::size_t i = 0; i < mask.size(); ++i) result.rgba[4 * i + 3] = mask[i];
  return result;
}

Expected<Hidden> Engine::hide(std::span<const std::uint8_t> mask, std::string_view fill_name) {
  if (!prediction_) return not_ready();
  const Stopwatch stopwatch;
  auto input = hidden_input(prediction_->input, filling_, mask, fill_name);
  if (!input) return tl::unexpected(input.error());
  const auto prediction = finite_answer(answering().answer(hidden_output(*std::move(input)), 0));
  if (!prediction) return tl::unexpected(prediction.error());
  return Hidden{.answer = answer(*prediction, stopwatch.milliseconds()), .veil = filling_->veil_under(mask)};
}

Expected<void> Engine::keep_photo() {
  if (!prediction_) return not_ready();
  kept_ = Kept{.input = prediction_->input, .filling = {}};
  return {};
}

Expected<Hidden> Engine::hide_kept(std::span<const std::uint8_t> mask, std::string_view fill_name) {
  if (!kept_) return not_ready();
  const Stopwatch stopwatch;
  const auto input = hidden_input(kept_->input, kept_->filling, mask, fill_name);
  if (!input) return tl::unexpected(input.error());
  const auto prediction =
      finite_answer(answering().answer(answering().network().forward(*input, pool_, kernels), 0));
  if (!prediction) return tl::unexpected(prediction.error());
  return Hidden{.answer = answer(*prediction, stopwatch.milliseconds()),
                .veil = kept_->filling->veil_under(mask)};
}

nn::Output Engine::hidden_output(nn::Tensor input) {
  if (work_ && work_->explanation->is_finished()) work_.reset();
  if (search_ && search_->is_finished()) search_.reset();
  const bool has_room = !work_ && !search_ && !curves_;
  if (!has_room) return answering().network().forward(input, pool_, kernels);
  if (!stroke_) {
    stroke_.emplace(Stroke{.input = prediction_->input,
                           .masked = {answering().network(), prediction_->input, pool_, kernels}});
  }
  // A pixel that stays the same, if all do: the answer is wanted anyway.
  const int size = model_->metadata().input.size_px;
  const nn::Patch patch =
      nn::difference(stroke_->input, input).value_or(nn::cut_patch(input.values, size, size, 0, 0, 1, 1));
  stroke_->input = std::move(input);
  return stroke_->masked.cumulative({&patch, 1}, stroke_pool_);
}

Expected<void> Engine::load_neighbours(std::span<const std::uint8_t> file) {
  if (!model_) return not_ready();
  auto neighbours = features::NeighbourSet::read_for(model_->metadata().id, file);
  if (!neighbours) return tl::unexpected(neighbours.error());
  neighbours_ = *std::move(neighbours);
  return {};
}

Expected<Neighbours> Engine::nearest_cars(int count) const {
  if (!prediction_) return not_ready();
  if (!neighbours_) {
    return failure(ErrorCode::invalid_argument, "there is no file of neighbours to search yet",
                   "load it first");
  }
  const auto nearest =
      neighbours_->nearest(prediction_->layer4, static_cast<std::size_t>(std::max(count, 0)));
  return Neighbours{.cars = features::text(nearest)};
}

Expected<Engine::Work> Engine::work_on(const Prediction& prediction, std::string_view method_name,
                                       std::string_view target_name) {
  const auto method = explain::method_from_name(method_name);
  if (!method) return tl::unexpected(method.error());
  const auto target = explain::target_from_text(target_name, answering().metadata().year_buckets);
  if (!target) return tl::unexpected(target.error());
  auto explanation = answering().begin_explanation(prediction, **method, *target);
  if (!explanation) return tl::unexpected(explanation.error());
  return Work{.kept = nullptr,
              .explanation = *std::move(explanation),
              .top_class = prediction.score.top_class,
              .method = **method,
              .target = *target};
}

Expected<Beginning> Engine::begin_explanation(std::string_view method, std::string_view target) {
  if (!prediction_) return not_ready();
  auto work = work_on(*prediction_, method, target);
  if (!work) return tl::unexpected(work.error());
  give_up_work();
  finished_.reset();
  work_.emplace(*std::move(work));
  return Beginning{.steps = work_->explanation->steps()};
}

Expected<Beginning> Engine::begin_kept_explanation(std::string_view method, std::string_view target) {
  if (!kept_) return not_ready();
  give_up_work();
  // Its activations are not kept with it: they are larger than all else, and few photos need them again.
  auto prediction = finite_answer(answering().predict_traced(kept_->input, pool_, kernels));
  if (!prediction) return tl::unexpected(prediction.error());
  auto kept = std::make_unique<Prediction>(*std::move(prediction));
  auto work = work_on(*kept, method, target);
  if (!work) return tl::unexpected(work.error());
  work->kept = std::move(kept);
  work_.emplace(*std::move(work));
  return Beginning{.steps = work_->explanation->steps()};
}

Expected<Explanation> Engine::step_explanation() {
  if (!work_ || work_->explanation->is_finished()) {
    return failure(ErrorCode::invalid_argument, "there is no explanation under way", "begin one first");
  }
  const Stopwatch stopwatch;
  explain::Explanation& explanation = *work_->explanation;
  explanation.step(pool_);
  const explain::HeatMap raw = explanation.so_far().map, map = explain::normalise(raw);
  const std::string what =
      explain::text(work_->target, work_->top_class, answering().metadata().year_buckets);
  explain::Legend legend = explain::legend(work_->method, work_->target, what, raw);
  js::Picture picture = in_colors(map);
  std::vector<std::string> briefs, sentences;
  for (explain::TileWords& words : explain::tile_words(work_->method, work_->target, what, raw)) {
    briefs.push_back(std::move(words.brief));
    sentences.push_back(std::move(words.sentence));
  }
  work_->milliseconds += stopwatch.milliseconds();
  Explanation result{.values = map.values,
                     .is_signed = map.is_signed,
                     .scale = explain::display_scale(raw),
                     .picture = std::move(picture),
                     .legend_low = std::move(legend.low),
                     .legend_high = std::move(legend.high),
                     .place = explain::place_sentence(raw),
                     .tile_briefs = std::move(briefs),
                     .tile_sentences = std::move(sentences),
                     .steps_done = explanation.steps_done(),
                     .steps = explanation.steps(),
                     .milliseconds = work_->milliseconds};
  if (result.steps_done < result.steps) return result;
  if (work_->kept) {
    work_.reset();
  } else {
    finished_.emplace(FinishedMap{raw, work_->method, work_->target});
  }
  return result;
}

Expected<js::Picture> Engine::draw_map(std::vector<float> values, bool is_signed) const {
  if (!model_) return not_ready();
  const int side = model_->metadata().input.size_px;
  const auto is_nan = [](float value) { return std::isnan(value); };
  if (values.size() != static_cast<std::size_t>(side) * static_cast<std::size_t>(side) ||
      std::any_of(values.begin(), values.end(), is_nan)) {
    return failure(ErrorCode::invalid_argument, "these are not the values of a map",
                   "give one number for each pixel of the network's input");
  }
  return in_colors(
      {.width_px = side, .height_px = side, .is_signed = is_signed, .values = std::move(values)});
}

Expected<Beginning> Engine::begin_smallest_change(std::string_view fill_name) {
  if (!prediction_) return not_ready();
  const auto fill = explain::fill_from_name(fill_name);
  if (!fill) return tl::unexpected(fill.error());
  const auto subject = answering().subject(*prediction_, {.kind = explain::Target::Kind::expected_year});
  if (!subject) return tl::unexpected(subject.error());
  give_up_work();
  search_.emplace(*subject, *fill);
  return Beginning{.steps = search_->steps()};
}

Expected<SmallestChange> Engine::step_smallest_change() {
  if (!search_ || search_->is_finished()) {
    return failure(ErrorCode::invalid_argument, "there is no search under way", "begin one first");
  }
  search_->step(pool_);
  const explain::SmallestChange& found = search_->so_far();
  SmallestChange result{.tiles = {},
                        .year_before = found.before,
                        .year_after = found.after,
                        .is_enough = found.is_enough,
                        .is_finished = search_->is_finished(),
                        .steps = search_->steps()};
  for (const std::size_t tile : found.tiles) result.tiles.push_back(static_cast<int>(tile));
  return result;
}

Expected<Comparison> Engine::comparison(std::string_view target_name) {
  if (!prediction_) return not_ready();
  const weights::ModelMetadata& metadata = answering().metadata();
  const auto target = explain::target_from_text(target_name, metadata.year_buckets);
  if (!target) return tl::unexpected(target.error());
  const auto function = answering().target_function(*prediction_, *target);
  if (!function) return tl::unexpected(function.error());
  auto input_gradient = answering().input_gradient(*prediction_, nn::ReluRule::gradient, *target, pool_);
  if (!input_gradient) return tl::unexpected(input_gradient.error());
  return Comparison{.input = image::preprocess(scored_part(), metadata.input),
                    .logits_gradient = function->gradient(prediction_->logits),
                    .input_gradient = *std::move(input_gradient)};
}

Expected<std::vector<LayerTime>> Engine::layer_times() {
  if (!model_) return not_ready();
  const int size = model_->metadata().input.size_px;
  nn::Tensor input = nn::Tensor::zeros({1, 3, size, size});
  if (photo_) input.values = image::preprocess(scored_part(), model_->metadata().input);
  std::vector<LayerTime> result;
  for (const nn::LayerTime& time : answering().network().layer_times(input, pool_, kernels)) {
    result.push_back({.layer = time.layer,
                      .is_backward = time.direction == nn::LayerTime::Direction::backward,
                      .milliseconds = time.time_ms,
                      .multiply_adds = time.multiply_adds});
  }
  return result;
}

TakenPhoto Engine::open(image::DecodedPhoto photo, int longest_display_side_px) {
  forget_photo();
  photo_ = std::move(photo.picture);
  return {.picture = display(longest_display_side_px),
          .damage = std::move(photo.notes.damage),
          .reduced_by = photo.notes.reduced_by};
}

js::Picture Engine::display(int longest_side_px) const {
  return js::opaque(image::fit_within(*photo_, longest_side_px));
}

CarModel& Engine::trained() {
  randomisation_.reset();
  return *model_;
}

void Engine::give_up_work() {
  work_.reset();
  search_.reset();
  curves_.reset();
  randomisation_.reset();
  stroke_.reset();
}

void Engine::forget_answer() {
  give_up_work();
  finished_.reset();
  filling_.reset();
  prediction_.reset();
}

void Engine::forget_photo() {
  forget_answer();
  stamped_.reset();
  part_.reset();
  photo_.reset();
}

}  // namespace deepcars::wasm
