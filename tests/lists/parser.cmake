pkg_check_modules(TEST_ZIP REQUIRED IMPORTED_TARGET libzip) # tests make archives
rap_unit_test(arabic LIBS rap::layout)
rap_unit_test(docx LIBS rap::layout PkgConfig::TEST_ZIP)
rap_unit_test(eml LIBS rap::layout)
rap_unit_test(glyphs LIBS rap::layout)
rap_unit_test(html LIBS rap::layout)
rap_unit_test(hyphens LIBS rap::layout)
rap_unit_test(layout LIBS rap::layout)
rap_unit_test(numbering LIBS rap::layout)
rap_unit_test(odt LIBS rap::layout PkgConfig::TEST_ZIP)
rap_unit_test(package LIBS rap::layout PkgConfig::TEST_ZIP)
rap_unit_test(paragraphs LIBS rap::layout)
rap_unit_test(shapes LIBS rap::layout)
rap_unit_test(text_layer LIBS rap::layout)

rap_unit_test(last_words LIBS rap::parser)
rap_unit_test(sandbox LIBS rap::sandbox)

rap_process_test(parser)
rap_process_test(sandbox)
add_executable(refuse refuse.c)
target_link_libraries(refuse PRIVATE rap::options)
target_include_directories(refuse PRIVATE ${PROJECT_SOURCE_DIR})
set_target_properties(refuse PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/tests)

add_executable(layout_dump bench/layout_dump.c)
target_link_libraries(layout_dump PRIVATE rap::ocr rap::layout rap::options)
set_target_properties(layout_dump PROPERTIES
  RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/tests)

add_executable(record_dump bench/record_dump.c)
target_link_libraries(record_dump PRIVATE rap::structure rap::ocr rap::layout rap::options)
set_target_properties(record_dump PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bench)
rap_unit_test(cast LIBS rap::structure)
rap_unit_test(dates LIBS rap::structure)
rap_unit_test(day LIBS rap::structure)
rap_unit_test(occasion LIBS rap::structure)
rap_unit_test(structure LIBS rap::structure)
rap_unit_test(seed LIBS rap::structure rap::layout)
rap_fuzz_target(dates LIBS rap::structure)
rap_fuzz_target(structure LIBS rap::structure)
rap_fuzz_target(office LIBS rap::layout rap::text PkgConfig::TEST_ZIP)
rap_unit_test(turns LIBS rap::structure)
rap_fuzz_target(html LIBS rap::layout rap::text)

# The text of sixty made-up pages, both halves.
add_test(NAME unit.html_pages
  COMMAND ${Python3_EXECUTABLE} -B ${PROJECT_SOURCE_DIR}/tests/bench/html_pages.py $<TARGET_FILE:layout_dump> --least 0.97)
set_tests_properties(unit.html_pages PROPERTIES LABELS unit TIMEOUT 240)
