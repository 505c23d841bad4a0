/* schema.c - see schema.h
 *
 * A document's rows hang on `document` by cascading foreign keys, so that replacing a document is
 * one delete and its inserts, inside one transaction.  `capture` does not: the second address
 * of some bytes may be stored before the first one's document is.
 *
 * What a person says of a position hangs on nothing: it outlives the rows that it is about, and the
 * views apply it, whenever they are read, where its words stand (docs/decisions/verdicts.md).
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
    "  parts INTEGER NOT NULL,"            /* parties, miscounts, paragraphs, candidates: a repair sees the loss of one */
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

/* Are the verdict and the row about the same: a party's stance on an issue, as its own words or as a
 * co-sponsor's? */
#define SAME_PAPER(v, r) "(" v ".modality = 'co_sponsor') = (" r ".modality = 'co_sponsor')"
#define IS_ABOUT(v, r) \
    v ".issue = " r ".issue AND " v ".party IS " r ".party AND " SAME_PAPER(v, r)

/* Has a person put something in the row's place? */
#define STANDS_FOR(v, r) \
    v ".decision <> 'reject' AND " v ".to_issue = " r ".issue" \
    " AND " v ".to_party IS " r ".party AND " SAME_PAPER(v, r)

/* A machine's row is held back where a person has said what the party holds, and where it has words
 * that were rejected, with others or without some of them. */
#define IS_HELD(r) \
    "EXISTS (SELECT 1 FROM verdict_at AS v WHERE v.statement_id = " r ".statement_id AND (" \
    "  (" IS_ABOUT("v", r) " AND (v.decision <> 'reject' OR instr(v.exact, " r ".exact) > 0" \
    "     OR instr(" r ".exact, v.exact) > 0))" \
    "  OR (" STANDS_FOR("v", r) ")))"

/* A person has judged these very words, or said the same. */
#define IS_SETTLED(r) \
    "EXISTS (SELECT 1 FROM verdict_at AS v WHERE v.statement_id = " r ".statement_id AND (" \
    "  (" IS_ABOUT("v", r) " AND v.exact = " r ".exact)" \
    "  OR (" STANDS_FOR("v", r) " AND v.to_stance = " r ".stance)))"

/* Where the words of a verdict are now: where they were, else the first place. */
#define PLACE(start, exact) \
    "CASE WHEN substr(s.text, " start " + 1, length(" exact ")) = " exact " THEN " start \
    "  ELSE instr(s.text, " exact ") - 1 END"

#define CODING(r) \
    r ".position_id, " r ".statement_id, " r ".party, " r ".issue, " r ".stance, " r ".strength, " \
    r ".modality, " r ".confidence, " r ".attribution, " r ".exact, " r ".prefix, " r ".suffix, " \
    r ".start, " r ".\"end\", " r ".page, " r ".codebook, " r ".engine"

/* candidates, and what people say of them and of positions */
static const char step_4[] =
    "CREATE TABLE candidate ("              /* as position */
    "  statement_id TEXT NOT NULL REFERENCES statement ON DELETE CASCADE,"
    "  position_id TEXT NOT NULL CHECK (length(position_id) = 64),"
    "  party TEXT,"
    "  issue TEXT NOT NULL,"
    "  stance TEXT NOT NULL CHECK (stance IN ('support', 'oppose', 'conditional', 'concern')),"
    "  strength INTEGER NOT NULL CHECK (strength BETWEEN 1 AND 3),"
    "  modality TEXT NOT NULL,"
    "  confidence REAL NOT NULL CHECK (confidence BETWEEN 0 AND 1),"
    "  attribution TEXT NOT NULL CHECK (attribution IN ('own', 'reported')),"
    "  exact TEXT NOT NULL CHECK (length(exact) > 0),"
    "  prefix TEXT NOT NULL,"
    "  suffix TEXT NOT NULL,"
    "  start INTEGER NOT NULL,"
    "  \"end\" INTEGER NOT NULL CHECK (\"end\" = start + length(exact)),"
    "  page INTEGER NOT NULL,"
    "  codebook TEXT NOT NULL,"
    "  engine TEXT NOT NULL,"
    "  reason TEXT,"                        /* why a person has to decide */
    "  PRIMARY KEY (statement_id, position_id)"
    ");"
    "CREATE INDEX candidate_id ON candidate (position_id);"
    "CREATE INDEX statement_text ON statement (text_sha256);"

    /* A person's word.  Nothing deletes from it; what is taken back or overruled stands no more. */
    "CREATE TABLE verdict ("
    "  verdict_id INTEGER PRIMARY KEY,"
    "  decision TEXT NOT NULL CHECK (decision IN ('accept', 'reject', 'fix')),"
    "  reviewed_by TEXT NOT NULL CHECK (length(reviewed_by) > 0),"
    "  reviewed_at TEXT NOT NULL,"
    "  note TEXT,"
    "  stands INTEGER NOT NULL DEFAULT 1 CHECK (stands IN (0, 1)),"
    "  ended_by TEXT, ended_at TEXT,"
    "  document_id TEXT NOT NULL, text_sha256 TEXT NOT NULL, url TEXT, language TEXT,"
    "  spoke INTEGER NOT NULL,"             /* the party was one of the statement's */
    /* what was judged, as the machine gave it */
    "  judged_id TEXT NOT NULL CHECK (length(judged_id) = 64),"
    "  party TEXT, issue TEXT NOT NULL, stance TEXT NOT NULL, strength INTEGER NOT NULL,"
    "  modality TEXT NOT NULL, confidence REAL NOT NULL, attribution TEXT NOT NULL,"
    "  exact TEXT NOT NULL CHECK (length(exact) > 0), prefix TEXT NOT NULL, suffix TEXT NOT NULL,"
    "  start INTEGER NOT NULL, page INTEGER NOT NULL,"
    "  codebook TEXT NOT NULL, engine TEXT NOT NULL, reason TEXT,"
    /* what holds instead; NULL when it was rejected */
    "  to_id TEXT CHECK (length(to_id) = 64),"
    "  to_party TEXT, to_issue TEXT,"
    "  to_stance TEXT CHECK (to_stance IN ('support', 'oppose', 'conditional', 'concern')),"
    "  to_exact TEXT CHECK (length(to_exact) > 0), to_start INTEGER,"
    "  CHECK ((decision = 'reject') = (to_id IS NULL)),"
    "  CHECK ((to_id IS NULL) = (to_issue IS NULL) AND (to_id IS NULL) = (to_stance IS NULL)"
    "    AND (to_id IS NULL) = (to_exact IS NULL) AND (to_id IS NULL) = (to_start IS NULL))"
    ");"
    /* of the same words one verdict stands */
    "CREATE UNIQUE INDEX verdict_stands ON verdict"
    "  (text_sha256, issue, coalesce(party, ''), modality = 'co_sponsor', exact)"
    "  WHERE stands = 1;"
    "CREATE INDEX verdict_text ON verdict (text_sha256);"
    "CREATE INDEX verdict_document ON verdict (document_id);"
    "CREATE INDEX verdict_judged ON verdict (judged_id);"
    "CREATE INDEX verdict_id ON verdict (to_id);";

/* what holds */
static const char step_5[] =
    /* Where verdicts stand: at each statement with the text that was judged; where the document has
     * no such text any more, at those with the words, if the party speaks there.  What was said
     * last, or of this text, comes first. */
    "CREATE VIEW verdict_at AS"
    "  SELECT v.*, s.statement_id, " PLACE("v.start", "v.exact") " AS place,"
    "    " PLACE("v.to_start", "v.to_exact") " AS to_place"
    "  FROM verdict AS v JOIN statement AS s"
    "    ON s.text_sha256 = v.text_sha256 OR s.document_id = v.document_id"
    "  WHERE v.stands = 1 AND instr(s.text, v.exact) > 0"
    "    AND (v.to_exact IS NULL OR instr(s.text, v.to_exact) > 0)"
    "    AND (v.spoke = 0 OR EXISTS (SELECT 1 FROM statement_party AS p"
    "      WHERE p.statement_id = s.statement_id AND p.party = v.party))"
    "    AND (s.text_sha256 = v.text_sha256 OR NOT EXISTS (SELECT 1 FROM statement AS same"
    "      WHERE same.document_id = v.document_id AND same.text_sha256 = v.text_sha256))"
    "    AND NOT EXISTS (SELECT 1 FROM verdict AS w WHERE w.stands = 1"
    "      AND s.text_sha256 <> v.text_sha256 AND w.verdict_id <> v.verdict_id"
    "      AND w.exact = v.exact AND " IS_ABOUT("w", "v")
    "      AND (w.text_sha256 = s.text_sha256"
    "        OR (w.document_id = v.document_id AND w.verdict_id > v.verdict_id)));"

    /* What holds: the machine's word where no person has said another, and people's. */
    "CREATE VIEW decided AS"
    "  SELECT p.position_id, p.statement_id, s.document_id, p.party, p.issue, p.stance,"
    "    p.strength, p.modality, p.confidence, p.attribution,"
    "    p.exact, p.prefix, p.suffix, p.start, p.\"end\", p.page, p.codebook, p.engine,"
    "    s.body, s.session, s.delivered_on, s.language, s.title, d.source, d.url, s.parser,"
    "    s.text_sha256, NULL AS reviewed, NULL AS reviewed_by, NULL AS reviewed_at"
    "  FROM position AS p JOIN statement AS s USING (statement_id)"
    "    JOIN document AS d USING (document_id)"
    "  WHERE NOT " IS_HELD("p")
    "  UNION ALL"
    "  SELECT v.to_id, v.statement_id, s.document_id, v.to_party, v.to_issue, v.to_stance,"
    "    v.strength, v.modality, 1.0, v.attribution,"
    "    v.to_exact, substr(s.text, max(v.to_place - 31, 1), min(v.to_place, 32)),"
    "    substr(s.text, v.to_place + length(v.to_exact) + 1, 32),"
    "    v.to_place, v.to_place + length(v.to_exact),"
    "    coalesce((SELECT g.page FROM paragraph AS g WHERE g.statement_id = s.statement_id"
    "      AND g.start <= v.to_place ORDER BY g.start DESC LIMIT 1), 0), v.codebook, v.engine,"
    "    s.body, s.session, s.delivered_on, s.language, s.title, d.source, d.url, s.parser,"
    "    s.text_sha256, v.decision, v.reviewed_by, v.reviewed_at"
    "  FROM verdict_at AS v JOIN statement AS s USING (statement_id)"
    "    JOIN document AS d ON d.document_id = s.document_id"
    "  WHERE v.decision <> 'reject';";

/* the views of positions, by what holds */
static const char step_6[] =
    "DROP VIEW position_matrix; DROP VIEW position_latest; DROP VIEW positions;"
    "CREATE VIEW positions AS SELECT * FROM decided WHERE " IS_SHOWN("decided") ";"

    /* The last word of each party on each issue; of one day's, a person's or the clearest. */
    "CREATE VIEW position_latest AS"
    "  SELECT * FROM ("
    "    SELECT positions.*, row_number() OVER ("
    "      PARTITION BY party, issue"
    "      ORDER BY delivered_on DESC NULLS LAST, reviewed IS NULL, strength DESC,"
    "        confidence DESC, position_id)"
    "      AS rank"
    "    FROM positions WHERE attribution = 'own' AND party IS NOT NULL)"
    "  WHERE rank = 1;"
    "CREATE VIEW position_matrix AS"
    "  SELECT party, issue, stance, strength, delivered_on, position_id, statement_id, reviewed"
    "  FROM position_latest;";

/* what waits for a person, and what people said */
static const char step_7[] =
    /* What waits for a person. */
    "CREATE VIEW candidates AS"
    "  SELECT " CODING("c") ", c.reason, s.document_id, s.body, s.session, s.delivered_on,"
    "    s.language, s.title, d.source, d.url, s.text_sha256"
    "  FROM (SELECT " CODING("m") ", m.reason, 0 AS held FROM candidate AS m"
    "      UNION ALL SELECT " CODING("p") ", 'a person judged other words on this', 1"
    "        FROM position AS p WHERE " IS_HELD("p") ") AS c"
    "    JOIN statement AS s USING (statement_id) JOIN document AS d USING (document_id)"
    "  WHERE NOT " IS_SETTLED("c") " AND " IS_SHOWN("d") ";"

    "CREATE VIEW verdicts AS"
    "  SELECT v.verdict_id, v.decision, v.reviewed_by, v.reviewed_at, v.note,"
    "    CASE WHEN EXISTS (SELECT 1 FROM verdict_at AS t JOIN statement AS s USING (statement_id)"
    "        WHERE t.verdict_id = v.verdict_id AND " IS_SHOWN("s") ") THEN NULL"
    "      WHEN a.statement_id IS NOT NULL THEN 'superseded'"
    "      WHEN NOT EXISTS (SELECT 1 FROM statement AS s WHERE s.text_sha256 = v.text_sha256"
    "        OR s.document_id = v.document_id) THEN 'not_stored'"
    "      WHEN NOT EXISTS (SELECT 1 FROM statement AS s WHERE (s.text_sha256 = v.text_sha256"
    "        OR s.document_id = v.document_id) AND instr(s.text, v.exact) > 0"
    "        AND (v.to_exact IS NULL OR instr(s.text, v.to_exact) > 0)) THEN 'words_gone'"
    "      ELSE 'other_party' END AS orphaned,"
    "    v.document_id, v.text_sha256, v.url, v.language, v.judged_id,"
    "    coalesce(v.to_id, v.judged_id) AS position_id, a.statement_id,"
    "    v.party, v.issue, v.stance, v.strength, v.modality, v.confidence, v.attribution,"
    "    v.exact, v.prefix, v.suffix, coalesce(a.place, v.start) AS start,"
    "    coalesce(a.place, v.start) + length(v.exact) AS \"end\", v.page, v.codebook, v.engine,"
    "    v.reason, v.to_party, v.to_issue, v.to_stance, v.to_exact"
    "  FROM verdict AS v LEFT JOIN (SELECT verdict_id, min(statement_id) AS statement_id, place"
    "    FROM verdict_at GROUP BY verdict_id) AS a USING (verdict_id)"
    "  WHERE v.stands = 1;";

/* lists of parties that are not as long as the text says */
static const char step_8[] =
    "CREATE TABLE miscount ("
    "  statement_id TEXT NOT NULL REFERENCES statement ON DELETE CASCADE,"
    "  n INTEGER NOT NULL,"
    "  role TEXT NOT NULL CHECK (role IN ('speaker', 'on_behalf_of', 'co_sponsor', 'aligned')),"
    "  said INTEGER NOT NULL,"
    "  found INTEGER NOT NULL,"
    "  PRIMARY KEY (statement_id, n)"
    ") WITHOUT ROWID;"

    "CREATE VIEW miscounts AS"
    "  SELECT m.statement_id, s.document_id, m.n, m.role, m.said, m.found"
    "  FROM miscount AS m JOIN statement AS s USING (statement_id);";
/* clang-format on */

const char *const store_schema_steps[] = {
    step_1, step_2, step_3, step_4, step_5, step_6, step_7, step_8};
const size_t store_schema_count = sizeof store_schema_steps / sizeof store_schema_steps[0];
