# flotilla_library(NAME SOURCES a.cpp… PUBLIC targets… PRIVATE targets…): one folder, one target, one alias.
# `kube/api` becomes target flotilla_kube_api with the alias flotilla::kube_api. The headers beside the sources are its
# interface; `all_verify_interface_header_sets` compiles each of them by itself.
function(flotilla_library name)
  cmake_parse_arguments(arg "" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  string(REPLACE "/" "_" flat ${name})
  set(target flotilla_${flat})
  add_library(${target} STATIC ${arg_SOURCES})
  add_library(flotilla::${flat} ALIAS ${target})
  file(GLOB_RECURSE headers CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.hpp)
  target_sources(${target} PUBLIC FILE_SET HEADERS BASE_DIRS ${CMAKE_SOURCE_DIR}/src FILES ${headers})
  set_target_properties(${target} PROPERTIES VERIFY_INTERFACE_HEADER_SETS ON)
  target_link_libraries(${target} PUBLIC ${arg_PUBLIC} PRIVATE ${arg_PRIVATE} flotilla_warnings)
endfunction()

# flotilla_test(NAME SOURCES a_test.cpp… LINK targets… [LABELS l…] [TIMEOUT s]): one GoogleTest program, run as one ctest.
function(flotilla_test name)
  cmake_parse_arguments(arg "" "TIMEOUT" "SOURCES;LINK;LABELS" ${ARGN})
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE ${arg_LINK} flotilla_warnings GTest::gmock GTest::gtest_main)
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR}/tests)
  target_compile_definitions(${name} PRIVATE FLOTILLA_TEST_DATA="${CMAKE_SOURCE_DIR}/tests/data")
  add_test(NAME ${name} COMMAND ${name})
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 120)
  endif()
  set_tests_properties(${name} PROPERTIES TIMEOUT ${arg_TIMEOUT} LABELS "${arg_LABELS}")
endfunction()

# flotilla_embed(TARGET SYMBOL FILE): puts FILE's bytes into TARGET; base/embedded.hpp tells how to reach them:
# FLOTILLA_EMBEDDED(SYMBOL) defines embedded_SYMBOL().
function(flotilla_embed target symbol file)
  get_filename_component(path ${file} ABSOLUTE)
  set(assembly ${CMAKE_CURRENT_BINARY_DIR}/${symbol}.S)
  file(WRITE ${assembly}.new "    .section .rodata\n    .global flotilla_${symbol}_begin\n    .global flotilla_${symbol}_end\n\
    .balign 16\nflotilla_${symbol}_begin:\n    .incbin \"${path}\"\nflotilla_${symbol}_end:\n    .byte 0\n\
    .section .note.GNU-stack,\"\",%progbits\n")
  configure_file(${assembly}.new ${assembly} COPYONLY)
  set_source_files_properties(${assembly} PROPERTIES OBJECT_DEPENDS ${path})
  target_sources(${target} PRIVATE ${assembly})
endfunction()
