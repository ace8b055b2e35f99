#include "native/report/showcase.h"

#include <gtest/gtest.h>

namespace deepcars::report {
namespace {

TEST(Showcase, ChoosesByRuleAndShowsACarOnce) {
  const auto photo = [](int year, std::optional<int> label, std::vector<float> probabilities, double expected,
                        const char* group) {
    score::Score score{std::move(probabilities), 0, expected - 2000, 0, expected};
    score.top_class = score.probabilities[1] > score.probabilities[0] ? 1 : 0;
    return measure::EvaluatedPhoto{.path = "",
                                   .source = "",
                                   .truth = {.year = year, .label = label},
                                   .score = score,
                                   .split_group = group};
  };
  const std::vector<measure::EvaluatedPhoto> photos = {
      photo(2000, 0, {0.9f, 0.1f}, 2001, "a"), photo(2000, 0, {0.9f, 0.1f}, 2002, "b"),
      photo(2000, 0, {0.1f, 0.9f}, 2009, "c"), photo(2000, 0, {0.2f, 0.8f}, 2008, "c"),
      photo(2010, 1, {0.3f, 0.7f}, 2010, "d"), photo(1950, std::nullopt, {0.9f, 0.1f}, 2001, "e")};
  const Showcase showcase = choose_showcase(photos, 2);
  EXPECT_EQ(showcase.typical,
            (std::vector<std::size_t>{1, 4}));  // The lower middle of 1, 2, 8, 9 is the second.
  EXPECT_EQ(showcase.best, (std::vector<std::size_t>{4, 0}));
  EXPECT_EQ(showcase.worst, (std::vector<std::size_t>{5, 2}));
  EXPECT_EQ(showcase.surprising, (std::vector<std::size_t>{2}));  // The other wrong one is the same car.
}

}  // namespace
}  // namespace deepcars::report
