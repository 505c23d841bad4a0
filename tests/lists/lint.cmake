# Checks of the source itself; each is shown to fail by tests/lint/test_lint.py.
function(rap_lint_test name)
  add_test(NAME lint.${name} COMMAND ${PROJECT_SOURCE_DIR}/tests/lint/${name}.sh ${ARGN})
  set_tests_properties(lint.${name} PROPERTIES LABELS lint TIMEOUT 120)
endfunction()

rap_lint_test(layers)
rap_lint_test(size)
rap_lint_test(events)
rap_lint_test(faults)
if(CMAKE_BUILD_TYPE STREQUAL "Debug" AND NOT RAP_SANITIZE) # an optimiser makes calls of its own
  rap_lint_test(symbols ${PROJECT_BINARY_DIR})
endif()
# data/parties.yaml is what its script makes; skipped where the script's sources are absent or others.
add_test(NAME lint.parties
  COMMAND ${Python3_EXECUTABLE} -B ${PROJECT_SOURCE_DIR}/scripts/make-parties.py --check)
set_tests_properties(lint.parties PROPERTIES LABELS lint TIMEOUT 120 SKIP_RETURN_CODE 77
  ENVIRONMENT LC_ALL=C.UTF-8)
add_test(NAME lint.self
  COMMAND ${Python3_EXECUTABLE} -B ${PROJECT_SOURCE_DIR}/tests/lint/test_lint.py -v)
set_tests_properties(lint.self PROPERTIES LABELS lint TIMEOUT 120)
