/* schema.c - see schema.h
 *
 * A document's rows hang on `document` by cascading foreign keys, so that replacing a document is
 * one delete and its inserts, inside one transaction.  `capture` does not: the second address
 * of some bytes may be stored before the first one's document is.
 *
 * A position's id does not depend on the document: the same statement as PDF and as HTML has
 * the same position ids in two documents.  Hence the key (statement_id, position_id).
 */
#include "sink/store/schema.h"

#include "base/db_rescue.h"

/* clang-format off */

/* The documents that could be read and were found, later than the capture, where it was made. */
#define LATER(capture) \
    "SELECT later.document_id FROM capture AS later JOIN document AS found USING (document_id)" \
    "  WHERE later.url = " capture ".url AND later.fetched_at > " capture ".fetched_at" \
    "    AND later.document_id <> " capture ".document_id AND found.state = 'recorded'"

/* Is there an address that shows the document of a row still?  One of which nothing was ever
 * captured is shown. */
#define IS_SHOWN(row) \
    "(NOT EXISTS (SELECT 1 FROM capture WHERE document_id = " row ".document_id)" \
    "  OR EXISTS (SELECT 1 FROM capture AS mine WHERE mine.document_id = " row ".document_id" \
    "    AND NOT EXISTS (" LATER("mine") ")))"

/* tables */
static const char step_1[] =
    "CREATE TABLE document ("
    "  document_id TEXT PRIMARY KEY CHECK (length(document_id) = 64),"
    "  state TEXT NOT NULL CHECK (state IN ('recorded', 'quarantined')),"
    "  record_sha256 TEXT NOT NULL,"       /* equal: nothing about it has changed */
    "  source TEXT NOT NULL,"
    "  url TEXT NOT NULL,"
    "  media_type TEXT,"
    "  pages INTEGER,"
    "  ocr_pages INTEGER NOT NULL DEFAULT 0,"
    "  unread_pages INTEGER NOT NULL DEFAULT 0,"
    "  parser TEXT,"
    "  first_seen TEXT NOT NULL,"
    "  recorded_at TEXT NOT NULL,"
    "  envelope TEXT NOT NULL,"            /* of the last write, with its trace */
    "  recovered INTEGER NOT NULL DEFAULT 0" /* it was in quarantine until it was made again */
    ");"
    "CREATE INDEX document_source ON document (source, state);"
    "CREATE INDEX document_recovered ON document (source) WHERE recovered = 1;"

    /* Two fetchers may find the same bytes at an address in the same millisecond, and each has
     * them in its own archive. */
    "CREATE TABLE capture ("
    "  document_id TEXT NOT NULL,"
    "  url TEXT NOT NULL,"
    "  fetched_at TEXT NOT NULL,"
    "  source TEXT NOT NULL,"
    "  origin TEXT NOT NULL,"
    "  http_status INTEGER,"
    "  archive_file TEXT,"
    "  archive_offset INTEGER,"
    "  PRIMARY KEY (document_id, url, fetched_at, origin)"
    ") WITHOUT ROWID;"
    "CREATE INDEX capture_url ON capture (url, fetched_at);"

    "CREATE TABLE statement ("
    "  statement_id TEXT PRIMARY KEY,"
    "  document_id TEXT NOT NULL REFERENCES document ON DELETE CASCADE,"
    "  kind TEXT NOT NULL,"
    "  body TEXT, session TEXT, meeting TEXT, agenda_item TEXT,"
    "  delivered_on TEXT CHECK (delivered_on IS date(delivered_on)),"
    "  date_from TEXT CHECK (date_from IN ('document', 'listing', 'address', 'metadata')),"
    "  place TEXT,"
    "  speaker_name TEXT, speaker_title TEXT,"
    "  language TEXT,"
    "  title TEXT,"
    "  text TEXT NOT NULL,"
    "  text_sha256 TEXT NOT NULL,"
    "  parser TEXT"
    ");"
    "CREATE INDEX statement_document ON statement (document_id);"

    "CREATE TABLE statement_party ("
    "  statement_id TEXT NOT NULL REFERENCES statement ON DELETE CASCADE,"
    "  n INTEGER NOT NULL,"
    "  party TEXT NOT NULL,"
    "  role TEXT NOT NULL CHECK (role IN ('speaker', 'on_behalf_of', 'co_sponsor', 'aligned')),"
    "  PRIMARY KEY (statement_id, n)"
    ") WITHOUT ROWID;"
    "CREATE INDEX statement_party_party ON statement_party (party);"

    "CREATE TABLE paragraph ("
    "  statement_id TEXT NOT NULL REFERENCES statement ON DELETE CASCADE,"
    "  n INTEGER NOT NULL,"
    "  page INTEGER NOT NULL,"
    "  start INTEGER NOT NULL,"
    "  \"end\" INTEGER NOT NULL CHECK (\"end\" >= start),"
    "  language TEXT,"                     /* NULL: the statement's */
    "  confidence REAL CHECK (confidence BETWEEN 0 AND 1),"  /* NULL: it was not read by OCR */
    "  doubtful INTEGER NOT NULL DEFAULT 0,"
    "  PRIMARY KEY (statement_id, n)"
    ") WITHOUT ROWID;"

    "CREATE TABLE position ("
    "  statement_id TEXT NOT NULL REFERENCES statement ON DELETE CASCADE,"
    "  position_id TEXT NOT NULL CHECK (length(position_id) = 64),"
    "  party TEXT,"                        /* NULL: others, not named */
    "  issue TEXT NOT NULL,"
    "  stance TEXT NOT NULL CHECK (stance IN ('support', 'oppose', 'conditional', 'concern')),"
    "  strength INTEGER NOT NULL CHECK (strength BETWEEN 1 AND 3),"
    "  modality TEXT NOT NULL,"
    "  confidence REAL NOT NULL CHECK (confidence BETWEEN 0 AND 1),"
    "  attribution TEXT NOT NULL CHECK (attribution IN ('own', 'reported')),"
    "  exact TEXT NOT NULL CHECK (length(exact) > 0),"   /* no evidence, no row */
    "  prefix TEXT NOT NULL,"
    "  suffix TEXT NOT NULL,"
    "  start INTEGER NOT NULL,"
    "  \"end\" INTEGER NOT NULL CHECK (\"end\" = start + length(exact)),"
    "  page INTEGER NOT NULL,"
    "  codebook TEXT NOT NULL,"
    "  engine TEXT NOT NULL,"
    "  PRIMARY KEY (statement_id, position_id)"
    ");"
    "CREATE INDEX position_issue ON position (issue, party);"
    "CREATE INDEX position_id ON position (position_id);"

    "CREATE TABLE quarantined ("
    "  document_id TEXT PRIMARY KEY REFERENCES document ON DELETE CASCADE,"
    "  source TEXT NOT NULL,"
    "  stage TEXT NOT NULL,"
    "  worker TEXT,"
    "  reason TEXT NOT NULL,"
    "  detail TEXT,"
    "  deliveries INTEGER NOT NULL,"
    "  at TEXT NOT NULL,"
    "  first_at TEXT NOT NULL,"
    "  tries INTEGER NOT NULL DEFAULT 1,"
    "  version TEXT,"                      /* of the program that failed */
    "  brief INTEGER NOT NULL DEFAULT 0,"  /* one beyond its source's quota: without last words */
    "  signal TEXT, exit_code INTEGER, limit_hit TEXT, limit_value INTEGER,"
    "  cpu_ms INTEGER, wall_ms INTEGER, memory_bytes INTEGER, messages TEXT,"
    "  capsule TEXT,"                      /* JSON by rap_capsule_table */
    "  state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'dropped')),"
    "  dropped_at TEXT, dropped_why TEXT,"
    "  note TEXT, hints TEXT, edited_at TEXT"      /* what a person says of it */
    ");"
    "CREATE INDEX quarantined_reason ON quarantined (stage, reason);"
    "CREATE INDEX quarantined_source ON quarantined (source, brief);";

/* history: what was made, and what was damaged; and the views of it */
static const char step_2[] =
    /* What was made of a document, time after time.  Nothing deletes from it. */
    "CREATE TABLE making ("
    "  document_id TEXT NOT NULL REFERENCES document,"
    "  n INTEGER NOT NULL,"
    "  at TEXT NOT NULL,"
    "  sent_at TEXT,"                      /* with the document and the hash: the same message */
    "  why TEXT NOT NULL CHECK (why IN ('live', 'replay', 'retry')),"
    "  outcome TEXT NOT NULL CHECK (outcome IN ('new', 'replaced', 'same', 'kept')),"
    "  state TEXT NOT NULL CHECK (state IN ('recorded', 'quarantined')),"
    "  stage TEXT, reason TEXT, deliveries INTEGER,"   /* of a quarantine */
    "  parser TEXT, codebook TEXT, engine TEXT,"
    "  record_sha256 TEXT NOT NULL,"
    "  statements INTEGER NOT NULL,"
    "  positions INTEGER NOT NULL,"
    "  parts INTEGER NOT NULL,"            /* parties and paragraphs: a repair sees the loss of one */
    "  attempt INTEGER NOT NULL,"
    "  timeout_ms INTEGER, memory_bytes INTEGER,"      /* limits it was given for once */
    "  note TEXT,"                         /* of the case that it closed */
    "  trace TEXT NOT NULL,"
    "  PRIMARY KEY (document_id, n)"
    ") WITHOUT ROWID;"

    /* What damage cost, and which store this is: another one after each repair, and when it is made
     * anew, so that who sent documents to it looks whether they are there. */
    RAP_DAMAGE_TABLE
    "CREATE TABLE generation (one INTEGER PRIMARY KEY CHECK (one = 1), id TEXT NOT NULL);"
    "INSERT INTO generation VALUES (1, lower(hex(randomblob(16))));"

    "CREATE VIEW makings AS"
    "  SELECT document_id, n, at, why, outcome, state, stage, reason, deliveries, parser,"
    "    codebook, engine, record_sha256, statements, positions, attempt, timeout_ms,"
    "    memory_bytes, note, trace"
    "  FROM making;"

    "CREATE VIEW damages AS"
    "  SELECT at, why, aside, kept, lost, tables, note FROM damage;"

    "CREATE VIEW generations AS SELECT id AS generation FROM generation;";

/* views of the tables */
static const char step_3[] =
    /* What supersedes what is not kept, but seen in the captures: an address may go back to an old
     * text, and what moved on at one address may stand at another still. */
    "CREATE VIEW documents AS"
    "  SELECT document_id, state, source, url, media_type, pages, ocr_pages, unread_pages, parser,"
    "    (SELECT earlier.document_id FROM capture AS mine JOIN capture AS earlier"
    "       ON earlier.url = mine.url AND earlier.fetched_at < mine.fetched_at"
    "         AND earlier.document_id <> mine.document_id"
    "       WHERE mine.document_id = d.document_id"
    "       ORDER BY mine.fetched_at DESC, earlier.fetched_at DESC LIMIT 1) AS supersedes,"
    "    CASE WHEN NOT " IS_SHOWN("d") " THEN"
    "      (SELECT later.document_id FROM capture AS mine JOIN capture AS later"
    "         ON later.url = mine.url AND later.fetched_at > mine.fetched_at"
    "           AND later.document_id <> mine.document_id"
    "         JOIN document AS found ON found.document_id = later.document_id"
    "         WHERE mine.document_id = d.document_id AND found.state = 'recorded'"
    "         ORDER BY later.fetched_at DESC LIMIT 1) END AS superseded_by,"
    "    first_seen, recorded_at"
    "  FROM document AS d;"

    "CREATE VIEW captures AS"
    "  SELECT document_id, url, fetched_at, source, origin, http_status, archive_file,"
    "    archive_offset"
    "  FROM capture;"

    "CREATE VIEW statements AS"
    "  SELECT s.statement_id, s.document_id, d.source, d.url,"
    "    (SELECT p.party FROM statement_party AS p"
    "       WHERE p.statement_id = s.statement_id AND p.role = 'speaker'"
    "       ORDER BY p.n LIMIT 1) AS party,"
    "    s.kind, s.body, s.session, s.meeting, s.agenda_item, s.delivered_on, s.date_from,"
    "    s.place, s.speaker_name, s.speaker_title, s.language, s.title, s.text, s.text_sha256,"
    "    s.parser"
    "  FROM statement AS s JOIN document AS d USING (document_id);"

    /* where a statement's words stand, and how sure it is that they do */
    "CREATE VIEW paragraphs AS"
    "  SELECT statement_id, n, page, start, \"end\", language, confidence, doubtful FROM paragraph;"

    "CREATE VIEW positions AS"
    "  SELECT p.position_id, p.statement_id, s.document_id, p.party, p.issue, p.stance,"
    "    p.strength, p.modality, p.confidence, p.attribution,"
    "    p.exact, p.prefix, p.suffix, p.start, p.\"end\", p.page, p.codebook, p.engine,"
    "    s.body, s.session, s.delivered_on, s.language, s.title, d.source, d.url, s.parser,"
    "    s.text_sha256"
    "  FROM position AS p JOIN statement AS s USING (statement_id)"
    "    JOIN document AS d USING (document_id)"
    "  WHERE " IS_SHOWN("d") ";"

    /* The last word of each party on each issue; of one day's, the clearest. */
    "CREATE VIEW position_latest AS"
    "  SELECT * FROM ("
    "    SELECT positions.*, row_number() OVER ("
    "      PARTITION BY party, issue"
    "      ORDER BY delivered_on DESC NULLS LAST, strength DESC, confidence DESC, position_id)"
    "      AS rank"
    "    FROM positions WHERE attribution = 'own' AND party IS NOT NULL)"
    "  WHERE rank = 1;"
    "CREATE VIEW position_matrix AS"
    "  SELECT party, issue, stance, strength, delivered_on, position_id, statement_id"
    "  FROM position_latest;"

    "CREATE VIEW quarantine AS"
    "  SELECT q.document_id, d.source, d.url, q.stage, q.worker, q.reason, q.detail,"
    "    q.deliveries, q.at, q.version, q.tries, q.first_at, q.brief, q.signal, q.exit_code,"
    "    q.limit_hit, q.limit_value, q.cpu_ms, q.wall_ms, q.memory_bytes, q.messages, q.state,"
    "    q.dropped_at, q.dropped_why, q.note, q.hints, q.edited_at, q.capsule"
    "  FROM quarantined AS q JOIN document AS d USING (document_id);";
/* clang-format on */

const char *const store_schema_steps[] = {step_1, step_2, step_3};
const size_t store_schema_count = sizeof store_schema_steps / sizeof store_schema_steps[0];
