# Installation: headers, libraries, cosignc, pkg-config files and a CMake
# package. Everything finds its neighbours by relative paths, so an installed
# tree may be moved.
include(CMakePackageConfigHelpers)

set(COSIGN_CMAKE_DIR ${CMAKE_INSTALL_LIBDIR}/cmake/cosign)

install(DIRECTORY include/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
    FILES_MATCHING PATTERN "*.h")

# The shared libraries need nothing from their users; the static ones need
# libcrypto and jansson. Two export files keep the first free of the second.
foreach(kind shared static)
  set(suffix "")
  if(kind STREQUAL "static")
    set(suffix "_static")
  endif()
  install(TARGETS cosign${suffix} verify${suffix} EXPORT cosign-${kind}
      LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}
      ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
  install(EXPORT cosign-${kind} NAMESPACE cosign::
      FILE cosign-${kind}.cmake DESTINATION ${COSIGN_CMAKE_DIR})
endforeach()

if(TARGET cosignc)
  # Finds the library, wherever the tree is moved to: beside it where both were
  # built, and where they are installed. One path for both: CMake would pad a
  # shorter one with empty entries, which mean the working directory.
  file(RELATIVE_PATH up_to_lib
      ${CMAKE_INSTALL_FULL_BINDIR} ${CMAKE_INSTALL_FULL_LIBDIR})
  set_target_properties(cosignc PROPERTIES
      BUILD_WITH_INSTALL_RPATH ON
      INSTALL_RPATH "$ORIGIN;$ORIGIN/${up_to_lib}")
  install(TARGETS cosignc RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()

configure_package_config_file(cmake/cosign-config.cmake.in
    ${PROJECT_BINARY_DIR}/cosign-config.cmake
    INSTALL_DESTINATION ${COSIGN_CMAKE_DIR}
    NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file(
    ${PROJECT_BINARY_DIR}/cosign-config-version.cmake
    COMPATIBILITY SameMinorVersion)
install(FILES
    ${PROJECT_BINARY_DIR}/cosign-config.cmake
    ${PROJECT_BINARY_DIR}/cosign-config-version.cmake
    DESTINATION ${COSIGN_CMAKE_DIR})

# pkg-config: ${pcfiledir} is where the .pc file was found.
set(pc_dir ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig)
cmake_path(RELATIVE_PATH CMAKE_INSTALL_PREFIX
    BASE_DIRECTORY ${pc_dir} OUTPUT_VARIABLE COSIGN_PC_PREFIX)
cmake_path(RELATIVE_PATH CMAKE_INSTALL_FULL_INCLUDEDIR
    BASE_DIRECTORY ${pc_dir} OUTPUT_VARIABLE COSIGN_PC_INCLUDEDIR)
set(COSIGN_PC_LIBS_PRIVATE "")
foreach(lib ${CMAKE_DL_LIBS})
  string(APPEND COSIGN_PC_LIBS_PRIVATE " -l${lib}")
endforeach()
foreach(name libcosign libcosign-verify)
  configure_file(cmake/${name}.pc.in ${PROJECT_BINARY_DIR}/${name}.pc @ONLY)
  install(FILES ${PROJECT_BINARY_DIR}/${name}.pc
      DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
endforeach()
