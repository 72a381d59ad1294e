// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/portal/commands.h"

#include <json-glib/json-glib.h>

#include "tests/portal/assembly.h"

/* motcua-portal attachment: one file of one accepted record, as the citizen handed it in. */

typedef struct {
  McLedger *ledger;
  McOpener *opener;
  const char *submission;
  const char *attachment; /* (nullable): NULL: the first */
  char *signer;           /* (out) */
  JsonObject *found;      /* (out) */
} Search;

static void
search_clear (Search *self)
{
  g_free (self->signer);
  g_clear_pointer (&self->found, json_object_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Search, search_clear)

static void
look_in_record (Search *self, JsonObject *record)
{
  JsonNode *node = json_object_get_member (record, "attachments");
  JsonArray *list = node ? json_node_get_array (node) : NULL;

  for (guint i = 0; list && i < json_array_get_length (list) && !self->found; i++) {
    JsonObject *attachment = json_array_get_object_element (list, i);

    if (!self->attachment
        || g_str_equal (json_object_get_string_member (attachment, "id"), self->attachment))
      self->found = json_object_ref (attachment);
  }
}

static gboolean
look_in_row (const McStored *row, gpointer data, GError **error)
{
  Search *self = data;
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GBytes) record = NULL;

  if (!g_str_equal (row->id, self->submission))
    return TRUE;
  record = mc_opener_open (self->opener, row->envelope, &self->signer, error);
  if (!record
      || !json_parser_load_from_data (parser, g_bytes_get_data (record, NULL),
                                      g_bytes_get_size (record), error))
    return FALSE;
  look_in_record (self, json_node_get_object (json_parser_get_root (parser)));
  return TRUE;
}

/* The message is a rule's name where a part is at fault: say what it is about. */
static GBytes *
find_file (Search *self, GError **error)
{
  GBytes *file = NULL;

  if (!mc_ledger_foreach (self->ledger, look_in_row, self, error))
    return NULL;
  if (self->found)
    file = mc_assembly_dup_file (self->ledger, self->opener, self->submission, self->signer,
                                 self->found, error);
  else
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "no such attachment has been accepted");
  if (!file)
    g_prefix_error (error, "%s: ", self->submission);
  return file;
}

gboolean
mc_command_attachment (GStrv arguments, GError **error)
{
  g_autofree char *data = NULL;
  g_autofree char *id = NULL;
  g_autofree char *attachment = NULL;
  g_autofree char *out = NULL;
  const GOptionEntry entries[] = {
    { "id", 0, 0, G_OPTION_ARG_STRING, &id, NULL, NULL },
    { "attachment", 0, 0, G_OPTION_ARG_STRING, &attachment, NULL, NULL },
    { "out", 0, 0, G_OPTION_ARG_FILENAME, &out, NULL, NULL },
    { NULL },
  };
  g_autoptr (McPki) pki = NULL;
  g_autoptr (McKeyrings) keyrings = NULL;
  g_autoptr (McLedger) ledger = NULL;
  g_autoptr (McOpener) opener = NULL;
  g_autoptr (GBytes) file = NULL;
  g_auto (Search) search = { 0 };

  if (!mc_command_parse (arguments, entries, &data, error))
    return FALSE;
  if (!id || !out) {
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "--id and --out are needed");
    return FALSE;
  }
  pki = mc_pki_open (data, error);
  keyrings = pki ? mc_keyrings_new (pki, error) : NULL;
  ledger = keyrings ? mc_ledger_open (data, error) : NULL;
  if (!ledger)
    return FALSE;
  opener = mc_opener_new (pki->enrolment.certificate, pki->recovery, keyrings);
  search.ledger = ledger;
  search.opener = opener;
  search.submission = id;
  search.attachment = attachment;
  file = find_file (&search, error);
  return file
         && g_file_set_contents_full (out, g_bytes_get_data (file, NULL), g_bytes_get_size (file),
                                      G_FILE_SET_CONTENTS_CONSISTENT, 0600, error);
}
