rap_unit_test(classify LIBS rap::classifier)
rap_unit_test(codebook LIBS rap::classifier)
rap_unit_test(match LIBS rap::classifier)
rap_unit_test(segment LIBS rap::classifier)
