// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/queue-carry.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "app/ctl/carry-attachments.h"
#include "app/domain/json-source.h"
#include "offline-cache/audit.h"

#define SCHEMA "motcua/queue-export/2"
#define SCHEMA_1 "motcua/queue-export/1"
#define PAGE 100
/* An envelope in base64, and the rest of its line. */
#define MAX_LINE_BYTES (MC_OUTBOX_MAX_ENVELOPE_BYTES / 3 * 4 + 64 * 1024)

/* --- export --- */

typedef struct {
  McCtl *ctl;
  int fd;
  guint written;
} Export;

static gboolean
write_line (gpointer data, JsonBuilder *builder, GError **error)
{
  Export *self = data;
  g_autoptr (JsonNode) root = json_builder_get_root (builder);
  g_autofree char *json = json_to_string (root, FALSE);
  g_autofree char *line = g_strconcat (json, "\n", NULL);
  gsize length = strlen (line);

  for (gsize done = 0; done < length;) {
    gssize n = write (self->fd, line + done, length - done);

    if (n < 0 && errno != EINTR) {
      g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errno), "cannot write: %s",
                   g_strerror (errno));
      return FALSE;
    }
    done += n > 0 ? (gsize) n : 0;
  }
  return TRUE;
}

static gboolean
write_head (Export *self, GError **error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (McKioskIdentity) identity = mc_kiosk_identity_load (self->ctl->state_dir, NULL);

  json_builder_begin_object (builder);
  mc_ctl_add_string (builder, "schema", SCHEMA);
  mc_ctl_add_string (builder, "kiosk", identity != NULL ? identity->kiosk_id : NULL);
  mc_ctl_add_time (builder, "exported_at", mc_clock_now_ms (self->ctl->clock));
  json_builder_end_object (builder);
  return write_line (self, builder, error);
}

static gboolean
write_row (Export *self, const McSubmission *row, GError **error)
{
  g_autoptr (JsonBuilder) builder = NULL;
  g_autofree char *base64 = NULL;
  g_autoptr (GBytes) envelope = NULL;

  if (row->state == MC_SUBMISSION_SENT)
    return TRUE;
  envelope = mc_outbox_get_envelope (self->ctl->outbox, row->id, error);
  if (envelope == NULL
      || !mc_carry_attachments_write (self->ctl->outbox, row->id, write_line, self, error))
    return FALSE;
  base64 = g_base64_encode (g_bytes_get_data (envelope, NULL), g_bytes_get_size (envelope));
  builder = json_builder_new ();
  json_builder_begin_object (builder);
  mc_ctl_add_string (builder, "id", row->id);
  mc_ctl_add_string (builder, "local_code", row->local_code);
  mc_ctl_add_string (builder, "procedure", row->procedure);
  mc_ctl_add_string (builder, "digest", row->digest);
  mc_ctl_add_string (builder, "statement", row->statement);
  mc_ctl_add_int (builder, "created_ms", row->created_ms);
  mc_ctl_add_int (builder, "attachments", row->attachments);
  mc_ctl_add_string (builder, "envelope", base64);
  json_builder_end_object (builder);
  if (!write_line (self, builder, error))
    return FALSE;
  self->written++;
  return mc_audit_note (self->ctl->store, self->ctl->clock, MC_AUDIT_EXPORTED, NULL, row->digest,
                        error);
}

/* Gone is as bad. */
static gboolean
is_damage (const GError *reason)
{
  return g_error_matches (reason, MC_STORE_ERROR, MC_STORE_ERROR_CORRUPT)
         || g_error_matches (reason, MC_STORE_ERROR, MC_STORE_ERROR_NOT_FOUND);
}

/* The daemon may have sent it since it was listed. */
static gboolean
is_sent (Export *self, const McSubmission *row)
{
  g_autoptr (McSubmission) now = mc_outbox_find (self->ctl->outbox, row->id, NULL);

  return now != NULL && now->state == MC_SUBMISSION_SENT;
}

/* A damaged submission is told and does not keep the others here. */
static gboolean
write_rows (Export *self, guint *damaged, GError **error)
{
  g_autofree char *after = NULL;
  guint got = PAGE;

  while (got == PAGE) {
    g_autoptr (GPtrArray) rows = mc_outbox_list (self->ctl->outbox, after, PAGE, error);

    if (rows == NULL)
      return FALSE;
    got = rows->len;
    for (guint i = 0; i < rows->len; i++) {
      const McSubmission *row = g_ptr_array_index (rows, i);
      g_autoptr (GError) reason = NULL;

      g_free (after);
      after = g_strdup (row->id);
      if (write_row (self, row, &reason) || (is_damage (reason) && is_sent (self, row)))
        continue;
      if (!is_damage (reason)) {
        g_propagate_error (error, g_steal_pointer (&reason));
        return FALSE;
      }
      (*damaged)++;
      g_printerr ("motcuactl: %s: %s\n", row->local_code, reason->message);
    }
  }
  return TRUE;
}

/* -1: errno says why. Somebody may be writing it just now (EBUSY); what an export that was killed,
 * or whose stick was pulled out, has left is written anew. */
static int
open_part (const char *part)
{
  const int flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC;
  int fd = g_open (part, flags, 0600);
  int left;

  if (fd < 0 && errno == EEXIST) {
    left = g_open (part, O_WRONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0);
    if (left < 0)
      return -1;
    if (flock (left, LOCK_EX | LOCK_NB) == 0 && g_unlink (part) == 0)
      fd = g_open (part, flags, 0600);
    else
      errno = EBUSY;
    close (left);
  }
  if (fd >= 0 && flock (fd, LOCK_EX | LOCK_NB) != 0)
    g_warning ("cannot lock %s: %s", part, g_strerror (errno));
  return fd;
}

/* FALSE and errno: a stick that is pulled out now may not have it. */
static gboolean
put_in_place (const char *part, const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int fd;
  gboolean good;

  if (g_rename (part, path) != 0)
    return FALSE;
  fd = g_open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
  if (fd < 0)
    return FALSE;
  /* Some file systems cannot, and need not. */
  good = fsync (fd) == 0 || errno == EINVAL || errno == EROFS;
  close (fd);
  return good;
}

int
mc_ctl_queue_export (McCtl *ctl, const char *path)
{
  Export export = { .ctl = ctl };
  g_autofree char *part = g_strconcat (path, ".part", NULL);
  g_autoptr (GError) error = NULL;
  guint damaged = 0;
  gboolean good;

  export.fd = open_part (part);
  if (export.fd < 0)
    return mc_ctl_refuse ("queue: cannot make %s: %s", part, g_strerror (errno));
  good = write_head (&export, &error) && write_rows (&export, &damaged, &error);
  if (good && fsync (export.fd) != 0) {
    g_set_error (&error, G_FILE_ERROR, g_file_error_from_errno (errno), "cannot write: %s",
                 g_strerror (errno));
    good = FALSE;
  }
  good = close (export.fd) == 0 && good;
  if (!good || !put_in_place (part, path)) {
    g_unlink (part);
    return mc_ctl_refuse ("queue: %s: %s", path,
                          error != NULL ? error->message : g_strerror (errno));
  }
  if (ctl->json)
    g_print ("{\"exported\":%u,\"damaged\":%u}\n", export.written, damaged);
  else
    g_print ("%u sealed submissions are in %s; they stay in the queue here as well\n",
             export.written, path);
  return damaged == 0 ? MC_EXIT_DONE : MC_EXIT_REFUSED;
}

/* --- import --- */

typedef struct {
  McCtl *ctl;
  guint taken;
  guint known;
  guint damaged;
  McCarriedAttachments *attachments;
} Import;

static const char *
get_text (JsonObject *object, const char *name)
{
  const char *text = mc_json_read_text (object, name);

  return text != NULL ? text : "";
}

/* (transfer full) (nullable): the manifests of the papers that have come with a submission. */
static GStrv
name_manifests (Import *self, const char *id, GError **error)
{
  g_autoptr (GPtrArray) attachments = mc_outbox_list_attachments (self->ctl->outbox, id, error);
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  if (attachments == NULL)
    return NULL;
  for (guint i = 0; i < attachments->len; i++)
    g_strv_builder_add (names, ((McAttachment *) g_ptr_array_index (attachments, i))->manifest);
  return g_strv_builder_end (names);
}

static gboolean
take_row (Import *self, JsonObject *object, GError **error)
{
  g_auto (GStrv) manifests = NULL;
  g_autofree guchar *data = NULL;
  g_autoptr (GBytes) envelope = NULL;
  g_autoptr (McSubmission) known = NULL;
  gsize size;
  McSubmission row = {
    .id = (char *) get_text (object, "id"),
    .local_code = (char *) get_text (object, "local_code"),
    .procedure = (char *) get_text (object, "procedure"),
    .digest = (char *) get_text (object, "digest"),
    .statement = (char *) get_text (object, "statement"),
    .created_ms = mc_json_read_int (object, "created_ms"),
  };

  known = mc_outbox_find (self->ctl->outbox, row.id, NULL);
  if (known != NULL && g_str_equal (known->digest, row.digest)) {
    self->known++;
    return TRUE;
  }
  manifests = name_manifests (self, row.id, error);
  if (manifests == NULL)
    return FALSE;
  row.manifests = manifests;
  if (g_strv_length (manifests) != mc_json_read_int (object, "attachments")) {
    g_set_error (error, MC_STORE_ERROR, MC_STORE_ERROR_MISMATCH, "a paper is missing");
    return FALSE;
  }
  data = g_base64_decode (get_text (object, "envelope"), &size);
  envelope = g_bytes_new_take (g_steal_pointer (&data), size);
  if (!mc_outbox_commit (self->ctl->outbox, &row, envelope, NULL, error))
    return FALSE;
  self->taken++;
  return mc_audit_note (self->ctl->store, self->ctl->clock, MC_AUDIT_IMPORTED, NULL, row.digest,
                        error);
}

/* FALSE: this machine cannot go on (its disk, not a line, is at fault). */
static gboolean
take_line (Import *self, const char *line, guint number, GError **error)
{
  g_autoptr (JsonObject) object = mc_json_read_object (line, strlen (line));
  g_autoptr (GError) reason = NULL;
  gboolean taken = FALSE;

  if (object != NULL
      && mc_carried_attachments_take (self->attachments, self->ctl->outbox, object, &taken, &reason)
      && (taken || take_row (self, object, &reason)))
    return TRUE;
  if (g_error_matches (reason, MC_STORE_ERROR, MC_STORE_ERROR_FULL)
      || g_error_matches (reason, MC_STORE_ERROR, MC_STORE_ERROR_BUSY)) {
    g_propagate_error (error, g_steal_pointer (&reason));
    return FALSE;
  }
  self->damaged++;
  g_printerr ("motcuactl: line %u: %s\n", number,
              reason != NULL ? reason->message : "expected a submission");
  return TRUE;
}

/* (transfer full) (nullable): without its end; NULL at the end of the file, or with an error. */
static char *
read_line (GDataInputStream *stream, GError **error)
{
  gsize length;
  g_autofree char *line = g_data_input_stream_read_line (stream, &length, NULL, error);

  if (line != NULL && length > MAX_LINE_BYTES) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "a line is too long");
    return NULL;
  }
  return g_steal_pointer (&line);
}

static gboolean
take_all (Import *self, GDataInputStream *stream, GError **error)
{
  g_autofree char *head = read_line (stream, error);
  g_autoptr (JsonObject) object = head != NULL ? mc_json_read_object (head, strlen (head)) : NULL;
  const char *schema = object != NULL ? get_text (object, "schema") : "";
  guint number = 1;

  if (!g_str_equal (schema, SCHEMA) && !g_str_equal (schema, SCHEMA_1)) {
    if (error != NULL && *error == NULL)
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                   "not a queue that motcuactl queue export wrote");
    return FALSE;
  }
  for (;;) {
    g_autoptr (GError) reason = NULL;
    g_autofree char *line = read_line (stream, &reason);

    number++;
    if (reason != NULL) {
      g_propagate_error (error, g_steal_pointer (&reason));
      return FALSE;
    }
    if (line == NULL)
      return TRUE;
    if (!take_line (self, line, number, error))
      return FALSE;
  }
}

int
mc_ctl_queue_import (McCtl *ctl, const char *path)
{
  g_auto (McCarriedAttachments) attachments = { 0 };
  Import import = { .ctl = ctl, .attachments = &attachments };
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInputStream) input = g_file_read (file, NULL, &error);
  g_autoptr (GDataInputStream) stream = NULL;

  if (input == NULL)
    return mc_ctl_refuse_error (error);
  stream = g_data_input_stream_new (G_INPUT_STREAM (input));
  if (!take_all (&import, stream, &error))
    return mc_ctl_refuse ("queue: %s: %s", path, error->message);
  if (ctl->json)
    g_print ("{\"taken\":%u,\"known\":%u,\"damaged\":%u}\n", import.taken, import.known,
             import.damaged);
  else
    g_print ("%u submissions taken over, %u were here already, %u are damaged\n", import.taken,
             import.known, import.damaged);
  return import.damaged == 0 ? MC_EXIT_DONE : MC_EXIT_REFUSED;
}
