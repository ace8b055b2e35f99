# deepcars_test(name SOURCES a_test.cc ... LIBRARIES lib ... PROPERTIES property value ... HEADERS target): one GoogleTest
# program. HEADERS names a target whose precompiled headers, and so its optimisation, it shares; else they are the tests'.
# ctest runs it as one process, because loading LibTorch or starting node takes longer than most test cases; what became
# of each case is in test-cases/<name>.xml, where tests/summary.mjs counts them.
# Natively it runs as it is; with Emscripten it runs under node, reading real files.

# To optimise a test, and more so to link it well to WebAssembly, takes longer than to run it. What it tests is optimised.
set(DEEPCARS_TEST_OPTIONS $<$<CONFIG:Release>:-O1>)

if(EMSCRIPTEN)
  # What ctest starts node with. Older ones have relaxed SIMD as an experiment, newer ones without asking.
  set(DEEPCARS_NODE ${CMAKE_CROSSCOMPILING_EMULATOR})
  execute_process(COMMAND ${CMAKE_CROSSCOMPILING_EMULATOR} --v8-options OUTPUT_VARIABLE v8_options)
  set(DEEPCARS_NODE_RELAXED ${DEEPCARS_NODE})
  if(v8_options MATCHES "--experimental-wasm-relaxed-simd")
    list(APPEND DEEPCARS_NODE_RELAXED --experimental-wasm-relaxed-simd)
  endif()

  # Debian's libgtest-dev carries the sources; the compiled ones are native.
  set(DEEPCARS_GTEST_SOURCE /usr/src/googletest/googletest CACHE PATH "GoogleTest's sources")
  add_library(deepcars_gtest STATIC ${DEEPCARS_GTEST_SOURCE}/src/gtest-all.cc ${DEEPCARS_GTEST_SOURCE}/src/gtest_main.cc)
  target_include_directories(deepcars_gtest SYSTEM PUBLIC ${DEEPCARS_GTEST_SOURCE}/include
                             PRIVATE ${DEEPCARS_GTEST_SOURCE})
  target_link_libraries(deepcars_gtest PUBLIC deepcars_platform)
else()
  find_package(GTest REQUIRED)
  add_library(deepcars_gtest INTERFACE)
  target_link_libraries(deepcars_gtest INTERFACE GTest::gtest_main)
  # Compiled once for all tests; a target that owns them needs a file of its own.
  add_library(deepcars_test_headers OBJECT precompiled.cc)
  target_compile_options(deepcars_test_headers PRIVATE ${DEEPCARS_TEST_OPTIONS})
  target_link_libraries(deepcars_test_headers PRIVATE deepcars_gtest deepcars::shared deepcars_warnings)
  target_precompile_headers(deepcars_test_headers PRIVATE <gtest/gtest.h> <nlohmann/json.hpp>)
endif()

# What reads bytes from outside, and the kernels: tests/run.sh runs these in build/asan too, where nothing else is built.
set(DEEPCARS_SANITIZED_TESTS numeric_check_test nn_kernels_test nn_thread_pool_test image_test score_test weights_test
                             explain_test pth_mutation_test base_test data_test)
add_custom_target(sanitized_tests)

function(deepcars_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "HEADERS" "SOURCES;LIBRARIES;PROPERTIES")
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE deepcars_gtest deepcars::shared ${arg_LIBRARIES} deepcars_warnings)
  if(EMSCRIPTEN)
    target_compile_options(${name} PRIVATE ${DEEPCARS_TEST_OPTIONS})
    target_link_options(${name} PRIVATE -sNODERAWFS=1 -sALLOW_MEMORY_GROWTH=1 -sEXIT_RUNTIME=1 -sSTACK_SIZE=1MB
                        ${DEEPCARS_TEST_OPTIONS})
    set_target_properties(${name} PROPERTIES CROSSCOMPILING_EMULATOR "${DEEPCARS_NODE}")
  elseif(arg_HEADERS)
    target_compile_options(${name} PRIVATE ${DEEPCARS_TEST_OPTIONS})
    target_precompile_headers(${name} REUSE_FROM ${arg_HEADERS})
  else()
    target_compile_options(${name} PRIVATE ${DEEPCARS_TEST_OPTIONS})
    target_precompile_headers(${name} REUSE_FROM deepcars_test_headers)
  endif()
  add_test(NAME ${name} COMMAND ${name} --gtest_output=xml:${PROJECT_BINARY_DIR}/test-cases/${name}.xml)
  set_tests_properties(${name} PROPERTIES TIMEOUT 600 ${arg_PROPERTIES})
  if(name IN_LIST DEEPCARS_SANITIZED_TESTS)
    set_tests_properties(${name} PROPERTIES LABELS sanitized)
    add_dependencies(sanitized_tests ${name})
  endif()
endfunction()

# deepcars_relaxed_test(name): with Emscripten, the test program once more as name_relaxed, with the network for relaxed
# SIMD. The tests' own files are the same, so they are not compiled again; the first library that has a function wins.
function(deepcars_relaxed_test name)
  get_target_property(libraries ${name} LINK_LIBRARIES)
  get_target_property(link_options ${name} LINK_OPTIONS)
  add_executable(${name}_relaxed $<TARGET_OBJECTS:${name}>)
  target_link_libraries(${name}_relaxed PRIVATE deepcars_shared_relaxed ${libraries})
  target_link_options(${name}_relaxed PRIVATE ${link_options})
  set_target_properties(${name}_relaxed PROPERTIES LINKER_LANGUAGE CXX
                        CROSSCOMPILING_EMULATOR "${DEEPCARS_NODE_RELAXED}")
  add_test(NAME ${name}_relaxed
           COMMAND ${name}_relaxed --gtest_output=xml:${PROJECT_BINARY_DIR}/test-cases/${name}_relaxed.xml)
  set_tests_properties(${name}_relaxed PROPERTIES TIMEOUT 600)
endfunction()
