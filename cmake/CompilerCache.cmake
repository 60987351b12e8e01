# Compiles go through ccache when it is there, with paths taken relative to the checkout: a second clone
# then finds what the first one compiled. Links go through mold when it is there.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)

find_program(FLOTILLA_CCACHE ccache)
if(FLOTILLA_CCACHE)
  set(launcher ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${FLOTILLA_CCACHE})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${launcher})
  set(CMAKE_C_COMPILER_LAUNCHER ${launcher})
endif()

find_program(FLOTILLA_MOLD mold)
if(FLOTILLA_MOLD)
  add_link_options(-fuse-ld=mold)
endif()
