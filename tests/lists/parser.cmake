rap_unit_test(glyphs LIBS rap::layout)
