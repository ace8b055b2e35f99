// The canvas as an ES module: the page creates a Ui, hands it pictures, numbers and events, and calls frame()
// when something may have changed. What a person chooses on it comes back through choice().
#include <GLES3/gl3.h>
#include <backends/imgui_impl_opengl3.h>
#include <emscripten/bind.h>
#include <emscripten/html5.h>
#include <emscripten/val.h>

#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "wasm/ui/input.h"
#include "wasm/ui/model.h"
#include "wasm/ui/screen.h"
#include "wasm/ui/theme.h"

namespace deepcars::ui {
namespace {

using emscripten::typed_memory_view;
using emscripten::val;

/// A typed array's bytes, copied into the module's memory.
std::vector<std::uint8_t> bytes_of(const val& array) {
  std::vector<std::uint8_t> bytes(array["length"].as<std::size_t>());
  val(typed_memory_view(bytes.size(), bytes.data())).call<void>("set", array);
  return bytes;
}

/// A WebGL 2 context on the canvas, or 0.
EMSCRIPTEN_WEBGL_CONTEXT_HANDLE create_context(const std::string& selector) {
  EmscriptenWebGLContextAttributes attributes;
  emscripten_webgl_init_context_attributes(&attributes);
  attributes.majorVersion = 2;
  attributes.alpha = attributes.depth = false;
  attributes.antialias = true;
  attributes.powerPreference = EM_WEBGL_POWER_PREFERENCE_LOW_POWER;
  const auto context = emscripten_webgl_create_context(selector.c_str(), &attributes);
  if (context > 0 && emscripten_webgl_make_context_current(context) == EMSCRIPTEN_RESULT_SUCCESS)
    return context;
  return 0;
}

}  // namespace

/// One canvas; there can be one at a time.
class Ui {
 public:
  /// selector: the canvas, as in querySelector; font_file: a Uint8Array. See ready().
  Ui(const std::string& selector, const val& font_file) : font_file_(bytes_of(font_file)) {
    if (create_context(selector) == 0) return;
    ImGui::CreateContext();
    ImGuiIO& io = ImGui::GetIO();
    io.IniFilename = nullptr;
    io.ConfigFlags = ImGuiConfigFlags_NavEnableKeyboard;
    io.BackendFlags |= ImGuiBackendFlags_HasMouseCursors;
    theme_ = std::make_unique<Theme>(font_file_);
    model_ = std::make_unique<Model>();
    ImGui_ImplOpenGL3_Init("#version 300 es");
  }

  /// False if the browser gave no WebGL 2; nothing else may be called then.
  bool ready() const { return theme_ != nullptr; }

  /// The canvas's size in CSS pixels, and device pixels per CSS pixel.
  void resize(float width, float height, float density) {
    width_ = width;
    height_ = height;
    density_ = density;
  }

  /// Draws. seconds is a clock that never runs backwards. Returns the height that the content takes, in CSS
  /// pixels.
  float frame(double seconds) {
    ImGuiIO& io = ImGui::GetIO();
    io.DisplaySize = {width_, height_};
    io.DisplayFramebufferScale = {density_, density_};
    io.DeltaTime = static_cast<float>(std::max(1e-3, std::min(0.1, seconds - seconds_)));
    seconds_ = seconds;
    if (theme_->set_scale(density_, text_scale(width_))) ImGui_ImplOpenGL3_DestroyFontsTexture();
    ImGui_ImplOpenGL3_NewFrame();
    if (!io.Fonts->TexID) ImGui_ImplOpenGL3_CreateFontsTexture();
    ImGui::NewFrame();
    const float content_height = draw_screen(*theme_, *model_);
    ImGui::Render();
    glViewport(0, 0, static_cast<int>(std::lround(width_ * density_)),
               static_cast<int>(std::lround(height_ * density_)));
    const ImVec4 background = ImGui::ColorConvertU32ToFloat4(theme_->palette().background);
    glClearColor(background.x, background.y, background.z, 1);
    glClear(GL_COLOR_BUFFER_BIT);
    ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
    return content_height;
  }

  /// The CSS cursor that suits what is under the pointer.
  std::string cursor() const { return ImGui::IsAnyItemHovered() ? "pointer" : "default"; }

  void set_photo(const val& rgba, int width_px, int height_px) {
    model_->photo.set(bytes_of(rgba), width_px, height_px);
    model_->heat_map.clear();
    model_->answer.reset();
  }

  void set_heat_map(const val& rgba, int width_px, int height_px) {
    model_->heat_map.set(bytes_of(rgba), width_px, height_px);
  }

  /// The engine's answer: {probabilities, topClass, modernity, modernityPercent, expectedYear, yearStdYears}.
  void set_answer(const val& answer) {
    model_->answer = Answer{emscripten::convertJSArrayToNumberVector<float>(answer["probabilities"]),
                            answer["topClass"].as<int>(),
                            answer["modernity"].as<double>(),
                            answer["modernityPercent"].as<double>(),
                            answer["expectedYear"].as<double>(),
                            answer["yearStdYears"].as<double>()};
  }

  void set_buckets(const val& texts) {
    model_->buckets = emscripten::vecFromJSArray<std::string>(texts);
    model_->answer.reset();
  }

  /// What is going on, and how far it is (0..1, or below 0 if that is not known). "" when it is over.
  void set_status(const std::string& text, float progress) {
    model_->status = text;
    model_->progress = progress;
  }

  /// {method, target, classIndex, opacity}
  void set_choice(const val& choice) {
    model_->choice = Choice{choice["method"].as<std::string>(), choice["target"].as<std::string>(),
                            choice["classIndex"].as<int>(), choice["opacity"].as<float>()};
  }

  val choice() const {
    val result = val::object();
    result.set("method", model_->choice.method);
    result.set("target", model_->choice.target);
    result.set("classIndex", model_->choice.class_index);
    result.set("opacity", model_->choice.opacity);
    return result;
  }

  void set_high_contrast(bool high) { theme_->set_high_contrast(high); }

 private:
  std::vector<std::uint8_t> font_file_;
  std::unique_ptr<Theme> theme_;
  std::unique_ptr<Model> model_;
  float width_ = 1, height_ = 1, density_ = 1;
  double seconds_ = 0;
};

}  // namespace deepcars::ui

EMSCRIPTEN_BINDINGS(deepcars_ui) {
  using deepcars::ui::Ui;
  using emscripten::function;
  emscripten::class_<Ui>("Ui")
      .constructor<std::string, emscripten::val>()
      .function("ready", &Ui::ready)
      .function("resize", &Ui::resize)
      .function("frame", &Ui::frame)
      .function("cursor", &Ui::cursor)
      .function("setPhoto", &Ui::set_photo)
      .function("setHeatMap", &Ui::set_heat_map)
      .function("setAnswer", &Ui::set_answer)
      .function("setBuckets", &Ui::set_buckets)
      .function("setStatus", &Ui::set_status)
      .function("setChoice", &Ui::set_choice)
      .function("choice", &Ui::choice)
      .function("setHighContrast", &Ui::set_high_contrast);
  function("pointerMoved", &deepcars::ui::pointer_moved);
  function("pointerPressed", &deepcars::ui::pointer_pressed);
  function("pointerGone", &deepcars::ui::pointer_gone);
  function("wheelTurned", &deepcars::ui::wheel_turned);
  function("keyPressed", &deepcars::ui::key_pressed);
  function("focusChanged", &deepcars::ui::focus_changed);
}
