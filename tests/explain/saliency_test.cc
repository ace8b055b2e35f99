#include "shared/explain/saliency.h"

#include <gtest/gtest.h>

namespace deepcars::explain {
namespace {

const std::vector<double> years = {1990, 2000, 2010};

TEST(Method, NamesLeadBackToTheMethod) {
  for (Method method : {Method::gradient, Method::signed_gradient, Method::guided_backpropagation}) {
    const auto found = method_from_name(name(method));
    ASSERT_TRUE(found);
    EXPECT_EQ(*found, method);
  }
  const auto unknown = method_from_name("tea-leaves");
  ASSERT_FALSE(unknown);
  EXPECT_NE(unknown.error().hint.find("guided-backpropagation"), std::string::npos);
}

TEST(LogitsGradient, OfAClassIsOneHot) {
  const score::Score score = score::score(std::vector<float>{0, 3, 1}, years, 1.0);
  EXPECT_EQ(*logits_gradient({Target::Kind::top_class}, score, years, 1.0), (std::vector<float>{0, 1, 0}));
  EXPECT_EQ(*logits_gradient({Target::Kind::given_class, 2}, score, years, 1.0),
            (std::vector<float>{0, 0, 1}));
}

TEST(LogitsGradient, OfTheExpectedYearSumsToZero) {
  const score::Score score = score::score(std::vector<float>{0, 3, 1}, years, 1.0);
  const auto gradient = logits_gradient({Target::Kind::expected_year}, score, years, 1.0);
  ASSERT_TRUE(gradient);
  EXPECT_NEAR((*gradient)[0] + (*gradient)[1] + (*gradient)[2], 0.0f, 1e-5f);
  EXPECT_LT((*gradient)[0], 0.0f);
  EXPECT_GT((*gradient)[2], 0.0f);
}

TEST(LogitsGradient, AClassThatDoesNotExistIsAnError) {
  const score::Score score = score::score(std::vector<float>{0, 3, 1}, years, 1.0);
  for (int index : {-1, 3}) {
    const auto gradient = logits_gradient({Target::Kind::given_class, index}, score, years, 1.0);
    ASSERT_FALSE(gradient);
    EXPECT_EQ(gradient.error().code, ErrorCode::invalid_argument);
  }
}

TEST(ReduceChannels, EachMethodByItsDefinition) {
  const std::vector<float> gradient = {1, -3, -5, /*green*/ 2, 1, -1, /*blue*/ -4, 1, -2};  // [3,1,3]
  EXPECT_EQ(reduce_channels(gradient, 1, 3, Method::gradient).values, (std::vector<float>{4, 3, 5}));
  EXPECT_EQ(reduce_channels(gradient, 1, 3, Method::signed_gradient).values,
            (std::vector<float>{-1, -1, -8}));
  EXPECT_EQ(reduce_channels(gradient, 1, 3, Method::guided_backpropagation).values,
            (std::vector<float>{2, 1, 0}));
  EXPECT_TRUE(reduce_channels(gradient, 1, 3, Method::signed_gradient).is_signed);
  EXPECT_FALSE(reduce_channels(gradient, 1, 3, Method::gradient).is_signed);
}

}  // namespace
}  // namespace deepcars::explain
