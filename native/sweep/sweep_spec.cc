#include "native/sweep/sweep_spec.h"

#include <algorithm>
#include <utility>

#include "native/base/json_file.h"
#include "native/train/run/train_config.h"

namespace deepcars::sweep {
namespace {
using nlohmann::json;

constexpr const char* see_help = "see `deepcars sweep --help` for the form";

tl::unexpected<Error> invalid(const std::filesystem::path& path, const std::string& what) {
  return failure(ErrorCode::data_invalid, path.string() + ": " + what, see_help);
}

/// Whether this is a folder's name on every system, and not the base's.
bool names_a_folder(const std::string& name) {
  return !name.empty() && name != "base" && name.front() != '.' &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                  c == '_' || c == '.';
         });
}

/// The base's options with the changes of a variant.
Expected<Variant> make_variant(const std::string& name, json options, const json& changes, int threads) {
  options.update(changes);
  options["best_by"] = "last";
  auto read = train::train_options_from(options, {}, threads);
  if (read) {
    if (auto good = check(*read); !good) read = tl::unexpected(good.error());
  }
  if (!read)
    return failure(read.error().code, "variant \"" + name + "\": " + read.error().message, read.error().hint);
  // Only what the last epoch says of the held-out photos is compared.
  read->validate_every_epochs = read->epochs;
  return Variant{.name = name, .options = *std::move(read)};
}

}  // namespace

Expected<SweepSpec> read_sweep_spec(const std::filesystem::path& path, int threads) {
  const auto read = base::read_json_object(path, see_help);
  if (!read) return tl::unexpected(read.error());
  const json& spec = *read;
  for (const auto& [key, value] : spec.items()) {
    const bool is_text = key == "folds" || key == "output", is_object = key == "base" || key == "variants";
    if (!is_text && !is_object) return invalid(path, "it has an unknown key \"" + key + "\"");
    if (is_text && !value.is_string()) return invalid(path, "\"" + key + "\" is not the name of a folder");
    if (is_object && !value.is_object()) return invalid(path, "\"" + key + "\" is not an object");
  }
  for (const char* key : {"folds", "output", "base"}) {
    if (!spec.contains(key)) return invalid(path, "it has no \"" + std::string(key) + "\"");
  }
  SweepSpec result{
      .folds = spec["folds"].get<std::string>(), .output = spec["output"].get<std::string>(), .variants = {}};
  auto base_variant = make_variant("base", spec["base"], json::object(), threads);
  if (!base_variant) return tl::unexpected(base_variant.error());
  result.variants.push_back(*std::move(base_variant));
  const json variants = spec.value("variants", json::object());
  for (const auto& [name, changes] : variants.items()) {
    if (!names_a_folder(name)) {
      return invalid(path, "the variant's name \"" + name +
                               "\" is not one of letters, digits, -, _ and dots, or is taken");
    }
    if (!changes.is_object())
      return invalid(path, "the variant \"" + name + "\" is not an object of options");
    auto variant = make_variant(name, spec["base"], changes, threads);
    if (!variant) return tl::unexpected(variant.error());
    result.variants.push_back(*std::move(variant));
  }
  return result;
}

}  // namespace deepcars::sweep
