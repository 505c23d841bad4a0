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

/* What superseded the document of a row, up to the first that could be read: a moment's error page
 * at an address must not bring the older text back.  Of the steps before the seventh. */
#define NEWER(row) \
    "(WITH RECURSIVE newer (document_id, state) AS (" \
    "   SELECT document_id, state FROM document WHERE supersedes = " row ".document_id" \
    "   UNION SELECT n.document_id, n.state FROM document AS n" \
    "     JOIN newer ON n.supersedes = newer.document_id WHERE newer.state <> 'recorded')" \
    " SELECT document_id FROM newer WHERE state = 'recorded' LIMIT 1)"

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

/* The last word of each party on each issue; of one day's, the clearest. */
#define LATEST_VIEWS \
    "CREATE VIEW position_latest AS" \
    "  SELECT * FROM (" \
    "    SELECT positions.*, row_number() OVER (" \
    "      PARTITION BY party, issue" \
    "      ORDER BY delivered_on DESC NULLS LAST, strength DESC, confidence DESC, position_id)" \
    "      AS rank" \
    "    FROM positions WHERE attribution = 'own' AND party IS NOT NULL)" \
    "  WHERE rank = 1;" \
    "CREATE VIEW position_matrix AS" \
    "  SELECT party, issue, stance, strength, delivered_on, position_id, statement_id" \
    "  FROM position_latest;"

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
    "  parser TEXT,"
    "  supersedes TEXT,"
    "  first_seen TEXT NOT NULL,"
    "  recorded_at TEXT NOT NULL,"
    "  envelope TEXT NOT NULL"             /* of the last write, with its trace */
    ");"
    "CREATE INDEX document_source ON document (source, state);"
    "CREATE INDEX document_supersedes ON document (supersedes) WHERE supersedes IS NOT NULL;"

    "CREATE TABLE capture ("
    "  document_id TEXT NOT NULL,"
    "  url TEXT NOT NULL,"
    "  fetched_at TEXT NOT NULL,"
    "  source TEXT NOT NULL,"
    "  origin TEXT NOT NULL,"
    "  http_status INTEGER,"
    "  archive_file TEXT,"
    "  archive_offset INTEGER,"
    "  PRIMARY KEY (document_id, url, fetched_at)"
    ") WITHOUT ROWID;"
    "CREATE INDEX capture_url ON capture (url);"

    "CREATE TABLE statement ("
    "  statement_id TEXT PRIMARY KEY,"
    "  document_id TEXT NOT NULL REFERENCES document ON DELETE CASCADE,"
    "  kind TEXT NOT NULL,"
    "  body TEXT, session TEXT, meeting TEXT, agenda_item TEXT,"
    "  delivered_on TEXT CHECK (delivered_on IS date(delivered_on)),"
    "  date_from TEXT CHECK (date_from IN ('document', 'listing')),"
    "  place TEXT,"
    "  speaker_name TEXT, speaker_title TEXT,"
    "  language TEXT,"
    "  title TEXT,"
    "  text TEXT NOT NULL,"
    "  text_sha256 TEXT NOT NULL"
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
    "  stage TEXT NOT NULL,"
    "  worker TEXT,"
    "  reason TEXT NOT NULL,"
    "  detail TEXT,"
    "  deliveries INTEGER NOT NULL,"
    "  at TEXT NOT NULL"
    ");"
    "CREATE INDEX quarantined_reason ON quarantined (stage, reason);";

/* views */
static const char step_2[] =
    "CREATE VIEW documents AS"
    "  SELECT document_id, state, source, url, media_type, pages, parser, supersedes,"
    NEWER("d") " AS superseded_by,"
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
    "    d.parser"
    "  FROM statement AS s JOIN document AS d USING (document_id);"

    "CREATE VIEW positions AS"
    "  SELECT p.position_id, p.statement_id, s.document_id, p.party, p.issue, p.stance,"
    "    p.strength, p.modality, p.confidence, p.attribution,"
    "    p.exact, p.prefix, p.suffix, p.start, p.\"end\", p.page, p.codebook, p.engine,"
    "    s.body, s.session, s.delivered_on, s.language, s.title, d.source, d.url, d.parser,"
    "    s.text_sha256"
    "  FROM position AS p JOIN statement AS s USING (statement_id)"
    "    JOIN document AS d USING (document_id)"
    "  WHERE NOT EXISTS " NEWER("d") ";"

    LATEST_VIEWS

    "CREATE VIEW quarantine AS"
    "  SELECT q.document_id, d.source, d.url, q.stage, q.worker, q.reason, q.detail,"
    "    q.deliveries, q.at"
    "  FROM quarantined AS q JOIN document AS d USING (document_id);";

/* makings, and cases that outlive their document's next failure */
static const char step_3[] =
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
    "  attempt INTEGER NOT NULL,"
    "  timeout_ms INTEGER, memory_bytes INTEGER,"      /* limits it was given for once */
    "  note TEXT,"                         /* of the case that it closed */
    "  trace TEXT NOT NULL,"
    "  PRIMARY KEY (document_id, n)"
    ") WITHOUT ROWID;"
    "INSERT INTO making (document_id, n, at, sent_at, why, outcome, state, stage, reason,"
    "    deliveries, parser, codebook, engine, record_sha256, statements, positions, attempt,"
    "    trace)"
    "  SELECT document_id, 1, recorded_at, json_extract(envelope, '$.trace[0].at'), 'live', 'new',"
    "    state, q.stage, q.reason, q.deliveries, parser,"
    "    (SELECT min(codebook) FROM position JOIN statement AS s USING (statement_id)"
    "       WHERE s.document_id = d.document_id),"
    "    (SELECT min(engine) FROM position JOIN statement AS s USING (statement_id)"
    "       WHERE s.document_id = d.document_id),"
    "    record_sha256,"
    "    (SELECT count(*) FROM statement AS s WHERE s.document_id = d.document_id),"
    "    (SELECT count(*) FROM position JOIN statement AS s USING (statement_id)"
    "       WHERE s.document_id = d.document_id),"
    "    coalesce(json_extract(envelope, '$.attempt'), 1),"
    "    coalesce(json_extract(envelope, '$.trace'), '[]')"
    "  FROM document AS d LEFT JOIN quarantined AS q USING (document_id);"

    "ALTER TABLE statement ADD COLUMN parser TEXT;"
    "UPDATE statement SET parser ="
    "  (SELECT d.parser FROM document AS d WHERE d.document_id = statement.document_id);"

    "ALTER TABLE quarantined ADD COLUMN source TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE quarantined ADD COLUMN version TEXT;"
    "ALTER TABLE quarantined ADD COLUMN tries INTEGER NOT NULL DEFAULT 1;"
    "ALTER TABLE quarantined ADD COLUMN first_at TEXT;"
    "ALTER TABLE quarantined ADD COLUMN brief INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE quarantined ADD COLUMN signal TEXT;"
    "ALTER TABLE quarantined ADD COLUMN exit_code INTEGER;"
    "ALTER TABLE quarantined ADD COLUMN limit_hit TEXT;"
    "ALTER TABLE quarantined ADD COLUMN limit_value INTEGER;"
    "ALTER TABLE quarantined ADD COLUMN cpu_ms INTEGER;"
    "ALTER TABLE quarantined ADD COLUMN wall_ms INTEGER;"
    "ALTER TABLE quarantined ADD COLUMN memory_bytes INTEGER;"
    "ALTER TABLE quarantined ADD COLUMN messages TEXT;"
    "ALTER TABLE quarantined ADD COLUMN state TEXT NOT NULL DEFAULT 'open'"
    "  CHECK (state IN ('open', 'dropped'));"
    "ALTER TABLE quarantined ADD COLUMN dropped_at TEXT;"
    "ALTER TABLE quarantined ADD COLUMN dropped_why TEXT;"
    "ALTER TABLE quarantined ADD COLUMN note TEXT;"
    "ALTER TABLE quarantined ADD COLUMN hints TEXT;"
    "ALTER TABLE quarantined ADD COLUMN edited_at TEXT;"
    "UPDATE quarantined SET first_at = at, source ="
    "  (SELECT d.source FROM document AS d WHERE d.document_id = quarantined.document_id);"
    "CREATE INDEX quarantined_source ON quarantined (source, brief);"

    "DROP VIEW quarantine;"
    "DROP VIEW positions;"
    "DROP VIEW statements;";

/* views of step 3; those upon `positions` need no change */
static const char step_4[] =
    "CREATE VIEW statements AS"
    "  SELECT s.statement_id, s.document_id, d.source, d.url,"
    "    (SELECT p.party FROM statement_party AS p"
    "       WHERE p.statement_id = s.statement_id AND p.role = 'speaker'"
    "       ORDER BY p.n LIMIT 1) AS party,"
    "    s.kind, s.body, s.session, s.meeting, s.agenda_item, s.delivered_on, s.date_from,"
    "    s.place, s.speaker_name, s.speaker_title, s.language, s.title, s.text, s.text_sha256,"
    "    s.parser"
    "  FROM statement AS s JOIN document AS d USING (document_id);"

    "CREATE VIEW positions AS"
    "  SELECT p.position_id, p.statement_id, s.document_id, p.party, p.issue, p.stance,"
    "    p.strength, p.modality, p.confidence, p.attribution,"
    "    p.exact, p.prefix, p.suffix, p.start, p.\"end\", p.page, p.codebook, p.engine,"
    "    s.body, s.session, s.delivered_on, s.language, s.title, d.source, d.url, s.parser,"
    "    s.text_sha256"
    "  FROM position AS p JOIN statement AS s USING (statement_id)"
    "    JOIN document AS d USING (document_id)"
    "  WHERE NOT EXISTS " NEWER("d") ";"

    "CREATE VIEW quarantine AS"
    "  SELECT q.document_id, d.source, d.url, q.stage, q.worker, q.reason, q.detail,"
    "    q.deliveries, q.at, q.version, q.tries, q.first_at, q.brief, q.signal, q.exit_code,"
    "    q.limit_hit, q.limit_value, q.cpu_ms, q.wall_ms, q.memory_bytes, q.messages, q.state,"
    "    q.dropped_at, q.dropped_why, q.note, q.hints, q.edited_at"
    "  FROM quarantined AS q JOIN document AS d USING (document_id);"

    "CREATE VIEW makings AS"
    "  SELECT document_id, n, at, why, outcome, state, stage, reason, deliveries, parser,"
    "    codebook, engine, record_sha256, statements, positions, attempt, timeout_ms,"
    "    memory_bytes, note, trace"
    "  FROM making;";

/* Two fetchers may find the same bytes at an address in the same millisecond, and each has
 * them in its own archive.  The old ALTER TABLE leaves the views alone, which name the table. */
static const char step_5[] =
    "PRAGMA legacy_alter_table = ON;"
    "CREATE TABLE capture_5 ("
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
    "INSERT INTO capture_5 (document_id, url, fetched_at, source, origin, http_status,"
    "    archive_file, archive_offset)"
    "  SELECT document_id, url, fetched_at, source, origin, http_status, archive_file,"
    "    archive_offset FROM capture;"
    "DROP TABLE capture;"
    "ALTER TABLE capture_5 RENAME TO capture;"
    "CREATE INDEX capture_url ON capture (url);"
    "PRAGMA legacy_alter_table = OFF;";

/* What damage cost, and which store this is: another one after each repair, and when it is made
 * anew, so that who sent documents to it looks whether they are there. */
static const char step_6[] =
    RAP_DAMAGE_TABLE
    "CREATE TABLE generation (one INTEGER PRIMARY KEY CHECK (one = 1), id TEXT NOT NULL);"
    "INSERT INTO generation VALUES (1, lower(hex(randomblob(16))));"
    "CREATE VIEW damages AS"
    "  SELECT at, why, aside, kept, lost, tables, note FROM damage;"
    "CREATE VIEW generations AS SELECT id AS generation FROM generation;";

/* What supersedes what is not kept, but seen in the captures: an address may go back to an old
 * text, and what moved on at one address may stand at another still. */
static const char step_7[] =
    "DROP VIEW position_matrix;"
    "DROP VIEW position_latest;"
    "DROP VIEW positions;"
    "DROP VIEW documents;"
    "DROP INDEX document_supersedes;"
    "ALTER TABLE document DROP COLUMN supersedes;"
    "DROP INDEX capture_url;"
    "CREATE INDEX capture_url ON capture (url, fetched_at);"

    "CREATE VIEW documents AS"
    "  SELECT document_id, state, source, url, media_type, pages, parser,"
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

    "CREATE VIEW positions AS"
    "  SELECT p.position_id, p.statement_id, s.document_id, p.party, p.issue, p.stance,"
    "    p.strength, p.modality, p.confidence, p.attribution,"
    "    p.exact, p.prefix, p.suffix, p.start, p.\"end\", p.page, p.codebook, p.engine,"
    "    s.body, s.session, s.delivered_on, s.language, s.title, d.source, d.url, s.parser,"
    "    s.text_sha256"
    "  FROM position AS p JOIN statement AS s USING (statement_id)"
    "    JOIN document AS d USING (document_id)"
    "  WHERE " IS_SHOWN("d") ";"

    LATEST_VIEWS;

/* Documents that were in quarantine until they were made again: counted often, and few. */
static const char step_8[] =
    "ALTER TABLE document ADD COLUMN recovered INTEGER NOT NULL DEFAULT 0;"
    "UPDATE document SET recovered = 1 WHERE state = 'recorded' AND document_id IN ("
    "  SELECT m.document_id FROM making AS m JOIN making AS before"
    "    ON before.document_id = m.document_id AND before.n < m.n"
    "    AND before.state = 'quarantined' AND before.outcome <> 'kept'"
    "  WHERE m.state = 'recorded' AND m.outcome = 'replaced' AND m.why <> 'live');"
    "CREATE INDEX document_recovered ON document (source) WHERE recovered = 1;";

/* How many parties and paragraphs a document's statements had, so that a repair sees the loss of one;
 * NULL: of a failure, or of before this step. */
static const char step_9[] =
    "ALTER TABLE making ADD COLUMN parts INTEGER;";
/* clang-format on */

const char *const store_schema_steps[] = {
    step_1, step_2, step_3, step_4, step_5, step_6, step_7, step_8, step_9};
const size_t store_schema_count = sizeof store_schema_steps / sizeof store_schema_steps[0];
