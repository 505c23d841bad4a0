# One INTERFACE target carries every compile and link option, so that no
# directory sets global CMAKE_C_FLAGS and third-party code can opt out.
option(RAP_WERROR "Treat warnings as errors" OFF)
option(RAP_HARDENING "Distribution hardening flags" OFF)
option(RAP_COVERAGE "gcov instrumentation" OFF)
option(RAP_FUZZ "Build libFuzzer targets (clang only)" OFF)
set(RAP_SANITIZE "" CACHE STRING "Comma separated -fsanitize= list")

add_library(rap_options INTERFACE)
add_library(rap::options ALIAS rap_options)

# Asserts stay on in every build: CMake's own RelWithDebInfo adds -DNDEBUG.
string(REPLACE "-DNDEBUG" "" CMAKE_C_FLAGS_RELWITHDEBINFO "${CMAKE_C_FLAGS_RELWITHDEBINFO}")
string(REPLACE "-DNDEBUG" "" CMAKE_CXX_FLAGS_RELWITHDEBINFO "${CMAKE_CXX_FLAGS_RELWITHDEBINFO}")

target_compile_features(rap_options INTERFACE c_std_17 cxx_std_17)
set(CMAKE_C_EXTENSIONS ON) # gnu17: the cleanup attribute is part of the house style
target_compile_definitions(rap_options INTERFACE _GNU_SOURCE RAP_VERSION="${PROJECT_VERSION}")

target_compile_options(rap_options INTERFACE
  -Wall -Wextra -Wpedantic
  -Wshadow -Wundef -Wvla -Wpointer-arith -Wcast-qual -Wwrite-strings
  $<$<COMPILE_LANGUAGE:C>:-Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition>
  -Wformat=2 -Wconversion -Wsign-conversion -Wdouble-promotion
  -Wimplicit-fallthrough -Wswitch-enum -Wnull-dereference
  -fno-common -fno-omit-frame-pointer -fstrict-flex-arrays=3
  $<$<C_COMPILER_ID:GNU>:-Wlogical-op -Wduplicated-cond -Wduplicated-branches -Wtrampolines -Walloca>
  $<$<BOOL:${RAP_WERROR}>:-Werror>)
# -fstrict-flex-arrays needs gcc 13 / clang 16; drop it where unknown.
include(CheckCCompilerFlag)
check_c_compiler_flag(-fstrict-flex-arrays=3 RAP_HAVE_STRICT_FLEX)
if(NOT RAP_HAVE_STRICT_FLEX)
  get_target_property(_opts rap_options INTERFACE_COMPILE_OPTIONS)
  list(REMOVE_ITEM _opts -fstrict-flex-arrays=3)
  set_target_properties(rap_options PROPERTIES INTERFACE_COMPILE_OPTIONS "${_opts}")
endif()

if(RAP_SANITIZE)
  target_compile_options(rap_options INTERFACE -fsanitize=${RAP_SANITIZE} -fno-sanitize-recover=all)
  target_link_options(rap_options INTERFACE -fsanitize=${RAP_SANITIZE})
endif()
if(RAP_FUZZ)
  target_compile_options(rap_options INTERFACE -fsanitize=fuzzer-no-link)
endif()
if(RAP_COVERAGE)
  target_compile_options(rap_options INTERFACE --coverage -O0)
  target_link_options(rap_options INTERFACE --coverage)
endif()
if(RAP_HARDENING)
  target_compile_options(rap_options INTERFACE
    -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3
    -fstack-protector-strong -fstack-clash-protection -fcf-protection=full
    -ftrivial-auto-var-init=zero -fno-delete-null-pointer-checks -fPIE)
  target_link_options(rap_options INTERFACE
    -pie -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack -Wl,-z,separate-code -Wl,--as-needed)
endif()
