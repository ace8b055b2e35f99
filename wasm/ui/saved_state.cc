// What Dear ImGui's renderer calls instead of glGetIntegerv (see CMakeLists.txt).
//
// Before each frame the renderer asks for the state of the context, to restore it afterwards. A browser answers some of
// these questions only when everything drawn before is done, which holds the page up. The context is the renderer's
// alone, so what it restores is always what it found at first.
#include <GLES3/gl3.h>

#include <algorithm>
#include <array>
#include <map>

extern "C" void deepcars_saved_state(GLenum name, GLint* values) {
  static std::map<GLenum, std::array<GLint, 4>> first;
  auto found = first.find(name);
  if (found == first.end()) {
    found = first.emplace(name, std::array<GLint, 4>{}).first;
    glGetIntegerv(name, found->second.data());
  }
  std::copy_n(found->second.begin(), name == GL_VIEWPORT || name == GL_SCISSOR_BOX ? 4 : 1, values);
}
