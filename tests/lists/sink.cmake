rap_unit_test(store LIBS rap::store)
