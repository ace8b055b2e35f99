// Linked into the kernels' tests to run them as on a processor that lacks DEEPCARS_WITHOUT and all better
// targets.
#include <gtest/gtest.h>
#include <hwy/targets.h>

namespace {

class DisableTargets : public testing::Environment {
  // Better targets have lower bits.
  void SetUp() override { hwy::DisableTargets(DEEPCARS_WITHOUT | (DEEPCARS_WITHOUT - 1)); }
};

const testing::Environment* const disable_targets = testing::AddGlobalTestEnvironment(new DisableTargets);

}  // namespace
