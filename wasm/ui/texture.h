// A picture on the graphics card.
#pragma once

#include <imgui.h>

#include <cstdint>
#include <span>

namespace deepcars::ui {

class Texture {
 public:
  Texture() = default;
  ~Texture();
  Texture(const Texture&) = delete;
  Texture& operator=(const Texture&) = delete;

  /// Replaces the picture. rgba is [height_px, width_px, 4], 0..255, alpha not premultiplied.
  void set(std::span<const std::uint8_t> rgba, int width_px, int height_px);
  void clear();

  bool empty() const { return name_ == 0; }
  float aspect() const { return static_cast<float>(width_px_) / static_cast<float>(height_px_); }
  ImTextureID id() const;

 private:
  unsigned name_ = 0;  // OpenGL's name of it; 0 if none.
  int width_px_ = 1;
  int height_px_ = 1;
};

}  // namespace deepcars::ui
