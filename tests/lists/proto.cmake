rap_unit_test(home LIBS rap::proto)
rap_unit_test(rap1 LIBS rap::proto)
rap_unit_test(link LIBS rap::proto PkgConfig::ZMQ)
rap_unit_test(parties LIBS rap::parties rap::text rap::base)
