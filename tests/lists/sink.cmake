rap_unit_test(store LIBS rap::store)
rap_unit_test(store_rescue LIBS rap::store)
rap_unit_test(again LIBS rap::store)
rap_unit_test(audit LIBS rap::store)
