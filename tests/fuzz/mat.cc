// MATLAB files, alone and as the annotations of Stanford Cars and the names of CompCars.
#include <array>
#include <filesystem>
#include <fstream>

#include "native/data/mat_file.h"
#include "native/data/sources.h"
#include "native/data/stanford_devkit.h"
#include "shared/text.h"
#include "tests/fuzz/fuzz.h"

using namespace deepcars;
namespace fs = std::filesystem;

namespace {

/// A folder with what a photo collection has beside its tables, which lead to the file in memory.
class Collections {
 public:
  explicit Collections(const fs::path& table) {
    std::array<char, 32> name{"/tmp/deepcars-fuzz-XXXXXX"};
    fuzz::require(mkdtemp(name.data()) != nullptr, "no folder in /tmp can be made");
    folder_ = name.data();
    const fs::path photos = compcars() / "image" / "1" / "2" / "2003";
    for (const fs::path& made : {stanford() / "car_ims", parts() / "cars_train", photos, compcars() / "misc"})
      fs::create_directories(made);
    std::ofstream(photos / "a.jpg");
    for (const fs::path& link :
         {stanford() / "cars_annos.mat", parts() / "cars_meta.mat", parts() / "cars_train_annos.mat",
          compcars() / "misc" / "make_model_name.mat"})
      fs::create_symlink(table, link);
  }
  ~Collections() {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }
  Collections(const Collections&) = delete;
  Collections& operator=(const Collections&) = delete;

  fs::path stanford() const { return folder_ / "stanford"; }
  /// Stanford Cars with a table for each part.
  fs::path parts() const { return folder_ / "parts"; }
  fs::path compcars() const { return folder_ / "compcars"; }

 private:
  fs::path folder_;
};

void check(const data::Collected& found) {
  for (const data::Photo& photo : found.photos) {
    fuzz::require(is_utf8(photo.make) && is_utf8(photo.model), "a make or model that is not UTF-8");
    fuzz::require(photo.path.native().find('\0') == std::string::npos, "a path that a NUL cuts");
  }
  for (const data::Dropped& dropped : found.dropped)
    fuzz::require(!dropped.reason.empty(), "a photo that was dropped for no reason");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static fuzz::MemoryFile file;
  static const Collections collections(file.path());
  file.holding({data, size});
  if (!fuzz::answered(data::read_mat(file.path()))) return 0;
  for (const fs::path& folder : {collections.stanford(), collections.parts()}) {
    data::Collected found;
    if (fuzz::answered(data::add_stanford_devkit(folder, found))) check(found);
  }
  if (const auto found = data::collect_compcars(collections.compcars()); fuzz::answered(found)) check(*found);
  return 0;
}
