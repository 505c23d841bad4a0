rap_unit_test(grid LIBS rap::cli)
rap_process_test(check)
rap_process_test(cli)
rap_process_test(quarantine)
