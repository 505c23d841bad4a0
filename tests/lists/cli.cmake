rap_unit_test(grid LIBS rap::cli)
