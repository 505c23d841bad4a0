rap_process_test(start)
rap_process_test(spine)
rap_process_test(broker)
