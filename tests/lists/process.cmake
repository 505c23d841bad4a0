rap_process_test(start)
rap_process_test(spine)
rap_process_test(broker)
rap_process_test(end_to_end)
