rap_process_test(start)
