# deepcars_test(name SOURCES a_test.cc ... LIBRARIES lib ... PROPERTIES property value ...): one GoogleTest program,
# known to ctest test by test.
# Natively it runs as it is; with Emscripten it runs under node, reading real files.
if(EMSCRIPTEN)
  # Debian's libgtest-dev carries the sources; the compiled ones are native.
  set(DEEPCARS_GTEST_SOURCE /usr/src/googletest/googletest CACHE PATH "GoogleTest's sources")
  add_library(deepcars_gtest STATIC ${DEEPCARS_GTEST_SOURCE}/src/gtest-all.cc ${DEEPCARS_GTEST_SOURCE}/src/gtest_main.cc)
  target_include_directories(deepcars_gtest SYSTEM PUBLIC ${DEEPCARS_GTEST_SOURCE}/include
                             PRIVATE ${DEEPCARS_GTEST_SOURCE})
else()
  find_package(GTest REQUIRED)
  add_library(deepcars_gtest INTERFACE)
  target_link_libraries(deepcars_gtest INTERFACE GTest::gtest_main)
endif()
include(GoogleTest)

function(deepcars_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LIBRARIES;PROPERTIES")
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE deepcars_gtest deepcars::shared ${arg_LIBRARIES} deepcars_warnings)
  if(EMSCRIPTEN)
    target_link_options(${name} PRIVATE -sNODERAWFS=1 -sALLOW_MEMORY_GROWTH=1 -sEXIT_RUNTIME=1 -sSTACK_SIZE=1MB)
  endif()
  gtest_discover_tests(${name} DISCOVERY_TIMEOUT 60 PROPERTIES TIMEOUT 300 ${arg_PROPERTIES})
endfunction()
