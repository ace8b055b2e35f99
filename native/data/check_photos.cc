#include "native/data/check_photos.h"

#include <chrono>
#include <mutex>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "native/base/files.h"
#include "native/base/interrupts.h"
#include "native/base/progress.h"
#include "native/data/near_duplicates.h"
#include "shared/image/decode.h"
#include "shared/nn/thread_pool.h"

namespace deepcars::data {
namespace {

struct Verdict {
  std::optional<Dropped> dropped = {};
  std::size_t hash = 0;
  std::size_t bytes = 0;
  std::optional<std::uint64_t> phash = {};
};

const char* reason_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::file_unreadable:
      return "file missing or unreadable";
    case ErrorCode::not_an_image:
      return "not a JPEG or PNG";
    case ErrorCode::image_damaged:
      return "picture damaged";
    case ErrorCode::internal:
      return "picture could not be hashed";
    default:
      return "file or picture too large";
  }
}

Verdict look_at(const Photo& photo) {
  const int newest = newest_plausible_year();
  if (photo.year < oldest_plausible_year || photo.year > newest) {
    return {.dropped =
                Dropped{.path = photo.path,
                        .reason = "year implausible",
                        .detail = std::to_string(photo.year) + " is outside " +
                                  std::to_string(oldest_plausible_year) + ".." + std::to_string(newest)}};
  }
  const auto drop = [&](const Error& error) {
    return Verdict{
        .dropped = Dropped{
            .path = photo.path, .reason = reason_of(error.code), .detail = error.message, .failed = true}};
  };
  const auto bytes = base::read_file(photo.path, image::DecodeLimits{}.file_bytes);
  if (!bytes) return drop(bytes.error());
  const auto picture = image::decode(*bytes);
  if (!picture) return drop(picture.error());
  const auto phash = perceptual_hash(*picture);
  if (!phash) return drop(phash.error());
  const std::string_view text(reinterpret_cast<const char*>(bytes->data()), bytes->size());
  return {.hash = std::hash<std::string_view>{}(text), .bytes = bytes->size(), .phash = *phash};
}

bool same_bytes(const Photo& a, const Photo& b) {
  const auto left = base::read_file(a.path);
  const auto right = base::read_file(b.path);
  return left && right && *left == *right;
}

}  // namespace

int newest_plausible_year() {
  const auto today = std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now());
  return static_cast<int>(std::chrono::year_month_day(today).year()) + 1;
}

bool check_photos(Collected& collected, int threads) {
  const std::vector<Photo> photos = std::exchange(collected.photos, {});
  std::vector<Verdict> verdicts(photos.size());
  {
    base::Progress progress("checking photos", static_cast<std::int64_t>(photos.size()));
    std::mutex drawing;
    nn::ThreadPool pool(threads);
    pool.parallel_for(static_cast<int>(photos.size()), [&](int i) {
      if (base::interrupted()) return;
      verdicts[static_cast<std::size_t>(i)] = look_at(photos[static_cast<std::size_t>(i)]);
      const std::lock_guard lock(drawing);
      progress.advance(1);
    });
  }

  if (base::interrupted()) return false;

  std::unordered_multimap<std::size_t, std::size_t> by_hash;
  for (std::size_t i = 0; i < photos.size(); ++i) {
    Verdict& verdict = verdicts[i];
    if (!verdict.dropped) {
      const auto [begin, end] = by_hash.equal_range(verdict.hash);
      for (auto at = begin; at != end && !verdict.dropped; ++at) {
        const std::size_t earlier = at->second;
        if (verdicts[earlier].bytes != verdict.bytes || !same_bytes(photos[earlier], photos[i])) continue;
        verdict.dropped = Dropped{.path = photos[i].path,
                                  .reason = "duplicate",
                                  .detail = "same bytes as " + photos[earlier].path.string() + " of " +
                                            std::to_string(photos[earlier].year)};
      }
    }
    if (verdict.dropped) {
      collected.dropped.push_back(std::move(*verdict.dropped));
    } else {
      by_hash.emplace(verdict.hash, i);
      collected.photos.push_back(photos[i]);
      collected.photos.back().phash = verdict.phash;
    }
  }
  return true;
}

}  // namespace deepcars::data
