// The engine's calls for a model that cheats: its answers beside the model's, and its marks on the photo.
#include "shared/image/planted_cue.h"

#include <array>
#include <cstddef>
#include <utility>

#include "wasm/engine/engine.h"
#include "wasm/engine/not_ready.h"
#include "wasm/engine/results.h"

namespace deepcars::wasm {
namespace {

/// Where a mark is stamped that may be anywhere: near the photo's corners, since the car is in the middle.
constexpr std::array<image::UnitPoint, 4> corners = {
    {{0.86, 0.86}, {0.14, 0.86}, {0.14, 0.14}, {0.86, 0.14}}};

std::span<const image::UnitPoint> places(const image::PlantedMark& planted) {
  if (planted.positions.empty()) return corners;
  return planted.positions;
}

tl::unexpected<Error> no_cheat(const char* what) {
  return failure(ErrorCode::weights_unsupported, what, "use a patch made by `deepcars train --planted-cue`");
}

}  // namespace

Expected<ModelInfo> Engine::load_cheat(std::span<const std::uint8_t> patch) {
  if (!model_) return not_ready();
  auto cheat = trained().patched(patch);
  if (!cheat) return tl::unexpected(cheat.error());
  const weights::ModelMetadata& metadata = cheat->metadata();
  ModelInfo info = model_info(metadata);
  if (!metadata.planted_cue) return no_cheat("the patch has no planted cue");
  if (metadata.input != model_->metadata().input)
    return no_cheat("the patch has another input than its model");
  if (info.buckets != model_info(model_->metadata()).buckets)
    return no_cheat("the patch has other year buckets than its model");
  if (cheat_answers_) forget_answer();
  cheat_answers_ = false;
  cheat_ = *std::move(cheat);
  return info;
}

Expected<std::vector<MarkInfo>> Engine::marks() const {
  if (!cheat_) return not_ready();
  std::vector<MarkInfo> marks;
  for (const image::PlantedMark& planted : cheat_->metadata().planted_cue->marks) {
    marks.push_back({.form = std::string(image::name(planted.mark.form)),
                     .year = planted.year,
                     .places = static_cast<int>(places(planted).size())});
  }
  return marks;
}

Expected<void> Engine::let_cheat_answer(bool cheat_answers) {
  if (!cheat_) return not_ready();
  if (cheat_answers == cheat_answers_) return {};
  forget_answer();
  // The maps of both models together would need more memory than a phone gives a page.
  (cheat_answers_ ? *cheat_ : trained()).release_backward();
  cheat_answers_ = cheat_answers;
  return {};
}

Expected<js::Picture> Engine::stamp(int mark, int place, int longest_display_side_px) {
  if (!cheat_ || !photo_) return not_ready();
  const auto& marks = cheat_->metadata().planted_cue->marks;
  const auto m = static_cast<std::size_t>(mark), p = static_cast<std::size_t>(place);
  if (mark < 0 || m >= marks.size() || place < 0 || p >= places(marks[m]).size()) {
    return failure(ErrorCode::invalid_argument, "the cheating model has no such mark in no such place",
                   "give one of its own marks");
  }
  take_mark_off();
  const image::PlacedMark placed = {.mark = marks[m].mark, .centre = places(marks[m])[p]};
  stamped_ = Stamped{.mark = placed, .under = image::part_under_mark(*photo_, placed)};
  image::draw_mark(*photo_, placed);
  return display(longest_display_side_px);
}

Expected<js::Picture> Engine::remove_mark(int longest_display_side_px) {
  if (!photo_) return not_ready();
  take_mark_off();
  return display(longest_display_side_px);
}

Expected<Answer> Engine::other_answer(std::span<const std::uint8_t> mask, std::string_view fill) {
  if (!cheat_ || !prediction_) return not_ready();
  const Stopwatch stopwatch;
  const auto input = hidden_input(prediction_->input, filling_, mask, fill);
  if (!input) return tl::unexpected(input.error());
  const CarModel& other = cheat_answers_ ? trained() : *cheat_;
  const auto prediction = finite_answer(other.answer(other.network().forward(*input, pool_, kernels), 0));
  if (!prediction) return tl::unexpected(prediction.error());
  return answer(*prediction, stopwatch.milliseconds());
}

void Engine::take_mark_off() {
  forget_answer();
  if (stamped_) image::remove_mark(*photo_, stamped_->mark, stamped_->under);
  stamped_.reset();
  part_.reset();
}

}  // namespace deepcars::wasm
