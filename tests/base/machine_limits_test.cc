#include "native/base/machine_limits.h"

#include <gtest/gtest.h>

#include "tests/native/run_deepcars.h"

namespace deepcars::base {
namespace {

using deepcars::testing::TemporaryFolder;
using deepcars::testing::write_text;

TEST(ProcessorQuota, IsTheShareOfAPeriodAndNothingWithoutALimit) {
  const TemporaryFolder group;
  EXPECT_EQ(processor_quota(group / "none"), std::nullopt);
  write_text(group / "cpu.max", "150000 100000\n");
  EXPECT_EQ(processor_quota(group / ""), 1.5);
  write_text(group / "cpu.max", "max 100000\n");
  EXPECT_EQ(processor_quota(group / ""), std::nullopt);
}

TEST(AvailableMemory, IsWhatAContainersLimitLeaves) {
  const TemporaryFolder group;
  const auto system = available_memory_bytes(group / "none");
  ASSERT_TRUE(system) << "/proc/meminfo says it";
  EXPECT_GT(*system, 0u);
  write_text(group / "memory.max", "1000000\n");
  write_text(group / "memory.current", "900000\n");
  EXPECT_EQ(available_memory_bytes(group / ""), 100'000u);
  write_text(group / "memory.stat", "anon 800000\ninactive_file 50000\n");
  EXPECT_EQ(available_memory_bytes(group / ""), 150'000u) << "cached files make room";
  write_text(group / "memory.current", "2000000\n");
  EXPECT_EQ(available_memory_bytes(group / ""), 0u) << "more is used than may be";
  write_text(group / "memory.max", "max\n");
  EXPECT_GT(available_memory_bytes(group / ""), 1'000'000u);
}

TEST(FreeDisk, IsNothingWhereThereIsNoFolder) {
  const TemporaryFolder folder;
  EXPECT_GT(free_disk_bytes(folder / ""), 0u);
  EXPECT_EQ(free_disk_bytes(folder / "none"), std::nullopt);
}

}  // namespace
}  // namespace deepcars::base
