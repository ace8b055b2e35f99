#include "native/train/checkpoint.h"

#include <gtest/gtest.h>

#include "native/import/pth_reader.h"
#include "native/train/optimization.h"
#include "native/train/resnet18_module.h"
#include "native/train/run/checkpoint_state.h"
#include "tests/import/python_files.h"

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
  // As `info` reads it, without LibTorch.
  const auto archived = torch_import::read_archived_text(testing::bytes_of(bytes), checkpoint_facts);
  ASSERT_TRUE(archived) << archived.error().sentence();
  EXPECT_EQ(*archived, "so far");
  EXPECT_FALSE(torch_import::read_archived_text(testing::bytes_of(bytes), "network")) << "no text";
  for (const std::string& rubbish :
       {std::string(), std::string("rubbish"), bytes.substr(0, bytes.size() / 2)}) {
    EXPECT_FALSE(read_checkpoint(rubbish, {{"network", other.ptr()}}, second.optimizer()));
  }
}

}  // namespace
}  // namespace deepcars::train
