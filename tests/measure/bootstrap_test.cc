#include "native/measure/bootstrap.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>

#include "native/measure/outcomes.h"

namespace deepcars::measure {
namespace {

std::vector<std::string> own_groups(std::size_t photos) {
  std::vector<std::string> groups;
  for (std::size_t i = 0; i < photos; ++i) groups.push_back("group " + std::to_string(i));
  return groups;
}

double width(const std::optional<Interval>& interval) { return interval->high - interval->low; }

TEST(Bootstrap, PercentilesAreBetweenOrderStatistics) {
  std::vector<double> values(101);
  std::iota(values.rbegin(), values.rend(), 0.0);  // 100 down to 0: order does not matter.
  const auto interval = percentile_interval(values);
  EXPECT_NEAR(interval->low, 2.5, 1e-9);
  EXPECT_NEAR(interval->high, 97.5, 1e-9);
  EXPECT_EQ(percentile_interval({7})->low, 7);
  EXPECT_EQ(percentile_interval({7})->high, 7);
  EXPECT_FALSE(percentile_interval({}));
  EXPECT_FALSE(percentile_interval({1, std::numeric_limits<double>::quiet_NaN(), 2}));
}

TEST(Bootstrap, TheIntervalOfAMeanIsAboutTwoStandardErrorsEachWay) {
  // 0..399 has standard deviation 115.5; the mean of 400 of them 5.77; 1.96 of those each way is 22.6 wide.
  constexpr double kExpectedWidth = 22.63;
  constexpr double kSlack = 0.1;  // 2,000 resamples put a percentile within a few percent.
  std::vector<double> values(400);
  std::iota(values.begin(), values.end(), 0.0);
  const auto interval = mean_interval(values, own_groups(400), {2000, 7});
  EXPECT_NEAR(width(interval), kExpectedWidth, kSlack * kExpectedWidth);
  EXPECT_NEAR((interval->low + interval->high) / 2, 199.5, 2);
}

TEST(Bootstrap, GroupsOfAlikePhotosWidenTheInterval) {
  // 40 cars with 10 photos each, all photos of a car equal: there are 40 observations, not 400, so the
  // interval is sqrt(10) times as wide as single photos pretend.
  std::vector<double> values;
  std::vector<std::string> cars;
  for (int photo = 0; photo < 400; ++photo) {
    values.push_back(photo / 10);
    cars.push_back("car " + std::to_string(photo / 10));
  }
  const double by_photo = width(mean_interval(values, own_groups(400), {2000, 7}));
  const double by_car = width(mean_interval(values, cars, {2000, 7}));
  EXPECT_NEAR(by_car / by_photo, std::sqrt(10), 0.4);
}

TEST(Bootstrap, AResampleTakesWholeGroups) {
  const std::vector<std::string> groups = {"a", "b", "a", "", "", "b", "b"};
  GroupBootstrap bootstrap(groups, 3);
  EXPECT_EQ(bootstrap.groups(), 4u);  // a, b, and each nameless photo.
  for (int resample = 0; resample < 50; ++resample) {
    std::vector<int> times(groups.size());
    for (const std::size_t photo : bootstrap.next()) times[photo] += 1;
    EXPECT_EQ(times[0], times[2]);
    EXPECT_EQ(times[1], times[5]);
    EXPECT_EQ(times[1], times[6]);
    EXPECT_EQ(times[0] + times[1] + times[3] + times[4], 4);
  }
}

TEST(Bootstrap, ASeedDecidesEverything) {
  const std::vector<double> values = {1, 5, 2, 8, 3, 9, 4};
  const auto groups = own_groups(values.size());
  const auto first = mean_interval(values, groups, {100, 1}), again = mean_interval(values, groups, {100, 1}),
             other = mean_interval(values, groups, {100, 2});
  EXPECT_EQ(first->low, again->low);
  EXPECT_EQ(first->high, again->high);
  EXPECT_TRUE(first->low != other->low || first->high != other->high);
}

TEST(Bootstrap, OneGroupOrNoResampleGivesNoInterval) {
  EXPECT_FALSE(mean_interval(std::vector<double>{1, 2}, std::vector<std::string>{"a", "a"}, {}));
  EXPECT_FALSE(mean_interval(std::vector<double>{1, 2}, std::vector<std::string>{"a", "b"}, {0, 1}));
}

TEST(Outcomes, ARepeatedPhotoCountsTwice) {
  std::vector<Outcome> outcomes(2);
  outcomes[0].truth = {2000, 0};
  outcomes[0].error_years = 1;
  outcomes[1].truth = {1990, std::nullopt};
  outcomes[1].error_years = 4;
  const std::vector<std::size_t> positions = {0, 0, 1};
  const Summary summary = summarise(outcomes, positions);
  EXPECT_DOUBLE_EQ(*summary.mae_years, 2);
  EXPECT_DOUBLE_EQ(*summary.macro_mae_years, 2.5);
  EXPECT_FALSE(summary.nll);
}

}  // namespace
}  // namespace deepcars::measure
