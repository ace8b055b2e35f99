#include "shared/explain/saliency.h"

#include <gtest/gtest.h>

namespace deepcars::explain {
namespace {

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

TEST(Method, EveryRowOfTheTableIsWhole) {
  for (const MethodInfo& row : methods()) {
    EXPECT_EQ(&info(row.method), &row) << row.name;
    EXPECT_EQ(relu_rule(row.method), row.relu_rule);
    EXPECT_FALSE(row.label.empty());
    EXPECT_LE(row.short_label.size(), 12u) << row.short_label << " is for a button";
    EXPECT_EQ(row.answers.back(), '.') << row.name;
    EXPECT_NE(row.reduce, nullptr);
  }
  EXPECT_EQ(relu_rule(Method::guided_backpropagation), nn::ReluRule::guided);
  EXPECT_EQ(relu_rule(Method::gradient), nn::ReluRule::gradient);
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
