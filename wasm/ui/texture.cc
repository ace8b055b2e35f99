#include "wasm/ui/texture.h"

#include <GLES3/gl3.h>

namespace deepcars::ui {

Texture::~Texture() { clear(); }

void Texture::set(std::span<const std::uint8_t> rgba, int width_px, int height_px) {
  clear();
  width_px_ = width_px;
  height_px_ = height_px;
  glGenTextures(1, &name_);
  glBindTexture(GL_TEXTURE_2D, name_);
  // A photo is shown several times smaller than it is; mipmaps prevent aliasing.
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_LINEAR_MIPMAP_LINEAR);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_LINEAR);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
  glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, width_px, height_px, 0, GL_RGBA, GL_UNSIGNED_BYTE, rgba.data());
  glGenerateMipmap(GL_TEXTURE_2D);
}

void Texture::clear() {
  if (name_ != 0) glDeleteTextures(1, &name_);
  name_ = 0;
}

ImTextureID Texture::id() const { return reinterpret_cast<ImTextureID>(static_cast<std::uintptr_t>(name_)); }

}  // namespace deepcars::ui
