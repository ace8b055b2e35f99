# deepcars_parity_test(name FOLDER folder SCRIPT a_reference.py ARGUMENTS ... SOURCES a_test.cc ...): a test against
# files that a Python script makes with the real torchvision. Natively ctest runs the script first (it does nothing
# if its files are up to date, and is skipped without torchvision); with Emscripten the native tests' files serve.
if(EMSCRIPTEN)
  set(DEEPCARS_PARITY_DIR "${PROJECT_BINARY_DIR}/../release/tests/parity" CACHE PATH
      "Where the native build's tests have put torchvision's reference files")
else()
  set(DEEPCARS_PARITY_DIR "${PROJECT_BINARY_DIR}/tests/parity")
  # The system's Python first: that is where Debian installs torchvision.
  find_program(DEEPCARS_TORCHVISION_PYTHON NAMES python3 PATHS /usr/bin NO_DEFAULT_PATH)
  find_program(DEEPCARS_TORCHVISION_PYTHON NAMES python3)
endif()

function(deepcars_parity_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "FOLDER;SCRIPT" "ARGUMENTS;SOURCES")
  set(properties "")
  if(DEEPCARS_TORCHVISION_PYTHON)
    add_test(NAME ${name}_reference COMMAND ${DEEPCARS_TORCHVISION_PYTHON} ${CMAKE_CURRENT_SOURCE_DIR}/${arg_SCRIPT}
             ${DEEPCARS_PARITY_DIR}/${arg_FOLDER} ${arg_ARGUMENTS})
    set_tests_properties(${name}_reference PROPERTIES FIXTURES_SETUP ${name} SKIP_RETURN_CODE 77 TIMEOUT 300)
    set(properties FIXTURES_REQUIRED ${name})
  endif()
  deepcars_test(${name} SOURCES ${arg_SOURCES} PROPERTIES ${properties})
  target_compile_definitions(${name} PRIVATE DEEPCARS_BUILT_PARITY_DIR="${DEEPCARS_PARITY_DIR}")
endfunction()
