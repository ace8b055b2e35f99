// The engine's tests of the map on show: does it point at what carries the answer, and does it depend on the training?
#include <utility>

#include "wasm/engine/engine.h"
#include "wasm/engine/not_ready.h"
#include "wasm/engine/results.h"

namespace deepcars::wasm {
namespace {

tl::unexpected<Error> no_finished_map() {
  return failure(ErrorCode::invalid_argument, "there is no finished map to test",
                 "wait until the map is drawn to its end");
}

tl::unexpected<Error> no_test() {
  return failure(ErrorCode::invalid_argument, "there is no test under way", "begin one first");
}

Curves curves_of(const measure::TestedCurves& found) {
  return {.deletion = {found.deletion.begin(), found.deletion.end()},
          .insertion = {found.insertion.begin(), found.insertion.end()},
          .deletion_area = found.deletion_area,
          .insertion_area = found.insertion_area};
}

}  // namespace

Expected<Beginning> Engine::begin_curves(std::string_view fill_name) {
  if (!finished_) return no_finished_map();
  const auto fill = explain::fill_from_name(fill_name);
  if (!fill) return tl::unexpected(fill.error());
  give_up_work();
  curves_.emplace(answering(), *prediction_, finished_->map, finished_->target,
                  measure::CurveTrialOptions{.fill = *fill});
  return Beginning{.steps = curves_->steps()};
}

Expected<CurveTest> Engine::step_curves() {
  if (!curves_ || curves_->is_finished()) return no_test();
  curves_->step(pool_);
  const std::vector<measure::TestedCurves> found = curves_->so_far();
  CurveTest test{.maps = {},
                 .points = curves_->points(),
                 .verdict = curves_->is_finished() ? measure::verdict_text(found) : "",
                 .steps_done = curves_->steps_done(),
                 .steps = curves_->steps()};
  for (const measure::TestedCurves& map : found) test.maps.push_back(curves_of(map));
  return test;
}

Expected<Beginning> Engine::begin_randomisation(std::vector<std::uint8_t> weight_file) {
  if (!finished_) return no_finished_map();
  if (cheat_answers_) {
    return failure(ErrorCode::invalid_argument, "only the honest program can be made random",
                   "let the honest program answer first");
  }
  give_up_work();
  auto trial = measure::RandomisationTrial::begin(
      *model_, std::move(weight_file), *prediction_,
      {.map = finished_->map, .method = finished_->method, .target = finished_->target});
  if (!trial) return tl::unexpected(trial.error());
  randomisation_ = *std::move(trial);
  return Beginning{.steps = randomisation_->steps()};
}

Expected<RandomisedMap> Engine::step_randomisation() {
  if (!randomisation_ || randomisation_->is_finished()) return no_test();
  if (const auto done = randomisation_->step(pool_); !done) return tl::unexpected(done.error());
  const measure::RandomisationTrial::Redrawn& redrawn = randomisation_->so_far();
  const explain::HeatMap map = explain::normalise(redrawn.map);
  const bool is_finished = randomisation_->is_finished();
  RandomisedMap result{
      .stage = static_cast<int>(redrawn.stage),
      .picture = in_colors(map),
      .rank_correlation = redrawn.rank_correlation,
      .verdict = is_finished ? measure::verdict_text(randomisation_->rank_correlations()) : "",
      .steps_done = randomisation_->steps_done(),
      .steps = randomisation_->steps()};
  if (is_finished) randomisation_.reset();
  return result;
}

}  // namespace deepcars::wasm
