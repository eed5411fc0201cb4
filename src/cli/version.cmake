# cmake -DSOURCE=DIR -DOUTPUT=FILE -P version.cmake: the commit that is built.
# The date is the commit's, so that a build can be repeated bit by bit.
set(commit unknown)
set(state unknown)
set(date unknown)
find_program(GIT git)
if(GIT AND EXISTS ${SOURCE}/.git)
  execute_process(COMMAND ${CMAKE_COMMAND} -E env TZ=UTC
      ${GIT} -C ${SOURCE} log -1 --format=%H%n%cd
      --date=format-local:%Y-%m-%dT%H:%M:%SZ
      OUTPUT_VARIABLE out RESULT_VARIABLE failed ERROR_QUIET
      OUTPUT_STRIP_TRAILING_WHITESPACE)
  if(NOT failed)
    string(REPLACE "\n" ";" out "${out}")
    list(GET out 0 commit)
    list(GET out 1 date)
    execute_process(COMMAND ${GIT} -C ${SOURCE} status --porcelain
        --untracked-files=no OUTPUT_VARIABLE out ERROR_QUIET)
    if(out STREQUAL "")
      set(state clean)
    else()
      set(state dirty)
    endif()
  endif()
endif()

set(text "#define CLI_GIT_COMMIT     \"${commit}\"
#define CLI_GIT_TREE_STATE \"${state}\"
#define CLI_BUILD_DATE     \"${date}\"
")
set(old "")
if(EXISTS ${OUTPUT})
  file(READ ${OUTPUT} old)
endif()
if(NOT old STREQUAL text)
  file(WRITE ${OUTPUT} "${text}")
endif()
