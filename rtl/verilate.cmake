# Turns a folder of SystemVerilog into a static library. Include this file in the folder that calls
#
#   kintsugi_verilate(TARGET [TRACE] TOP module PREFIX class RTL_DIR folder FILELIST file
#                     OUTDIR folder [ASSERTIONS file] [FLAGS flag ...] [DEPENDS file ...])
#
#   TRACE     waves are compiled in: VM_TRACE is 1 for who links TARGET, and so is the FST writer
#   RTL_DIR   folder that the file list and every `include is relative to: rtl/ itself, a patched
#             copy of it, or a controller of one's own
#   FILELIST  text file, one source a line, packages first
#   OUTDIR    where the generated code goes: class PREFIX, header PREFIX.h
#   ASSERTIONS  file of those that must be alive; else TOP.assertions of RTL_DIR, if there is one
#   FLAGS     further flags of Verilator, such as -Wno-fatal for a controller that does not lint
#   DEPENDS   files beside the sources whose change asks for a new run (included files)
#
# Who links TARGET gets the generated headers as system headers and the runtime. KINTSUGI_VARIANT
# adds coverage (cover) or sanitizers (asan). The generated code is compiled by
# clang++ where there is one: the model then runs up to 1.8 times faster than with g++.

find_program(VERILATOR verilator REQUIRED DOC "Verilator")
execute_process(COMMAND ${VERILATOR} --getenv VERILATOR_ROOT OUTPUT_VARIABLE VERILATOR_ROOT
                OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
find_package(Threads REQUIRED)
find_program(KINTSUGI_VERILATED_CXX NAMES clang++ clang++-16 clang++-15 clang++-14
             DOC "Compiler of verilated code")
# Objects of two compilers do not share one sanitizer runtime.
if(NOT KINTSUGI_VERILATED_CXX OR KINTSUGI_VARIANT STREQUAL "asan")
  set(KINTSUGI_VERILATED_CXX ${CMAKE_CXX_COMPILER} CACHE FILEPATH "Compiler of verilated code" FORCE)
endif()

set(KINTSUGI_VERILATOR_FLAGS --cc --assert -O3 --x-assign unique --x-initial unique -Wall)
set(KINTSUGI_VERILATED_FLAGS -std=c++17 -fPIE -ffp-contract=off -w)
# The largest memory has 1024 words; deeper ones would be left out of the wave.
# The file's blocks are packed by a thread of their own.
set(KINTSUGI_TRACE_FLAGS --trace-fst --trace-structs --trace-max-array 1024 --trace-threads 1)
set(verilated_runtime verilated verilated_threads)
set(vm_coverage 0)
if(KINTSUGI_VARIANT STREQUAL "cover")
  # Twenty thousand toggle points: short functions and -O1 compile in seconds instead of minutes.
  list(APPEND KINTSUGI_VERILATOR_FLAGS --coverage --output-split-cfuncs 500)
  list(APPEND KINTSUGI_VERILATED_FLAGS -O1)
  list(APPEND verilated_runtime verilated_cov)
  set(vm_coverage 1)
elseif(KINTSUGI_VARIANT STREQUAL "asan")
  list(APPEND KINTSUGI_VERILATED_FLAGS -O1 -g -fsanitize=address,undefined
       -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
else()
  list(APPEND KINTSUGI_VERILATED_FLAGS -O1)  # faster than -O3, in running too
endif()
set(verilated_definitions VM_COVERAGE=${vm_coverage} VM_SC=0 VM_TRACE_VCD=0)

# The Verilator runtime, compiled once; its FST writer only where something traced is built.
if(NOT TARGET kintsugi_verilated)
  list(TRANSFORM verilated_runtime REPLACE "(.+)" "${VERILATOR_ROOT}/include/\\1.cpp")
  add_library(kintsugi_verilated STATIC ${verilated_runtime})
  target_include_directories(kintsugi_verilated SYSTEM PUBLIC
    ${VERILATOR_ROOT}/include ${VERILATOR_ROOT}/include/vltstd)
  target_compile_definitions(kintsugi_verilated PUBLIC ${verilated_definitions})
  target_compile_options(kintsugi_verilated PRIVATE -w -O1)  # it opens and prints; -O3 is slow to compile
  target_link_libraries(kintsugi_verilated PUBLIC Threads::Threads)

  find_package(ZLIB REQUIRED)
  add_library(kintsugi_verilated_fst STATIC EXCLUDE_FROM_ALL
    ${VERILATOR_ROOT}/include/verilated_fst_c.cpp)
  target_compile_options(kintsugi_verilated_fst PRIVATE -w -O1)
  target_link_libraries(kintsugi_verilated_fst PUBLIC kintsugi_verilated ZLIB::ZLIB)
endif()

function(kintsugi_verilate target)
  cmake_parse_arguments(ARG "TRACE" "TOP;PREFIX;RTL_DIR;FILELIST;OUTDIR;ASSERTIONS" "FLAGS;DEPENDS" ${ARGN})
  file(STRINGS ${ARG_FILELIST} sources)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${ARG_FILELIST})
  list(TRANSFORM sources PREPEND "${ARG_RTL_DIR}/" OUTPUT_VARIABLE paths)

  set(flags ${KINTSUGI_VERILATOR_FLAGS})
  set(trace_definitions VM_TRACE=0 VM_TRACE_FST=0)
  set(runtime kintsugi_verilated)
  if(ARG_TRACE)
    list(APPEND flags ${KINTSUGI_TRACE_FLAGS})
    set(trace_definitions VM_TRACE=1 VM_TRACE_FST=1)
    set(runtime kintsugi_verilated_fst)
  endif()

  # The assertions that must be alive are listed beside the sources.
  set(listed ${ARG_RTL_DIR}/${ARG_TOP}.assertions)
  if(ARG_ASSERTIONS)
    set(listed ${ARG_ASSERTIONS})
  endif()
  if(EXISTS ${listed})
    list(APPEND ARG_DEPENDS ${listed})
  endif()

  # Verilator decides itself how many files it writes: a step behind it gathers them into one.
  set(header ${ARG_OUTDIR}/${ARG_PREFIX}.h)
  set(all ${ARG_OUTDIR}/${ARG_PREFIX}__All.cc)
  set(object ${ARG_OUTDIR}/${ARG_PREFIX}__All.o)
  add_custom_command(
    OUTPUT ${all} ${header}
    COMMAND ${CMAKE_COMMAND} -E rm -rf ${ARG_OUTDIR}
    COMMAND ${VERILATOR} ${flags} ${ARG_FLAGS} --prefix ${ARG_PREFIX}
            --top-module ${ARG_TOP} --Mdir ${ARG_OUTDIR} -I. ${sources}
    COMMAND ${CMAKE_COMMAND} -DFOLDER=${ARG_OUTDIR} -DPREFIX=${ARG_PREFIX} -DALL=${all}
            -DLISTED=${listed}
            -P ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/verilate_gather.cmake
    DEPENDS ${paths} ${ARG_DEPENDS} ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/verilate_gather.cmake
    WORKING_DIRECTORY ${ARG_RTL_DIR}
    COMMENT "Verilating ${target}" VERBATIM)
  set(definitions ${verilated_definitions} ${trace_definitions})
  list(TRANSFORM definitions PREPEND -D)
  add_custom_command(
    OUTPUT ${object}
    COMMAND ${CMAKE_CXX_COMPILER_LAUNCHER} ${KINTSUGI_VERILATED_CXX} ${KINTSUGI_VERILATED_FLAGS}
            ${definitions} -I${ARG_OUTDIR} -isystem ${VERILATOR_ROOT}/include
            -isystem ${VERILATOR_ROOT}/include/vltstd -c ${all} -o ${object}
    DEPENDS ${all}
    COMMENT "Compiling verilated ${target}" VERBATIM)

  add_library(${target} STATIC ${object} ${header})
  set_target_properties(${target} PROPERTIES LINKER_LANGUAGE CXX)
  set_source_files_properties(${object} PROPERTIES EXTERNAL_OBJECT ON GENERATED ON)
  target_include_directories(${target} SYSTEM INTERFACE ${ARG_OUTDIR})
  target_compile_definitions(${target} INTERFACE ${trace_definitions})
  target_link_libraries(${target} INTERFACE ${runtime})
endfunction()
