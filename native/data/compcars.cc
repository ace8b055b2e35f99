// CompCars (Yang et al., "A Large-Scale Car Dataset for Fine-Grained Categorization and Verification", 2015),
// the part from the web: image/<make id>/<model id>/<year>/<name>.jpg. misc/make_model_name.mat has the names
// as the cell arrays make_names and model_names, ids from 1. label/ mirrors image/ with a text file for each
// photo, whose first line is the viewpoint: 1 front, 2 rear, 3 side, 4 front and side, 5 rear and side, -1
// uncertain.
#include <fstream>

#include "native/base/text.h"
#include "native/data/mat_file.h"
#include "native/data/source_files.h"

namespace deepcars::data {
namespace fs = std::filesystem;
namespace {

struct Names {
  std::vector<std::string> makes, models;
};

Expected<Names> read_names(const fs::path& path) {
  const auto variables = read_mat(path);
  if (!variables) return tl::unexpected(variables.error());
  Names names;
  for (const auto& [name, into] : {std::pair("make_names", &names.makes), {"model_names", &names.models}}) {
    const auto at = variables->find(name);
    if (at == variables->end() || at->second.cells.empty()) {
      return failure(ErrorCode::data_invalid, path.string() + " has no cell array " + name,
                     "take make_model_name.mat of the data set");
    }
    for (const MatValue& cell : at->second.cells) into->push_back(base::trimmed(cell.text));
  }
  return names;
}

/// The name with that id; nothing if there is none.
std::optional<std::string> name_of(const std::vector<std::string>& names, const std::string& id) {
  const auto number = base::parse_integer(id);
  if (!number || *number < 1 || static_cast<std::size_t>(*number) > names.size()) return std::nullopt;
  const std::string& name = names[static_cast<std::size_t>(*number - 1)];
  return name.empty() ? std::nullopt : std::optional(name);
}

/// Degrees where the label says them: the front and the rear. The labels of the sides do not say which side.
std::string viewpoint_of(const fs::path& label) {
  int viewpoint = 0;
  std::ifstream(label) >> viewpoint;
  if (viewpoint == 1) return "0";
  if (viewpoint == 2) return "180";
  return "";
}

void add_year_folder(Collected& found, const fs::path& folder, const fs::path& labels,
                     const std::optional<std::string>& make, const std::optional<std::string>& model) {
  const auto year = parse_year(name_text(folder));
  for (const fs::path& file : photos_below(folder, found)) {
    if (!make || !model) {
      found.dropped.push_back(
          {.path = file, .reason = "make or model id unknown", .detail = "not in make_model_name.mat"});
    } else if (!year) {
      found.dropped.push_back(
          {.path = file, .reason = "year unknown", .detail = "its folder is " + name_text(folder)});
    } else {
      Photo photo;
      photo.year = *year;
      photo.make = *make;
      photo.model = *model;
      photo.viewpoint = viewpoint_of((labels / file.lexically_relative(folder)).replace_extension(".txt"));
      add_photo(found, file, std::move(photo), "compcars");
    }
  }
}

}  // namespace

Expected<Collected> collect_compcars(const fs::path& folder) {
  if (auto good = require_folder(folder); !good) return tl::unexpected(good.error());
  const char* hint = "it should hold image/<make id>/<model id>/<year>/ and misc/make_model_name.mat";
  const auto root = find_folder(folder, [](const fs::path& at) { return path_exists(at / "image"); });
  const auto has_names = [](const fs::path& at) { return path_exists(at / "misc" / "make_model_name.mat"); };
  const auto misc = find_folder(folder, has_names);
  if (!root || !misc) {
    return failure(ErrorCode::data_invalid, folder.string() + " does not look like CompCars", hint);
  }
  const auto names = read_names(*misc / "misc" / "make_model_name.mat");
  if (!names) return tl::unexpected(names.error());

  Collected found;
  for (const fs::path& make : subfolders(*root / "image", found)) {
    const auto make_name = name_of(names->makes, name_text(make));
    for (const fs::path& model : subfolders(make, found)) {
      const auto model_name = name_of(names->models, name_text(model));
      for (const fs::path& year : subfolders(model, found)) {
        const fs::path labels = *root / "label" / year.lexically_relative(*root / "image");
        add_year_folder(found, year, labels, make_name, model_name);
      }
    }
  }
  return finished(std::move(found), folder, "CompCars", hint);
}

}  // namespace deepcars::data
