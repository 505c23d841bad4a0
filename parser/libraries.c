/* libraries.c - see libraries.h */
#include "parser/libraries.h"

#include "parser/formats/pdf_poppler.h"

#include <gmime/gmime.h>
#include <libxml/parser.h>
#include <libxml/xmlversion.h>
#include <stdlib.h>
#include <sys/utsname.h>
#include <unicode/uversion.h>
#include <zip.h>

/* libxml2 says "20914", and goes on where it was built from a repository. */
enum { XML_MAJOR = 10000, XML_MINOR = 100 };

rap_code_t libraries_versions(rap_buf_t *out, rap_err_t *err)
{
    const long xml = strtol(xmlParserVersion, NULL, 10);
    char icu[U_MAX_VERSION_STRING_LENGTH];
    int poppler[PDF_VERSION_PARTS];
    struct utsname system;
    UVersionInfo version;

    pdf_poppler_version(poppler);
    u_getVersion(version);
    u_versionToString(version, icu);
    RAP_TRY(rap_buf_printf(out, err, "poppler %d.%d.%d, libxml2 %ld.%ld.%ld, libzip %s", poppler[0],
        poppler[1], poppler[2], xml / XML_MAJOR, xml / XML_MINOR % XML_MINOR, xml % XML_MINOR,
        zip_libzip_version()));
    RAP_TRY(rap_buf_printf(out, err, ", gmime %u.%u.%u, icu %s", gmime_major_version,
        gmime_minor_version, gmime_micro_version, icu));
    if (uname(&system) == 0)
        RAP_TRY(rap_buf_printf(out, err, ", %s %s", system.sysname, system.release));
    return RAP_OK;
}
