# Project-wide compiler settings and the two functions every folder uses.

# Debian's libsystemc exports an API symbol for C++17, so every object is C++17 exactly.
set(CMAKE_CXX_STANDARD 17)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)

find_program(CCACHE ccache)
if(CCACHE)
  # What ccache asks of those who precompile headers.
  set(launcher ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${CCACHE})
  set(CMAKE_C_COMPILER_LAUNCHER ${launcher})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${launcher})
endif()

# Contract 1 (docs/architecture.md): no fused multiply-add the source does not ask for.
add_compile_options(-ffp-contract=off)
# GCC collects its garbage once a gigabyte is full: files of many, full of templates, spend up to a tenth of
# their time on that otherwise.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  add_compile_options(--param=ggc-min-heapsize=1000000)
endif()
if(KINTSUGI_VARIANT STREQUAL "asan")
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=undefined
                      -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
endif()
if(KINTSUGI_VARIANT STREQUAL "fuzz")
  add_compile_options(-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined)
  add_link_options(-fsanitize=address,undefined)
endif()

# LLVM's linker, where it is, takes a quarter of the time of GNU's.
find_program(LLD ld.lld)
if(LLD)
  add_link_options(-fuse-ld=lld)
endif()

add_library(kintsugi_warnings INTERFACE)
if(NOT KINTSUGI_VARIANT STREQUAL "fuzz")  # clang has opinions of its own
  target_compile_options(kintsugi_warnings INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Werror)
endif()
target_include_directories(kintsugi_warnings INTERFACE ${PROJECT_SOURCE_DIR})

# Without it ccache keeps nothing of a target with precompiled headers.
function(kintsugi_keep_in_ccache name)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(${name} PRIVATE -fpch-preprocess)
  endif()
endfunction()

# kintsugi_shared_headers(NAME SET LIBRARIES lib ... HEADERS <header> ...): headers of libraries that most
# sources of many targets include, and include all the same, compiled once for all that have the same
# flags.
function(kintsugi_shared_headers name set)
  cmake_parse_arguments(ARG "" "" "LIBRARIES;HEADERS" ${ARGN})
  set(headers kintsugi_${set}_headers)
  if(NOT TARGET ${headers})
    file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/${headers}.cc CONTENT "")
    add_library(${headers} OBJECT ${PROJECT_BINARY_DIR}/${headers}.cc)
    target_link_libraries(${headers} PRIVATE ${ARG_LIBRARIES} kintsugi_warnings)
    target_precompile_headers(${headers} PRIVATE ${ARG_HEADERS})
    kintsugi_keep_in_ccache(${headers})
  endif()
  target_link_libraries(${name} PRIVATE ${ARG_LIBRARIES})
  target_precompile_headers(${name} REUSE_FROM ${headers})
  kintsugi_keep_in_ccache(${name})
endfunction()

# kintsugi_library(NAME SOURCES a.cc ... [DEPENDS lib ...] [PRECOMPILE <header> ...])
# One static library a folder; includes are written from the repository root. PRECOMPILE names large
# headers of libraries that most sources include, and include all the same. KINTSUGI_ROOM_HEADERS of a
# directory does so for what the testbench includes.
function(kintsugi_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS;PRECOMPILE" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  target_include_directories(${name} PUBLIC ${PROJECT_SOURCE_DIR})
  target_link_libraries(${name} PUBLIC ${ARG_DEPENDS} PRIVATE kintsugi_warnings)
  if(ARG_PRECOMPILE)
    target_precompile_headers(${name} PRIVATE ${ARG_PRECOMPILE})
    kintsugi_keep_in_ccache(${name})
  elseif(KINTSUGI_ROOM_HEADERS)
    kintsugi_shared_headers(${name} room LIBRARIES fmt::fmt HEADERS
      <fmt/format.h> <nlohmann/json.hpp> <filesystem> <fstream> <functional> <map> <optional> <sstream>)
  endif()
endfunction()

# A header TARGET includes by its name, which cmake/SCRIPT writes from INPUTS; -D settings follow.
function(kintsugi_generated_header target name script inputs)
  set(header ${CMAKE_CURRENT_BINARY_DIR}/${name})
  add_custom_command(
    OUTPUT ${header}
    COMMAND ${CMAKE_COMMAND} -DHEADER=${header} ${ARGN} -P ${PROJECT_SOURCE_DIR}/cmake/${script}
    DEPENDS ${inputs} ${PROJECT_SOURCE_DIR}/cmake/${script}
    COMMENT "${name} of ${target}" VERBATIM)
  target_sources(${target} PRIVATE ${header})
  target_include_directories(${target} PRIVATE ${CMAKE_CURRENT_BINARY_DIR})
endfunction()

# kintsugi_embed(TARGET HEADER file ...): their texts as constants, page.css as kPageCss.
function(kintsugi_embed target name)
  set(files)
  foreach(file ${ARGN})
    get_filename_component(file ${file} ABSOLUTE)
    list(APPEND files ${file})
  endforeach()
  list(JOIN files "," joined)
  kintsugi_generated_header(${target} ${name} embed_text.cmake "${files}" -DFILES=${joined})
endfunction()

# kintsugi_digest(TARGET HEADER [CONSTANT name] [ROOMS folder ...] [TRAINING]): one digest of all that
# decides what TARGET measures; cmake/source_digest.cmake says what that is.
function(kintsugi_digest target name)
  cmake_parse_arguments(ARG "TRAINING" "CONSTANT" "ROOMS" ${ARGN})
  # A new file comes with an edit of a CMakeLists.txt, so the list made at configuration is enough.
  set(patterns)
  foreach(room models systemc rtl testbench/population testbench/checkers ${ARG_ROOMS})
    list(APPEND patterns ${PROJECT_SOURCE_DIR}/${room}/*)
  endforeach()
  file(GLOB_RECURSE sources ${patterns})
  list(JOIN ARG_ROOMS "," rooms)
  kintsugi_generated_header(${target} ${name} source_digest.cmake "${sources}"
    -DROOT=${PROJECT_SOURCE_DIR} -DNAME=${ARG_CONSTANT} -DMORE=${rooms} -DTRAINING=${ARG_TRAINING})
endfunction()

# kintsugi_test(NAME SOURCES a_test.cc ... [DEPENDS lib ...])
# One GoogleTest program; every TEST in it becomes a ctest entry.
function(kintsugi_test name)
  cmake_parse_arguments(ARG "" "FIXTURE" "SOURCES;DEPENDS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE ${ARG_DEPENDS} GTest::gtest_main kintsugi_warnings)
  kintsugi_shared_headers(${name} test LIBRARIES GTest::gtest HEADERS
    <gtest/gtest.h> <nlohmann/json.hpp> <filesystem> <fstream> <functional> <map> <optional>)
  if(ARG_FIXTURE)
    set(properties PROPERTIES FIXTURES_REQUIRED ${ARG_FIXTURE})
  endif()
  gtest_discover_tests(${name} WORKING_DIRECTORY ${PROJECT_SOURCE_DIR} DISCOVERY_TIMEOUT 60
    ${properties})
endfunction()

# kintsugi_built_by_tests(NAME target ...): programs around wrong controllers, which nobody but tests runs.
# No build makes them by itself: the test NAME.AreBuilt does, for those that require the fixture NAME.
# These say ${KINTSUGI_BUILT_LATER} before such a program: of one that is not there CTest lists no command.
set(KINTSUGI_BUILT_LATER ${CMAKE_COMMAND} -E env)
function(kintsugi_built_by_tests name)
  set_target_properties(${ARGN} PROPERTIES EXCLUDE_FROM_ALL ON)
  add_custom_target(${name})
  add_dependencies(${name} ${ARGN})
  add_test(NAME ${name}.AreBuilt
    COMMAND ${CMAKE_COMMAND} --build ${PROJECT_BINARY_DIR} --target ${name} --parallel 2)
  set_tests_properties(${name}.AreBuilt PROPERTIES
    FIXTURES_SETUP ${name} PROCESSORS 2 RESOURCE_LOCK build)
endfunction()

if(KINTSUGI_TESTS)
  enable_testing()
  include(GoogleTest)
  find_package(GTest REQUIRED)
endif()
