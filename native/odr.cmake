# Not a program: a link of everything but what needs LibTorch, with the types of all files kept for the linker
# (-flto, by the preset "odr"). Two different types of one name are then an error; otherwise they would be undefined
# behaviour that no compiler sees. LibTorch's files are left out because they take longer than all others together.
set(libraries deepcars_shared deepcars_base deepcars_data deepcars_measure deepcars_train deepcars_import deepcars_export
              deepcars_report deepcars_sweep deepcars_info)
set(archives "")
foreach(library ${libraries})
  list(APPEND archives $<TARGET_FILE:${library}>)
endforeach()
# Relocatable, so that the libraries of the system are not needed; unity builds would hide nothing, and are faster.
add_custom_command(
  OUTPUT odr.checked
  COMMAND ${CMAKE_CXX_COMPILER} -O0 -flto -Wodr -Werror=odr -r -flinker-output=rel -nostdlib
          -Wl,--whole-archive ${archives} -Wl,--no-whole-archive -o odr.o
  COMMAND ${CMAKE_COMMAND} -E rm odr.o
  COMMAND ${CMAKE_COMMAND} -E touch odr.checked
  DEPENDS ${libraries}
  COMMENT "Comparing the types of all files"
  VERBATIM)
add_custom_target(deepcars_odr DEPENDS odr.checked)
