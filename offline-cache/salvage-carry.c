// SPDX-License-Identifier: GPL-3.0-or-later
#include "offline-cache/salvage-carry.h"

#include "offline-cache/audit.h"
#include "offline-cache/digest.h"
#include "offline-cache/outbox.h"
#include "offline-cache/salvage-witness.h"
#include "offline-cache/statement.h"
#include "offline-cache/transaction.h"

#include <string.h>

/* How a row of each table looks, for pages do not say whose they are. One letter a column:
 * u an id (36 letters), d a digest (43), k the id of a ticket (26), t any text, b bytes, i a
 * number, r the row's own number, capitals the same or nothing. Columns after the | came later. */
typedef struct {
  const char *name;
  const char *columns;
  const char *shape;
} Table;

/* In the order in which they may refer to each other; papers first, for a submission whose row is
 * lost has those that name it. */
static const Table tables[] = {
  { "attachment", "id, submission, field, media_type, size, pages, sha256, manifest", "uuttiiDd" },
  { "part", "digest, attachment, position, size", "duii" },
  { "part_data", "digest, data", "db" },
  { "submission",
    "id, local_code, procedure, digest, statement, created_ms, size, state, attempts,"
    " next_attempt_ms, reason_code, reason, dossier_code, received_at, appointment, ack, acked_ms,"
    " attachments, attachment_bytes, office_state, office_note, office_at, office_ms, clock_doubt",
    "uttdtiitiiTTTTTTi|ii|TTTiT" },
  { "parked", "id, data, created_ms, expires_ms, digest, submission", "kbii|DU" },
  { "parked_errand", "id, wish, offered, carried_ms, attempts, next_attempt_ms, expires_ms",
    "ktiIiii" },
  { "audit_event", "seq, at_ms, uptime_ms, boot, kind, outcome, subject, chain", "riittttd" },
  { "audit_anchor", "only, seq, chain", "rid" },
  { "audit_checkpoint", "seq, at_ms, jws", "rit" },
};

/* Not by its shape alone: what is in it must be what was sealed. */
static const char ENVELOPE[] = "ub|T";

static gboolean
is_of_submissions (const Table *table)
{
  return g_str_equal (table->name, "submission");
}

static gboolean
value_fits (char letter, const McCarvedValue *value)
{
  const gboolean is_text = value->type == MC_CARVED_TEXT;

  if (g_ascii_isupper (letter) && value->type == MC_CARVED_NULL)
    return TRUE;
  switch (g_ascii_tolower (letter)) {
  case 'u':
    return is_text && value->size == 36;
  case 'd':
    return is_text && value->size == 43;
  case 'k':
    return is_text && value->size == 26;
  case 't':
    return is_text;
  case 'b':
    return value->type == MC_CARVED_BLOB;
  case 'i':
    return value->type == MC_CARVED_INTEGER;
  default:
    return value->type == MC_CARVED_NULL;
  }
}

/* How many of the columns the row has; 0: it is another table's. */
static guint
match (const char *shape, const McCarvedRow *row)
{
  guint n = 0;

  for (const char *letter = shape; *letter != '\0'; letter++) {
    if (*letter == '|') {
      if (row->n == n)
        return n;
      continue;
    }
    if (n == row->n || !value_fits (*letter, &row->values[n]))
      return 0;
    n++;
  }
  return n == row->n ? n : 0;
}

static void
bind (sqlite3_stmt *statement, int column, const McCarvedValue *value)
{
  switch (value->type) {
  case MC_CARVED_INTEGER:
    sqlite3_bind_int64 (statement, column, value->integer);
    break;
  case MC_CARVED_TEXT:
    sqlite3_bind_text (statement, column, (const char *) value->data, (int) value->size,
                       SQLITE_STATIC);
    break;
  case MC_CARVED_BLOB:
    sqlite3_bind_blob (statement, column, value->data, (int) value->size, SQLITE_STATIC);
    break;
  default:
    sqlite3_bind_null (statement, column);
  }
}

typedef struct {
  sqlite3 *db;
  const Table *table;
  McSalvageWitness *witness;
  McAuditMoment moment;
  McSalvage *report;
  GError *error;
} Carrying;

/* TRUE also where the row breaks a rule of its table: then it is not what it looked like. */
static gboolean
run_lenient (Carrying *self, sqlite3_stmt *statement, gboolean *changed)
{
  g_autoptr (GError) error = NULL;
  const int before = sqlite3_total_changes (self->db);

  if (mc_statement_run (statement, &error)) {
    *changed = sqlite3_total_changes (self->db) > before;
    return TRUE;
  }
  *changed = FALSE;
  if ((sqlite3_errcode (self->db) & 0xff) == SQLITE_CONSTRAINT)
    return TRUE;
  self->error = g_steal_pointer (&error);
  return FALSE;
}

/* (transfer full): "INSERT OR … INTO table (first n columns) VALUES (?, …)". */
static char *
make_insert (const Table *table, guint n)
{
  g_auto (GStrv) columns = g_strsplit (table->columns, ",", -1);
  g_autoptr (GString) marks = g_string_new ("?");
  g_autofree char *names = NULL;

  for (guint i = 1; i < n; i++)
    g_string_append (marks, ", ?");
  for (guint i = n; columns[n] != NULL && columns[i] != NULL; i++)
    g_clear_pointer (&columns[i], g_free);
  names = g_strjoinv (",", columns);
  /* The anchor is there from the beginning, and says less. */
  return g_strdup_printf ("INSERT OR %s INTO %s (%s) VALUES (%s)",
                          g_str_equal (table->name, "audit_anchor") ? "REPLACE" : "IGNORE",
                          table->name, names, marks->str);
}

static gboolean
carry_row (const McCarvedRow *found, gpointer user_data)
{
  Carrying *self = user_data;
  const guint n = match (self->table->shape, found);
  McCarvedRow corrected;
  const McCarvedRow *row = found;
  g_autoptr (sqlite3_stmt) statement = NULL;
  g_autofree char *name = g_strdup_printf ("salvage %s %u", self->table->name, n);
  g_autofree char *sql = NULL;
  gboolean changed;

  if (n == 0)
    return TRUE;
  if (is_of_submissions (self->table)) {
    corrected = *found;
    mc_salvage_witness_correct_row (self->witness, &corrected);
    row = &corrected;
  }
  sql = make_insert (self->table, n);
  statement = mc_statement_new_from_text (self->db, name, sql, &self->error);
  if (statement == NULL)
    return FALSE;
  for (guint i = 0; i < n; i++)
    bind (statement, (int) i + 1, &row->values[i]);
  if (self->table->shape[0] == 'r')
    sqlite3_bind_int64 (statement, 1, row->rowid);
  if (!run_lenient (self, statement, &changed))
    return FALSE;
  if (changed && is_of_submissions (self->table))
    self->report->submissions++;
  return TRUE;
}

/* --- envelopes --- */

/* digest, state: (out) (transfer full), NULL if there is no such row. */
static gboolean
find_row (Carrying *self, const McCarvedValue *id, char **digest, char **state)
{
  g_autoptr (sqlite3_stmt) statement = mc_statement_new (self->db, "salvage/digest", &self->error);
  gboolean has_row;

  if (statement == NULL)
    return FALSE;
  bind (statement, 1, id);
  if (!mc_statement_step (statement, &has_row, &self->error))
    return FALSE;
  *digest = has_row ? mc_statement_dup_text (statement, 0) : NULL;
  *state = has_row ? mc_statement_dup_text (statement, 1) : NULL;
  return TRUE;
}

/* Its row is gone: what stands beside the envelope says the same. */
static gboolean
make_row (Carrying *self, const McCarvedRow *row, const char *digest)
{
  static const McCarvedValue nothing = { MC_CARVED_NULL };
  g_autoptr (sqlite3_stmt) statement = mc_statement_new (self->db, "salvage/row-from-about",
                                                         &self->error);
  gboolean changed;

  if (statement == NULL)
    return FALSE;
  bind (statement, sqlite3_bind_parameter_index (statement, ":id"), &row->values[0]);
  bind (statement, sqlite3_bind_parameter_index (statement, ":about"),
        row->n > 2 ? &row->values[2] : &nothing);
  mc_statement_bind_text (statement, ":digest", digest);
  mc_statement_bind_int (statement, ":now_ms", self->moment.at_ms);
  mc_statement_bind_int (statement, ":size", (gint64) row->values[1].size);
  if (!run_lenient (self, statement, &changed))
    return FALSE;
  self->report->submissions += changed;
  return TRUE;
}

static gboolean
insert_envelope (Carrying *self, const McCarvedRow *row)
{
  g_autoptr (sqlite3_stmt) statement = mc_statement_new (self->db, "outbox/insert-envelope",
                                                         &self->error);
  gboolean changed;

  if (statement == NULL)
    return FALSE;
  bind (statement, sqlite3_bind_parameter_index (statement, ":id"), &row->values[0]);
  bind (statement, sqlite3_bind_parameter_index (statement, ":data"), &row->values[1]);
  if (!run_lenient (self, statement, &changed))
    return FALSE;
  self->report->envelopes += changed;
  return TRUE;
}

/* What `about` says the digest is; without a row it is the only witness. */
static gboolean
about_contradicts (const McCarvedRow *row, const char *digest)
{
  g_autofree char *about = NULL;
  g_autofree char *said = g_strdup_printf ("\"digest\":\"%s\"", digest);

  if (row->n < 3 || row->values[2].type != MC_CARVED_TEXT)
    return FALSE;
  about = g_strndup ((const char *) row->values[2].data, row->values[2].size);
  return strstr (about, said) == NULL;
}

static gboolean
carry_envelope (const McCarvedRow *stored, gpointer user_data)
{
  Carrying *self = user_data;
  McCarvedRow corrected = *stored;
  const McCarvedRow *row = &corrected;
  g_autofree char *found = NULL;
  g_autofree char *digest = NULL;
  g_autofree char *state = NULL;

  if (match (ENVELOPE, row) == 0)
    return TRUE;
  mc_salvage_witness_correct_envelope (self->witness, &corrected);
  found = mc_sha256_base64url (row->values[1].data, row->values[1].size);
  if (!find_row (self, &row->values[0], &digest, &state))
    return FALSE;
  if (digest != NULL)
    return !g_str_equal (digest, found) || g_str_equal (state, "sent")
           || insert_envelope (self, row);
  return about_contradicts (row, found)
         || (make_row (self, row, found) && insert_envelope (self, row));
}

static gboolean
set_aside (Carrying *self, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = mc_statement_new (self->db, "salvage/set-aside", error);
  const int before = sqlite3_total_changes (self->db);

  if (statement == NULL)
    return FALSE;
  mc_statement_bind_int (statement, ":chunk_bytes", MC_PART_MAX_PLAIN_BYTES);
  if (!mc_statement_run (statement, error))
    return FALSE;
  /* Triggers count, too: each row once in its own table, once in the count of them. */
  self->report->lost = (guint) (sqlite3_total_changes (self->db) - before) / 2;
  return TRUE;
}

static gboolean
note (Carrying *self, GError **error)
{
  g_autofree char *outcome = g_strdup_printf ("%u of %u", self->report->envelopes,
                                              self->report->envelopes + self->report->lost);

  return mc_audit_append (self->db, &self->moment, MC_AUDIT_SALVAGED, outcome, NULL, error);
}

gboolean
mc_salvage_carry (McPageCarver *carver, sqlite3 *db, McSalvage *report, GError **error)
{
  g_autoptr (McClock) clock = mc_clock_new ();
  g_autoptr (McSalvageWitness) witness = mc_salvage_witness_new (carver);
  Carrying self = {
    .db = db, .witness = witness, .moment = mc_audit_now (clock), .report = report
  };
  g_autoptr (McTransaction) transaction = NULL;

  *report = (McSalvage){ 0 };
  transaction = mc_transaction_begin (db, error);
  if (transaction == NULL)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (tables) && self.error == NULL; i++) {
    self.table = &tables[i];
    mc_page_carver_walk (carver, 2, carry_row, &self);
    if (is_of_submissions (self.table) && self.error == NULL)
      mc_page_carver_walk (carver, 2, carry_envelope, &self);
  }
  if (self.error != NULL) {
    g_propagate_error (error, self.error);
    return FALSE;
  }
  return set_aside (&self, error) && note (&self, error)
         && mc_transaction_commit (transaction, error);
}
