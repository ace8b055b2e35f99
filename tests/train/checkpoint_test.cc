#include "native/train/checkpoint.h"

#include <gtest/gtest.h>

#include "native/train/optimization.h"
#include "native/train/resnet18_module.h"

namespace deepcars::train {
namespace {

TEST(Checkpoint, GivesBackModulesAndTextAndRefusesRubbish) {
  TrainOptions options;
  ResNet18Module network = make_resnet18(2, 1), other = make_resnet18(2, 2);
  Optimization first(options, network->named_parameters().pairs()),
      second(options, other->named_parameters().pairs());
  const std::string bytes = write_checkpoint({{"network", network.ptr()}}, first.optimizer(), "so far");
  const auto text = read_checkpoint(bytes, {{"network", other.ptr()}}, second.optimizer());
  ASSERT_TRUE(text) << text.error().sentence();
  EXPECT_EQ(*text, "so far");
  EXPECT_TRUE(torch::equal(network->fc->weight, other->fc->weight));
  for (const std::string& rubbish :
       {std::string(), std::string("rubbish"), bytes.substr(0, bytes.size() / 2)}) {
    EXPECT_FALSE(read_checkpoint(rubbish, {{"network", other.ptr()}}, second.optimizer()));
  }
}

}  // namespace
}  // namespace deepcars::train
