rap_unit_test(arena LIBS rap::base)
rap_unit_test(loop LIBS rap::base PkgConfig::ZMQ)
rap_unit_test(text_icu LIBS rap::text rap::base)
