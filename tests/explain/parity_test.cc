// Every method that draws no masks, against the same written plainly in PyTorch (torch_reference.py).
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <string>
#include <vector>

#include "shared/weights/safetensors.h"
#include "tests/explain/answered_photo.h"
#include "tests/numeric_check.h"
#include "tests/parity_files.h"

namespace deepcars::explain {
namespace {

// The largest error measured is 5e-5 of the largest value, for occlusion, which the reference computes in fp32.
constexpr double value_tolerance = 1e-4, least_rank_correlation = 0.999;
// Methods that look at other inputs than the photo meet ReLUs whose input is within rounding of 0, above all near
// the blurred end of a path. There fp32 and double may go different ways, and a patch of pixels differs. Of the
// pixels 0.6 % were measured to be off by more than 1e-3 of the largest value, and none by more than 0.018 of it.
constexpr double stray_tolerance = 0.05, stray_beyond = 1e-3, stray_share = 0.01;
// Sums in double on both sides, rounded to fp32 once for each direction.
constexpr double fill_tolerance = 1e-6;

std::filesystem::path folder() { return parity_folder() / "explain"; }

std::vector<float> values_of(const nlohmann::json& entry, const char* key) {
  return file_floats(folder() / entry[key].get<std::string>());
}

/// Places from 0 in ascending order; equal values share the mean of theirs.
std::vector<double> ranks(const std::vector<float>& values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {}, [&](std::size_t i) { return values[i]; });
  std::vector<double> result(values.size());
  for (std::size_t first = 0; first < order.size();) {
    std::size_t end = first;
    while (end < order.size() && values[order[end]] == values[order[first]]) ++end;
    for (std::size_t i = first; i < end; ++i) result[order[i]] = static_cast<double>(first + end - 1) / 2;
    first = end;
  }
  return result;
}

/// Spearman's rank correlation; NaN if one of them is flat.
double rank_correlation(const std::vector<float>& a, const std::vector<float>& b) {
  const std::vector<double> x = ranks(a), y = ranks(b);
  const double mean = static_cast<double>(x.size() - 1) / 2;
  double xy = 0, xx = 0, yy = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    xy += (x[i] - mean) * (y[i] - mean);
    xx += (x[i] - mean) * (x[i] - mean);
    yy += (y[i] - mean) * (y[i] - mean);
  }
  return xy / std::sqrt(xx * yy);
}

/// The share of values that are off by more than this multiple of the largest expected magnitude.
double share_beyond(double tolerance, const std::vector<float>& expected, const std::vector<float>& map) {
  const double allowed = tolerance * testing::difference(expected, map).largest_expected;
  double beyond = 0;
  for (std::size_t i = 0; i < map.size(); ++i) beyond += std::abs(map[i] - expected[i]) <= allowed ? 0 : 1;
  return beyond / static_cast<double>(map.size());
}

AnsweredPhoto read_network(const nlohmann::json& entry, nn::ThreadPool& pool) {
  const auto file = weights::parse_safetensors(file_bytes(folder() / entry["weights"].get<std::string>()));
  const int size_px = entry["size_px"];
  weights::ModelMetadata metadata{.model_name = entry["name"],
                                  .licence = "none needed",
                                  .input = {.size_px = size_px},
                                  .year_buckets = score::YearBuckets::uniform(2000, 2001, 2).value(),
                                  .class_years = entry["class_years"],
                                  .temperature = entry["temperature"]};
  return {nn::ResNet18::create(file.value().tensors).value(), std::move(metadata),
          nn::Tensor{{1, 3, size_px, size_px}, values_of(entry, "photo")}, pool};
}

void expect_fills_of_torch(const nlohmann::json& network, const AnsweredPhoto& photo) {
  ASSERT_FALSE(network["fills"].empty()) << "the reference files list no fill";
  for (const auto& entry : network["fills"]) {
    const std::string name = entry["name"];
    EXPECT_TRUE(testing::close(values_of(entry, "values"),
                               filled(photo.input().values, photo.spec(), fill_from_name(name).value()),
                               fill_tolerance, name));
  }
}

void expect_maps_of_torch(const nlohmann::json& network, const AnsweredPhoto& photo, nn::ThreadPool& pool) {
  ASSERT_FALSE(network["maps"].empty()) << "the reference files list no map";
  for (const auto& entry : network["maps"]) {
    const std::string method_name = entry["method"], target_name = entry["target"], what = entry["values"];
    const Method* method = find_method(method_name);
    ASSERT_NE(method, nullptr) << what;
    const auto target = target_from_name(target_name);
    ASSERT_TRUE(target) << what;
    const MethodOptions options{.seed = entry["seed"],
                                .samples = entry["samples"],
                                .fill = fill_from_name(entry["fill"].get<std::string>()).value()};
    const std::vector<float> expected = values_of(entry, "values");
    const std::vector<float> map = photo.explain(*method, *target, options, pool).map.values;
    const bool may_stray = method_name == "integrated-gradients" || method_name.starts_with("smooth-");
    EXPECT_TRUE(testing::close(expected, map, may_stray ? stray_tolerance : value_tolerance, what));
    if (may_stray) {
      EXPECT_LE(share_beyond(stray_beyond, expected, map), stray_share) << what;
    }
    EXPECT_GE(rank_correlation(expected, map), least_rank_correlation) << what;
  }
}

void expect_what_torch_gives(const std::string& name) {
  const auto listing = parity_listing(folder() / "explain.json");
  if (!listing) GTEST_SKIP() << no_parity_files;
  nn::ThreadPool pool(1);
  int found = 0;
  for (const auto& network : (*listing)["networks"]) {
    if (network["name"] != name) continue;
    ++found;
    const AnsweredPhoto photo = read_network(network, pool);
    expect_fills_of_torch(network, photo);
    expect_maps_of_torch(network, photo, pool);
  }
  EXPECT_EQ(found, 1) << "networks of the reference files that are called " << name;
}

TEST(ExplainParity, RandomWeightsGiveTheMapsOfTorch) { expect_what_torch_gives("random"); }

TEST(ExplainParity, ShippedWeightsGiveTheMapsOfTorch) { expect_what_torch_gives("shipped"); }

}  // namespace
}  // namespace deepcars::explain
