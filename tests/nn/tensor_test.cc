#include "shared/nn/tensor.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace deepcars::nn {
namespace {

TEST(Tensor, ARowOfAMatrixIsAViewOfItsValues) {
  const Tensor matrix{{2, 3}, {1, 2, 3, 4, 5, 6}};
  const std::vector<float> second = {4, 5, 6};
  EXPECT_TRUE(std::ranges::equal(row(matrix, 1), second));
  EXPECT_EQ(row(matrix, 0).data(), matrix.values.data());
}

}  // namespace
}  // namespace deepcars::nn
