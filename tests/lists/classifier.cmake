rap_unit_test(classify LIBS rap::classifier)
rap_unit_test(codebook LIBS rap::classifier)
rap_unit_test(evaluate LIBS rap::evaluate)
rap_unit_test(match LIBS rap::classifier)
rap_unit_test(segment LIBS rap::classifier)

rap_fuzz_target(classify LIBS rap::classifier)

# bench_classify: statements a second.
add_executable(bench_classify bench/classify.c)
target_link_libraries(bench_classify PRIVATE rap::classifier rap::options)
set_target_properties(bench_classify PROPERTIES
  RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/tests)
rap_process_test(classifier)
