// The canvas as an ES module for the page's main thread.
#include "wasm/js/bindings.h"

#include <memory>
#include <string>

#include "wasm/ui/input.h"
#include "wasm/ui/ui.h"

namespace deepcars::ui {
namespace {

EMSCRIPTEN_DECLARE_VAL_TYPE(Widgets)

std::unique_ptr<Ui> create(const std::string& selector, const js::Uint8Array& font_file) {
  return std::make_unique<Ui>(selector, js::bytes_of(font_file));
}

void set_buckets(Ui& ui, const js::StringArray& texts) {
  std::vector<std::string> buckets;
  js::from_js(texts, buckets);
  ui.set_buckets(std::move(buckets));
}

void set_program(Ui& ui, const js::String& program) { ui.set_program(program.as<std::string>()); }

Widgets widgets(const Ui& ui) { return Widgets(emscripten::val::array(ui.widgets())); }

}  // namespace
}  // namespace deepcars::ui

EMSCRIPTEN_BINDINGS(deepcars_ui) {
  using namespace deepcars::ui;
  using emscripten::function;
  deepcars::js::register_shared_types();
  deepcars::js::Registration<Choice>("Choice")
      .field<&Choice::method>("method")
      .field<&Choice::target>("target")
      .field<&Choice::opacity>("opacity");
  deepcars::js::Registration<Widget>("Widget")
      .field<&Widget::name>("name")
      .field<&Widget::x>("x")
      .field<&Widget::y>("y")
      .field<&Widget::width>("width")
      .field<&Widget::height>("height");
  deepcars::js::Registration<Palette>("Palette")
      .field<&Palette::background>("background")
      .field<&Palette::card>("card")
      .field<&Palette::card_border>("cardBorder")
      .field<&Palette::control>("control")
      .field<&Palette::control_hovered>("controlHovered")
      .field<&Palette::control_border>("controlBorder")
      .field<&Palette::text>("text")
      .field<&Palette::muted_text>("mutedText")
      .field<&Palette::accent>("accent")
      .field<&Palette::bar>("bar")
      .field<&Palette::top_bar>("topBar");
  emscripten::register_type<Widgets>("Widget[]");
  emscripten::class_<Ui>("Ui")
      .constructor(&create)
      .function("ready", &Ui::ready)
      .function("resize(width, height, density)", &Ui::resize)
      .function("frame(seconds)", &Ui::frame)
      .function("cursor", &Ui::cursor)
      .function("setPhoto(photo, panelAspect)", &Ui::set_photo)
      .function("setWindow(window)", &Ui::set_window)
      .function("setHeatMap(heatMap, isSigned, legendLow, legendHigh)", &Ui::set_heat_map)
      .function("setVeil(veil)", &Ui::set_veil)
      .function("clearVeil", &Ui::clear_veil)
      .function("setTile(tile)", &Ui::set_tile)
      .function("setScore(score, range)", &Ui::set_score)
      .function("setProgram(program)", &set_program)
      .function("setBuckets(texts)", &set_buckets)
      .function("setStatus(text, progress)", &Ui::set_status)
      .function("setChoice(choice)", &Ui::set_choice)
      .function("choice", &Ui::choice)
      .function("widgets", &widgets)
      .function("setPalette(palette)", &Ui::set_palette)
      .function("setForFingers(forFingers)", &Ui::set_for_fingers);
  function("pointerMoved(type, x, y)", &pointer_moved);
  function("pointerPressed(type, x, y, down)", &pointer_pressed);
  function("pointerGone", &pointer_gone);
  function("wheelTurned(horizontal, vertical)", &wheel_turned);
  function("keyPressed(key, down)", &key_pressed);
  function("focusChanged(focused)", &focus_changed);
}
