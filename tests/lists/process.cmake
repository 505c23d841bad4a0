rap_process_test(start)
rap_process_test(spine)
