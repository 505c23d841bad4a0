rap_unit_test(classify LIBS rap::classifier)
rap_unit_test(codebook LIBS rap::classifier)
rap_unit_test(criticism LIBS rap::criticism)
rap_unit_test(evaluate LIBS rap::evaluate)
rap_unit_test(llm LIBS rap::llm)
rap_unit_test(match LIBS rap::classifier)
rap_unit_test(model LIBS rap::train)
rap_unit_test(segment LIBS rap::classifier)

rap_fuzz_target(classify LIBS rap::classifier)
rap_fuzz_target(llm LIBS rap::llm)

rap_process_test(classifier)
rap_process_test(llm)
