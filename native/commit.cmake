# Writes a header that says which commit is built: cmake -DSOURCE=FOLDER -DHEADER=FILE -P commit.cmake
# The header changes only with the commit, or when the first change is made to it. "unknown" where there is no git, or
# where the project was unpacked from an archive, be it inside another repository.
set(name unknown)
set(date "")
find_package(Git QUIET)
if(GIT_FOUND)
  execute_process(COMMAND ${GIT_EXECUTABLE} rev-parse --show-toplevel WORKING_DIRECTORY ${SOURCE}
                  OUTPUT_VARIABLE top OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
  file(REAL_PATH "${SOURCE}" source)
  if(top STREQUAL source)
    execute_process(COMMAND ${GIT_EXECUTABLE} describe --always --exclude=* --abbrev=12 "--dirty= with changes"
                    WORKING_DIRECTORY ${SOURCE} OUTPUT_VARIABLE name OUTPUT_STRIP_TRAILING_WHITESPACE)
    execute_process(COMMAND ${GIT_EXECUTABLE} log -1 --format=%cs WORKING_DIRECTORY ${SOURCE} OUTPUT_VARIABLE date
                    OUTPUT_STRIP_TRAILING_WHITESPACE)
  endif()
endif()
configure_file(${CMAKE_CURRENT_LIST_DIR}/commit.h.in ${HEADER} @ONLY)
