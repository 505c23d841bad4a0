rap_unit_test(arena LIBS rap::base)
rap_unit_test(loop LIBS rap::base PkgConfig::ZMQ)
