// What is left of an answer while a photo loses pixels, and how such states of a photo are scored.
#pragma once

#include <cstdint>
#include <span>

#include "shared/car_model.h"
#include "shared/measure/perturbation_curves.h"

namespace deepcars::measure {

/// Steps of a curve, unless somebody asks for others; each exchanges the same share of the pixels.
inline constexpr int default_curve_steps = 10;

/// A change of the expected year by so many years counts as the loss of the whole answer.
inline constexpr double lost_answer_years = 30;

/// What is left of the answer, 0..1. For buckets the point's probability; for the expected year 1 - min(1, |year - year
/// of the whole photo| / lost_answer_years). NaN stays NaN.
double answer_left(explain::Target::Kind target, const PerturbationPoint& point, double photo_year);

/// A bucket asks what speaks for it, so its map counts with its sign. The expected year asks what moves it,
/// in whichever direction.
Importance importance_for(explain::Target::Kind target);

/// The same photo gets the same random maps wherever it is measured. input is [3, size_px, size_px].
std::uint64_t photo_seed(std::span<const float> input, std::uint64_t seed);

/// A score as a point of the curves of a target: its bucket is asked about, for a difference one bucket as a share of
/// the two, else `top_class`, which is likeliest for the whole photo.
PerturbationPoint perturbation_point(const score::Score& score, const explain::Target& target, int top_class);

/// Scores states of one photo by the fast kernels. Model and pool must outlive the result.
InputScorer state_scorer(const CarModel& model, const explain::Target& target, int top_class,
                         nn::ThreadPool& pool);

}  // namespace deepcars::measure
