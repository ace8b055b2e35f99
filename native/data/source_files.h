// What the readers of photo collections share: they find folders and photos, and add what they find.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "native/data/sources.h"

namespace deepcars::data {

/// Errors: file_unreadable if it is not a folder.
Expected<void> require_folder(const std::filesystem::path& folder);

/// A path that cannot be looked at does not exist.
bool path_exists(const std::filesystem::path& path);

/// The photo files in a folder and below, sorted; folders that cannot be listed are dropped.
std::vector<std::filesystem::path> photos_below(const std::filesystem::path& folder, Collected& found);

/// The folders directly in a folder, sorted; if it cannot be listed, it is dropped.
std::vector<std::filesystem::path> subfolders(const std::filesystem::path& folder, Collected& found);

/// The name of a folder or file as text for people and tables.
std::string name_text(const std::filesystem::path& path);

/// The folder itself or the first one up to two levels below it for which `fits` is true, the nearest first.
std::optional<std::filesystem::path> find_folder(
    const std::filesystem::path& folder, const std::function<bool(const std::filesystem::path&)>& fits);

/// Why most of the dropped were dropped, for a sentence: up to three reasons, the commonest first, each with its count
/// and the first example. Empty if nothing was dropped.
std::string commonest_reasons(const std::vector<Dropped>& dropped);

/// Make and model in lower case, joined by "|"; the photo's own path if both are unknown.
std::string default_split_group(const Photo& photo);

/// Adds a photo of a known make, model and year, in its default split group.
void add_photo(Collected& found, const std::filesystem::path& path, Photo photo, const std::string& source);

/// Reads "make, model and year" out of a class's name.
using ParseClass = std::function<Expected<Photo>(const std::string&)>;

/// Adds the photos of every class folder directly in `folder`; those of a folder whose name cannot be parsed
/// are dropped.
void add_class_folders(Collected& found, const std::filesystem::path& folder, const ParseClass& parse,
                       const std::string& source);

/// What a reader returns in the end: sorted, or data_invalid with the hint if no photo was found; then the
/// message says why the photos were dropped, if any were.
Expected<Collected> finished(Collected found, const std::filesystem::path& folder,
                             const std::string& data_set, const std::string& hint);

}  // namespace deepcars::data
