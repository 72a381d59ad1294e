// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/carry-attachments.h"

#include "app/domain/json-source.h"

/* --- writing --- */

static gboolean
write_parts (McOutbox *outbox, GPtrArray *parts, const char *attachment, McLineFunc write,
             gpointer data, GError **error)
{
  for (guint i = 0; i < parts->len; i++) {
    const McPart *part = g_ptr_array_index (parts, i);
    g_autoptr (JsonBuilder) line = NULL;
    g_autoptr (GBytes) sealed = NULL;
    g_autofree char *base64 = NULL;

    if (!g_str_equal (part->attachment, attachment))
      continue;
    sealed = mc_outbox_get_part (outbox, part->digest, error);
    if (sealed == NULL)
      return FALSE;
    base64 = g_base64_encode (g_bytes_get_data (sealed, NULL), g_bytes_get_size (sealed));
    line = json_builder_new ();
    json_builder_begin_object (line);
    mc_ctl_add_int (line, "position", part->position);
    mc_ctl_add_string (line, "part", base64);
    json_builder_end_object (line);
    if (!write (data, line, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
write_attachment (const char *submission_id, const McAttachment *attachment, McLineFunc write,
                  gpointer data, GError **error)
{
  g_autoptr (JsonBuilder) line = json_builder_new ();

  json_builder_begin_object (line);
  mc_ctl_add_string (line, "attachment", attachment->id);
  mc_ctl_add_string (line, "submission", submission_id);
  mc_ctl_add_string (line, "field", attachment->field);
  mc_ctl_add_string (line, "media_type", attachment->media_type);
  mc_ctl_add_int (line, "size", (gint64) attachment->size);
  mc_ctl_add_int (line, "pages", attachment->pages);
  mc_ctl_add_string (line, "manifest", attachment->manifest);
  json_builder_end_object (line);
  return write (data, line, error);
}

/* All parts are read once before the first line is written: what is damaged leaves no line. */
static gboolean
check_parts (McOutbox *outbox, GPtrArray *parts, GError **error)
{
  for (guint i = 0; i < parts->len; i++) {
    const McPart *part = g_ptr_array_index (parts, i);
    g_autoptr (GBytes) sealed = mc_outbox_get_part (outbox, part->digest, error);

    if (sealed == NULL)
      return FALSE;
  }
  return TRUE;
}

gboolean
mc_carry_attachments_write (McOutbox *outbox, const char *submission_id, McLineFunc write,
                            gpointer data, GError **error)
{
  g_autoptr (GPtrArray) attachments = mc_outbox_list_attachments (outbox, submission_id, error);
  g_autoptr (GPtrArray) parts = NULL;

  if (attachments == NULL)
    return FALSE;
  parts = mc_outbox_list_parts (outbox, submission_id, error);
  if (parts == NULL || !check_parts (outbox, parts, error))
    return FALSE;
  for (guint i = 0; i < attachments->len; i++) {
    const McAttachment *attachment = g_ptr_array_index (attachments, i);

    if (!write_attachment (submission_id, attachment, write, data, error)
        || !write_parts (outbox, parts, attachment->id, write, data, error))
      return FALSE;
  }
  return TRUE;
}

/* --- reading --- */

static const char *
get_text (JsonObject *line, const char *name)
{
  const char *text = mc_json_read_text (line, name);

  return text != NULL ? text : "";
}

static void
forget_attachment (McCarriedAttachments *self)
{
  g_clear_pointer (&self->attachment, mc_attachment_free);
  g_clear_pointer (&self->parts, g_ptr_array_unref);
}

void
mc_carried_attachments_clear (McCarriedAttachments *self)
{
  forget_attachment (self);
  g_clear_pointer (&self->submission, g_free);
}

static void
begin_attachment (McCarriedAttachments *self, JsonObject *line)
{
  McAttachment *attachment = mc_attachment_new ();

  g_free (self->submission);
  self->submission = g_strdup (get_text (line, "submission"));
  attachment->id = g_strdup (get_text (line, "attachment"));
  attachment->field = g_strdup (get_text (line, "field"));
  attachment->media_type = mc_attachment_find_type (get_text (line, "media_type"));
  attachment->size = (gsize) MAX (0, mc_json_read_int (line, "size"));
  attachment->pages = (guint) MAX (0, mc_json_read_int (line, "pages"));
  attachment->manifest = g_strdup (get_text (line, "manifest"));
  self->attachment = attachment;
  self->parts = g_ptr_array_new_with_free_func ((GDestroyNotify) mc_part_free);
}

static void
add_part (McCarriedAttachments *self, JsonObject *line)
{
  guint position = (guint) mc_json_read_int (line, "position");
  gsize size = 0;
  guchar *data = g_base64_decode (get_text (line, "part"), &size);

  g_ptr_array_add (self->parts, mc_part_new_take (self->attachment->id, position,
                                                  g_bytes_new_take (data, size)));
}

/* A submission that is here already has its papers, or has been sent. */
static gboolean
keep_attachment (McCarriedAttachments *self, McOutbox *outbox, GError **error)
{
  g_autoptr (McSubmission) known = NULL;

  if (self->attachment == NULL)
    return TRUE;
  known = mc_outbox_find (outbox, self->submission, NULL);
  return known != NULL
         || mc_outbox_import_attachment (outbox, self->submission, self->attachment, self->parts,
                                         error);
}

gboolean
mc_carried_attachments_take (McCarriedAttachments *self, McOutbox *outbox, JsonObject *line,
                             gboolean *taken, GError **error)
{
  gboolean kept;

  *taken = json_object_has_member (line, "part");
  if (*taken) {
    if (self->attachment != NULL)
      add_part (self, line);
    return TRUE;
  }
  kept = keep_attachment (self, outbox, error);
  forget_attachment (self);
  *taken = json_object_has_member (line, "attachment");
  if (*taken)
    begin_attachment (self, line);
  return kept;
}
