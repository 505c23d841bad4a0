# The end-to-end benchmark's own programs; docs/performance.md says how they are built and run.
pkg_check_modules(BENCH_CURL REQUIRED IMPORTED_TARGET libcurl)
add_executable(bench_serve bench/serve.c)
target_link_libraries(bench_serve PRIVATE rap::options)
add_executable(bench_floor bench/floor.c)
target_link_libraries(bench_floor PRIVATE
  rap::structure rap::layout rap::classifier rap::store rap::options PkgConfig::BENCH_CURL)
set_target_properties(bench_serve bench_floor PROPERTIES
  RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/tests)

# What it costs to read documents; run by bench/parse.
pkg_check_modules(BENCH_LIBS REQUIRED IMPORTED_TARGET libzip libxml-2.0)
add_executable(bench_parse bench/parse.c)
target_link_libraries(bench_parse PRIVATE
  rap::structure rap::layout rap::text rap::options PkgConfig::BENCH_LIBS)
set_target_properties(bench_parse PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bench)

# The ends of a hop, through the broker and without it; run by bench/hop.
function(rap_hop_program name)
  add_executable(bench_${name} bench/${name}.c)
  target_link_libraries(bench_${name} PRIVATE ${ARGN} PkgConfig::ZMQ rap::options)
  set_target_properties(bench_${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/tests)
endfunction()
rap_hop_program(hop_bare)
rap_hop_program(hop_link rap::proto)
rap_hop_program(hop_stage rap::proto)

# What it costs to find phrases and to read by rules; run by bench/matching.  Hyperscan or Vectorscan
# is what it is compared with, where one is installed.
pkg_check_modules(BENCH_ICU REQUIRED IMPORTED_TARGET icu-uc)
pkg_check_modules(BENCH_HYPERSCAN IMPORTED_TARGET libhs)
add_executable(bench_matching bench/matching.c)
target_link_libraries(bench_matching PRIVATE rap::classifier rap::options PkgConfig::BENCH_ICU)
if(BENCH_HYPERSCAN_FOUND)
  target_link_libraries(bench_matching PRIVATE PkgConfig::BENCH_HYPERSCAN)
  target_compile_definitions(bench_matching PRIVATE RAP_BENCH_HYPERSCAN)
endif()
set_target_properties(bench_matching PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bench)
