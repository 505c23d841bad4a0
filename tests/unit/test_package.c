/* ZIP archives as containers: what is read of them, and what hostile ones do (nothing). */
#include "parser/formats/package.h"
#include "parser/layout.h"
#include "tests/unit/package_text.h"
#include "tests/unit/suite.h"

#include <check.h>

enum { FILE_MAX = 200 << 20, ARENA_MAX = 256 << 20, MANY_PARTS = 10001 };

static rap_arena_t *arena;
static rap_buf_t file;

static void setup(void)
{
    arena = rap_arena_new(ARENA_MAX);
    rap_buf_init(&file, FILE_MAX);
}

static void teardown(void)
{
    rap_buf_release(&file);
    rap_arena_destroy(&arena);
}

static rap_code_t read_part(const char *name, const char **ret, size_t *len, rap_err_t *err)
{
    RAP_AUTO(package) *package = NULL;

    RAP_TRY(package_open(&package, file.data, file.len, arena, err));
    return package_read(package, name, ret, len, err);
}

START_TEST(parts_are_found_by_name)
{
    static const char text[] =
        PACKAGE_MARK "a/b.xml\none\n" PACKAGE_MARK "empty\n" PACKAGE_MARK "c\ntwo";
    RAP_AUTO(package) *package = NULL;
    const char *bytes = NULL;
    size_t len = 0;
    rap_err_t err = {0};

    package_make(text, strlen(text), &file);
    ck_assert_int_eq(package_open(&package, file.data, file.len, arena, &err), RAP_OK);
    ck_assert(package_has(package, "a/b.xml"));
    ck_assert(!package_has(package, "A/B.xml"));
    ck_assert(!package_has(package, "b.xml"));
    ck_assert(package_has_prefix(package, "a/"));
    ck_assert(!package_has_prefix(package, "b/"));
    ck_assert_int_eq(package_read(package, "a/b.xml", &bytes, &len, &err), RAP_OK);
    ck_assert_uint_eq(len, 4);
    ck_assert_str_eq(bytes, "one\n");
    ck_assert_int_eq(package_read(package, "empty", &bytes, &len, &err), RAP_OK);
    ck_assert_uint_eq(len, 0);
    ck_assert_int_eq(package_read(package, "b.xml", &bytes, &len, &err), RAP_SYNTAX);
    ck_assert_str_eq(err.text, "the document has no part 'b.xml'");
}
END_TEST

/* One byte of a stored part is another one: the checksum tells. */
START_TEST(damage_is_found)
{
    const char *bytes = NULL;
    size_t len = 0;
    rap_err_t err = {0};
    char text[] = PACKAGE_MARK "a\nabc";

    package_make(text, strlen(text), &file);
    char *at = memmem(file.data, file.len, "abc", 3);
    ck_assert_ptr_nonnull(at);
    at[1] = 'x';
    ck_assert_int_eq(read_part("a", &bytes, &len, &err), RAP_SYNTAX);
    ck_assert_str_eq(err.text, "the document's part 'a' cannot be read (CRC error)");
}
END_TEST

/* Cut anywhere, an archive is damaged, never read in part, and never read past its end. */
START_TEST(a_cut_archive_is_damaged)
{
    const char text[] = PACKAGE_MARK "a\nsome text, some text, some text";
    rap_buf_t whole;

    rap_buf_init(&whole, FILE_MAX);
    package_make(text, strlen(text), &whole);
    for (size_t len = 1; len < whole.len; len++) {
        char *cut = malloc(len + 1);
        package_t *package = NULL;
        rap_err_t err = {0};

        ck_assert_ptr_nonnull(cut);
        memcpy(cut, whole.data, len);
        ck_assert_int_eq(package_open(&package, cut, len, arena, &err), RAP_SYNTAX);
        free(cut);
    }
    rap_buf_release(&whole);
}
END_TEST

START_TEST(a_password_is_needed)
{
    static const zip_uint16_t methods[] = {ZIP_EM_TRAD_PKWARE, ZIP_EM_AES_256};
    const char text[] = "<w:document/>";
    zip_source_t *source = package_source();
    zip_t *zip = zip_open_from_source(source, ZIP_TRUNCATE, NULL);
    rap_envelope_t envelope = {.url = ""};
    layout_t layout;
    rap_err_t err = {0};

    ck_assert_ptr_nonnull(zip);
    package_add(zip, "word/document.xml", text, strlen(text));
    ck_assert_int_eq(zip_file_set_encryption(zip, 0, methods[_i], "secret"), 0);
    ck_assert_int_eq(zip_close(zip), 0);
    package_take(source, &file);
    ck_assert_int_eq(
        layout_read(file.data, file.len, &envelope, arena, &layout, &err), RAP_ENCRYPTED);
    ck_assert_str_eq(err.text, "the document needs a password");
}
END_TEST

/* A part of zeros is a thousandth of itself when it is compressed. */
static void make_bomb(size_t size)
{
    zip_source_t *source = package_source();
    zip_t *zip = zip_open_from_source(source, ZIP_TRUNCATE, NULL);
    char *zeros = calloc(1, size);

    ck_assert(zip != NULL && zeros != NULL);
    package_add(zip, "zeros", zeros, size);
    ck_assert_int_eq(zip_set_file_compression(zip, 0, ZIP_CM_DEFLATE, 1), 0);
    ck_assert_int_eq(zip_close(zip), 0);
    free(zeros);
    package_take(source, &file);
}

START_TEST(bombs_do_not_go_off)
{
    const char *bytes = NULL;
    size_t len = 0;
    rap_err_t err = {0};

    make_bomb(30 << 20);
    ck_assert_uint_lt(file.len, 1 << 20);
    ck_assert_int_eq(read_part("zeros", &bytes, &len, &err), RAP_TOOBIG);
    ck_assert_str_eq(
        err.text, "the document's part 'zeros' is compressed to less than a part in 200");
    make_bomb(65 << 20);
    ck_assert_int_eq(read_part("zeros", &bytes, &len, &err), RAP_TOOBIG);
    ck_assert_str_eq(err.text, "the document's part 'zeros' has 68157440 bytes");
    ck_assert_uint_lt(rap_arena_used(arena), 1 << 20);
}
END_TEST

/* Parts that are harmless one by one have a limit together. */
START_TEST(all_parts_have_a_limit)
{
    RAP_AUTO(package) *package = NULL;
    const char *bytes = NULL;
    size_t len = 0, read = 0;
    rap_err_t err = {0};

    make_bomb(1 << 20);
    ck_assert_int_eq(package_open(&package, file.data, file.len, arena, &err), RAP_OK);
    while (package_read(package, "zeros", &bytes, &len, &err) == RAP_OK)
        read++;
    ck_assert_uint_eq(read, 96);
    ck_assert_int_eq(err.code, RAP_TOOBIG);
}
END_TEST

START_TEST(parts_have_a_limit)
{
    RAP_AUTO_RELEASE(rap_buf) text;
    RAP_AUTO(package) *package = NULL;
    rap_err_t err = {0};

    rap_buf_init(&text, FILE_MAX);
    for (int i = 0; i < MANY_PARTS; i++)
        ck_assert_int_eq(rap_buf_printf(&text, &err, PACKAGE_MARK "%d\n", i), RAP_OK);
    package_make(text.data, text.len, &file);
    ck_assert_int_eq(package_open(&package, file.data, file.len, arena, &err), RAP_TOOBIG);
    ck_assert_str_eq(err.text, "the ZIP archive has more than 10000 parts");
}
END_TEST

/* An archive may say of a part that it is smaller, or larger, than it is. */
START_TEST(sizes_that_lie_are_found)
{
    const char text[] = PACKAGE_MARK "a\nabcdefghij";
    const char *bytes = NULL;
    size_t len = 0;

    for (char size = 0; size < 12; size++) {
        rap_err_t err = {0};

        package_make(text, strlen(text), &file);
        char *entry = memmem(file.data, file.len, "PK\x01\x02", 4);
        ck_assert_ptr_nonnull(entry);
        entry[24] = size; /* of the part when it is inflated */
        rap_code_t code = read_part("a", &bytes, &len, &err);
        ck_assert_msg(code == (size == 10 ? RAP_OK : RAP_SYNTAX), "%d: %s", size, err.text);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("package");
    TCase *tc = tcase_create("core");

    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, parts_are_found_by_name);
    tcase_add_test(tc, damage_is_found);
    tcase_add_test(tc, a_cut_archive_is_damaged);
    tcase_add_loop_test(tc, a_password_is_needed, 0, 2);
    tcase_add_test(tc, bombs_do_not_go_off);
    tcase_add_test(tc, all_parts_have_a_limit);
    tcase_add_test(tc, parts_have_a_limit);
    tcase_add_test(tc, sizes_that_lie_are_found);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
