# Warnings, hardening and sanitizers, the same for everything that is built.

add_library(cosign_options INTERFACE)
target_compile_definitions(cosign_options INTERFACE _GNU_SOURCE
    COSIGN_OWN_CURVES=$<BOOL:${COSIGN_OWN_CURVES}>)
target_compile_options(cosign_options INTERFACE
    -Wall -Wextra -Wshadow -Wconversion -Wsign-conversion -Wcast-qual
    -Wmissing-prototypes -Wstrict-prototypes -Wpointer-arith -Wvla
    -Wwrite-strings -Wundef -Wformat=2 -Wimplicit-fallthrough
    -Wframe-larger-than=2047
    -fno-common -fstack-protector-strong
    # For the linker, to leave out what a library does not use.
    -ffunction-sections -fdata-sections)
if(CMAKE_C_COMPILER_ID STREQUAL "GNU")
  # What is cold stays where it is: each part would cost unwinding data.
  target_compile_options(cosign_options INTERFACE
      -fno-reorder-blocks-and-partition)
endif()
if(COSIGN_WERROR)
  target_compile_options(cosign_options INTERFACE -Werror)
endif()

if(COSIGN_SANITIZE STREQUAL "address")
  # Undefined behaviour ends the process: a report alone would not fail a test.
  target_compile_options(cosign_options INTERFACE
      -fsanitize=address,undefined -fno-sanitize-recover=all
      -fno-omit-frame-pointer -Wno-frame-larger-than)
  target_link_options(cosign_options INTERFACE -fsanitize=address,undefined)
elseif(COSIGN_SANITIZE STREQUAL "thread")
  target_compile_options(cosign_options INTERFACE
      -fsanitize=thread -fno-omit-frame-pointer -Wno-frame-larger-than)
  target_link_options(cosign_options INTERFACE -fsanitize=thread)
elseif(NOT COSIGN_SANITIZE STREQUAL "")
  message(FATAL_ERROR
      "COSIGN_SANITIZE is '${COSIGN_SANITIZE}': address, thread or nothing")
else()
  target_compile_options(cosign_options INTERFACE
      $<$<CONFIG:Release,RelWithDebInfo,MinSizeRel>:-U_FORTIFY_SOURCE>
      $<$<CONFIG:Release,RelWithDebInfo,MinSizeRel>:-D_FORTIFY_SOURCE=2>)
endif()

if(COSIGN_FUZZ)
  if(NOT CMAKE_C_COMPILER_ID MATCHES "Clang")
    message(FATAL_ERROR "COSIGN_FUZZ needs clang: -DCMAKE_C_COMPILER=clang")
  endif()
  target_compile_options(cosign_options INTERFACE -fsanitize=fuzzer-no-link)
endif()
