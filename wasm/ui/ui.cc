#include "wasm/ui/ui.h"

#include <GLES3/gl3.h>
#include <backends/imgui_impl_opengl3.h>
#include <emscripten/html5.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "wasm/ui/screen.h"

namespace deepcars::ui {
namespace {

/// A WebGL 2 context on the canvas, or 0.
EMSCRIPTEN_WEBGL_CONTEXT_HANDLE create_context(const std::string& selector) {
  EmscriptenWebGLContextAttributes attributes;
  emscripten_webgl_init_context_attributes(&attributes);
  attributes.majorVersion = 2;
  attributes.alpha = attributes.depth = false;
  // Dear ImGui smooths its own edges; without a graphics card, multisampling takes longer than all the rest.
  attributes.antialias = false;
  attributes.powerPreference = EM_WEBGL_POWER_PREFERENCE_LOW_POWER;
  const auto context = emscripten_webgl_create_context(selector.c_str(), &attributes);
  if (context > 0 && emscripten_webgl_make_context_current(context) == EMSCRIPTEN_RESULT_SUCCESS)
    return context;
  return 0;
}

}  // namespace

Ui::Ui(const std::string& selector, std::vector<std::uint8_t> font_file) : font_file_(std::move(font_file)) {
  if (create_context(selector) == 0) return;
  ImGui::CreateContext();
  ImGuiIO& io = ImGui::GetIO();
  io.IniFilename = nullptr;
  io.ConfigFlags = ImGuiConfigFlags_NavEnableKeyboard;
  io.BackendFlags |= ImGuiBackendFlags_HasMouseCursors;
  theme_ = std::make_unique<Theme>(font_file_);
  state_ = std::make_unique<ViewState>();
  ImGui_ImplOpenGL3_Init("#version 300 es");
}

void Ui::resize(float width, float height, float density) {
  width_ = width;
  height_ = height;
  density_ = density;
}

float Ui::frame(double seconds) {
  ImGuiIO& io = ImGui::GetIO();
  io.DisplaySize = {width_, height_};
  io.DisplayFramebufferScale = {density_, density_};
  io.DeltaTime = static_cast<float>(std::max(1e-3, std::min(0.1, seconds - seconds_)));
  seconds_ = seconds;
  if (theme_->set_scale(density_, text_scale(width_))) ImGui_ImplOpenGL3_DestroyFontsTexture();
  ImGui_ImplOpenGL3_NewFrame();
  if (!io.Fonts->TexID) ImGui_ImplOpenGL3_CreateFontsTexture();
  ImGui::NewFrame();
  const float content_height = draw_screen(*theme_, *state_);
  ImGui::Render();
  glViewport(0, 0, static_cast<int>(std::lround(width_ * density_)),
             static_cast<int>(std::lround(height_ * density_)));
  const ImVec4 background = ImGui::ColorConvertU32ToFloat4(theme_->palette().background);
  glClearColor(background.x, background.y, background.z, 1);
  glClear(GL_COLOR_BUFFER_BIT);
  ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
  return content_height;
}

std::string Ui::cursor() const { return ImGui::IsAnyItemHovered() ? "pointer" : "default"; }

void Ui::set_photo(const js::Picture& photo, float panel_aspect) {
  state_->photo.set(photo.rgba, photo.width_px, photo.height_px);
  state_->panel_aspect = panel_aspect;
  state_->heat_map.clear();
  state_->veil.clear();
  state_->score.reset();
}

void Ui::set_heat_map(const js::Picture& heat_map, bool is_signed, std::string legend_low,
                      std::string legend_high) {
  state_->heat_map.set(heat_map.rgba, heat_map.width_px, heat_map.height_px);
  state_->heat_map_is_signed = is_signed;
  state_->legend = {.low = std::move(legend_low), .high = std::move(legend_high)};
}

void Ui::set_buckets(std::vector<std::string> texts) {
  state_->buckets = std::move(texts);
  state_->score.reset();
}

void Ui::set_status(const std::string& text, float progress) {
  state_->status = text;
  state_->progress = progress;
}

}  // namespace deepcars::ui
