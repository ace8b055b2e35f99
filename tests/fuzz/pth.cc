// Files of torch.save in both formats, and pickles alone: what would be a record of a zip, where a checksum keeps
// the fuzzer from changing it.
#include <algorithm>
#include <memory>
#include <vector>

#include "native/import/pth_reader.h"
#include "native/import/resnet18_reader.h"
#include "tests/fuzz/fuzz.h"

using namespace deepcars;
using namespace deepcars::torch_import;

namespace {

/// The largest tensor that is read here; a small file may describe one of a GiB, which takes its time.
constexpr std::int64_t max_elements = 1 << 20;

std::int64_t elements(const std::vector<std::int64_t>& shape) {
  std::int64_t count = 1;
  for (const std::int64_t extent : shape)
    count = extent == 0 ? 0 : std::min(count, 2 * max_elements / extent) * extent;
  return count;
}

void read_all(const Expected<std::vector<StateDict>>& dicts) {
  if (!fuzz::answered(dicts)) return;
  for (const StateDict& dict : *dicts) {
    for (const auto& [name, shape] : dict.shapes) {
      if (elements(shape) > max_elements) continue;
      const auto values = dict.read(name);
      if (fuzz::answered(values))
        fuzz::require(std::cmp_equal(values->size(), elements(shape)), "a tensor that has not its shape");
    }
  }
}

/// A storage's bytes, all of them zero, if it is small.
Expected<fuzz::Bytes> zeros(const StorageInfo& info) {
  static const std::vector<std::uint8_t> bytes(max_elements);
  if (info.bytes() > bytes.size()) return failure(ErrorCode::weights_damaged, "too large for this test");
  return fuzz::Bytes(bytes).first(info.bytes());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const fuzz::Bytes file(data, size);
  read_all(open_pth(file));
  fuzz::answered(read_resnet18(file));
  fuzz::answered(read_archived_text(file, "text"));
  if (auto pickle = read_pickle(file); fuzz::answered(pickle))
    read_all(state_dicts_of(std::make_shared<const Pickle>(*std::move(pickle)), zeros));
  return 0;
}
