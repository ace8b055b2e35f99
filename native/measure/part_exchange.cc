#include "native/measure/part_exchange.h"

#include <algorithm>
#include <cmath>

#include "native/measure/metrics.h"
#include "shared/measure/baseline_maps.h"
#include "shared/measure/perturbation_curves.h"

namespace deepcars::measure {
namespace {

constexpr std::size_t kEras = car_eras.size();

/// A car whose other parts are all of one era.
struct Candidate {
  CarPart part;
  std::size_t from, to;
};

/// The cars of one era first, in the order of the eras, as exchanges of nothing; then every exchange.
std::vector<Candidate> candidates() {
  std::vector<Candidate> all;
  for (std::size_t era = 0; era < kEras; ++era) all.push_back({car_parts.front(), era, era});
  for (const CarPart part : car_parts) {
    for (std::size_t from = 0; from < kEras; ++from) {
      for (std::size_t to = 0; to < kEras; ++to) {
        if (to != from) all.push_back({part, from, to});
      }
    }
  }
  return all;
}

DrawnCar draw(const Candidate& candidate, int size_px, std::uint64_t seed) {
  return draw_car(CarDesign(candidate.from).with(candidate.part, candidate.to), size_px, seed);
}

std::vector<std::uint8_t> joined(std::span<const std::uint8_t> a, std::span<const std::uint8_t> b) {
  std::vector<std::uint8_t> both(a.begin(), a.end());
  for (std::size_t i = 0; i < both.size(); ++i) both[i] |= b[i];
  return both;
}

}  // namespace

std::optional<DrawnCarAnswers> drawn_car_answers(const CarModel& model, std::uint64_t seed,
                                                 nn::ThreadPool& pool, const PassesDone& passes_done) {
  const std::vector<Candidate> all = candidates();
  DrawnCarAnswers answers;
  for (std::size_t first = 0; first < all.size(); first += max_states_per_batch) {
    const std::size_t end = std::min(all.size(), first + max_states_per_batch);
    std::vector<image::Image> pictures;
    for (std::size_t i = first; i < end; ++i)
      pictures.push_back(draw(all[i], model.metadata().input.size_px, seed).picture);
    const std::vector<Prediction> predictions = model.predict(pictures, pool);
    for (std::size_t i = first; i < end; ++i) {
      const Prediction& prediction = predictions[i - first];
      const double year = prediction.score.expected_year;
      if (i < kEras) {
        answers.years.push_back(year);
        const bool unfamiliar = prediction.familiarity && prediction.familiarity->unfamiliar;
        answers.unfamiliar_share += unfamiliar ? 1.0 / kEras : 0;
      } else {
        answers.exchanges.push_back({all[i].part, all[i].from, all[i].to, year - answers.years[all[i].from]});
      }
    }
    if (!passes_done(static_cast<std::int64_t>(pictures.size()))) return std::nullopt;
  }
  return answers;
}

Exchange largest_exchange(const DrawnCarAnswers& answers, CarPart part) {
  Exchange largest{.part = part};
  for (const Exchange& exchange : answers.exchanges) {
    const bool larger = std::abs(exchange.moved_years) > std::abs(largest.moved_years);
    if (exchange.part == part && (larger || largest.from == largest.to)) largest = exchange;
  }
  return largest;
}

double change_in_region(const explain::HeatMap& before, const explain::HeatMap& after,
                        std::span<const std::uint8_t> region) {
  double inside = 0, all = 0;
  for (std::size_t i = 0; i < region.size(); ++i) {
    const double change = std::abs(double{after.values[i]} - before.values[i]);
    all += change;
    inside += region[i] != 0 ? change : 0;
  }
  return all == 0 ? 0 : inside / all;
}

Expected<std::optional<PartTest>> test_part(const CarModel& model, const Exchange& exchange,
                                            std::uint64_t seed,
                                            std::span<const explain::Method* const> methods,
                                            nn::ThreadPool& pool, const PassesDone& passes_done) {
  const int size_px = model.metadata().input.size_px;
  const DrawnCar before = draw({exchange.part, exchange.from, exchange.from}, size_px, seed);
  const DrawnCar after = draw({exchange.part, exchange.from, exchange.to}, size_px, seed);
  const auto region = joined(before.region(exchange.part), after.region(exchange.part));
  const PhotoToExplain seen_before = photo_to_explain(model, before.picture, pool);
  const PhotoToExplain seen_after = photo_to_explain(model, after.picture, pool);
  if (!passes_done(2)) return std::nullopt;

  PartTest test{.exchange = exchange, .area_share = 0, .changes = {}};
  const auto covered = std::count(region.begin(), region.end(), std::uint8_t{1});
  test.area_share = static_cast<double>(covered) / static_cast<double>(region.size());
  const explain::Target target{.kind = explain::Target::Kind::expected_year};
  for (const explain::Method* method : methods) {
    const auto map_before = method_map(model, seen_before, *method, target, pool);
    if (!map_before) return tl::unexpected(map_before.error());
    const auto map_after = method_map(model, seen_after, *method, target, pool);
    if (!map_after) return tl::unexpected(map_after.error());
    test.changes.push_back(
        {std::string(method->name), change_in_region(map_before->map, map_after->map, region)});
    if (!passes_done(map_before->passes + map_after->passes)) return std::nullopt;
  }
  test.changes.push_back({"edges", change_in_region(edge_map(seen_before.input, size_px),
                                                    edge_map(seen_after.input, size_px), region)});
  return test;
}

PartExchangeEvaluation summarise(std::span<const DrawnCarAnswers> cars) {
  PartExchangeEvaluation evaluation{.cars = cars.size(), .years = std::vector<double>(kEras), .parts = {}};
  const auto count = static_cast<double>(cars.size());
  for (const DrawnCarAnswers& car : cars) {
    evaluation.unfamiliar_share += car.unfamiliar_share / count;
    for (std::size_t era = 0; era < kEras; ++era) evaluation.years[era] += car.years[era] / count;
  }
  for (const CarPart part : car_parts) {
    std::vector<double> moves;
    std::vector<std::vector<double>> to_era(kEras);
    for (const DrawnCarAnswers& car : cars) {
      for (const Exchange& exchange : car.exchanges) {
        if (exchange.part != part) continue;
        moves.push_back(std::abs(exchange.moved_years));
        to_era[exchange.to].push_back(exchange.moved_years);
      }
    }
    PartSummary summary{.part = part, .moved_years = *mean(moves), .moved_to_era_years = {}};
    for (const std::vector<double>& moved : to_era) summary.moved_to_era_years.push_back(*mean(moved));
    evaluation.parts.push_back(summary);
  }
  return evaluation;
}

void add_tests(std::span<const PartTest> tests, PartSummary& part) {
  std::vector<double> areas, edges;
  for (const PartTest& test : tests) {
    areas.push_back(test.area_share);
    edges.push_back(test.changes.back().weight_share);
  }
  part.area_share = estimate(areas);
  for (std::size_t map = 0; map < tests.front().changes.size(); ++map) {
    std::vector<double> shares;
    for (const PartTest& test : tests) shares.push_back(test.changes[map].weight_share);
    part.shares.push_back(
        {tests.front().changes[map].map, estimate(shares), paired_difference(shares, edges)});
  }
}

std::int64_t drawn_car_answer_passes() { return static_cast<std::int64_t>(candidates().size()); }

std::int64_t expected_part_test_passes(std::span<const explain::Method* const> methods) {
  std::int64_t passes = 2;
  for (const explain::Method* method : methods) passes += 2 * expected_passes(*method);
  return passes;
}

}  // namespace deepcars::measure
