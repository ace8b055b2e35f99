# deepcars_test_with_threads(name): lets a test start threads, where the build has them (tests/thread_counts.h).
# In WebAssembly main must then be a thread of its own, because node's first thread cannot start others while it waits
# for them.
function(deepcars_test_with_threads name)
  if(EMSCRIPTEN AND NOT DEEPCARS_THREADS)
    return()
  endif()
  target_compile_definitions(${name} PRIVATE DEEPCARS_TEST_THREADS)
  if(EMSCRIPTEN)
    target_link_options(${name} PRIVATE -sPROXY_TO_PTHREAD=1)
  endif()
endfunction()
