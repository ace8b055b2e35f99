// VMMRdb (Tafazzoli, Frigui and Nishiyama, "A Large and Diverse Dataset for Improved Vehicle Make and Model
// Recognition", 2017).
#include "native/data/source_files.h"

namespace deepcars::data {
namespace fs = std::filesystem;
namespace {

/// "ford_f150 super crew_2004" -> make "ford", model "f150 super crew", year 2004: the make ends at the first
/// underscore, the year begins after the last; further underscores are spaces of the model.
Expected<Photo> parse_vmmrdb_class(const std::string& text) {
  const std::size_t make_end = text.find('_');
  const std::size_t year_at = text.rfind('_');
  const auto years = parse_years(year_at == std::string::npos ? text : text.substr(year_at + 1));
  if (!years || make_end == 0 || make_end + 1 >= year_at) {
    return failure(ErrorCode::data_invalid, "\"" + text + "\" is not make_model_year",
                   "name the folder as honda_accord_2005");
  }
  Photo photo;
  set_years(photo, *years);
  photo.make = text.substr(0, make_end);
  photo.model = text.substr(make_end + 1, year_at - make_end - 1);
  for (char& c : photo.model) c = c == '_' ? ' ' : c;
  return photo;
}

bool has_a_class(const fs::path& folder) {
  Collected unused;
  for (const fs::path& child : subfolders(folder, unused)) {
    if (parse_vmmrdb_class(name_text(child))) return true;
  }
  return false;
}

}  // namespace

Expected<Collected> collect_vmmrdb(const fs::path& folder) {
  if (auto good = require_folder(folder); !good) return tl::unexpected(good.error());
  Collected found;
  add_class_folders(found, find_folder(folder, has_a_class).value_or(folder), parse_vmmrdb_class, "vmmrdb");
  return finished(std::move(found), folder, "VMMRdb", "it should hold folders such as honda_accord_2005/");
}

}  // namespace deepcars::data
