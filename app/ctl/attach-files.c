// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/attach-files.h"

#include <string.h>

#include "app/domain/secret.h"

static void
attach_file_free (gpointer data)
{
  McAttachFile *self = data;

  g_free (self->field);
  g_clear_pointer (&self->file, g_bytes_unref);
  g_free (self);
}

/* As good a count as is had without a PDF library; every PDF has one page at least. */
static guint
count_pages (GBytes *file)
{
  gsize size = 0;
  const char *data = g_bytes_get_data (file, &size);
  const char *end = data + size;
  guint pages = 0;

  for (const char *p = data; (p = memmem (p, (gsize) (end - p), "/Type", 5)) != NULL; p += 5) {
    const char *name = p + 5;

    while (name < end && (*name == ' ' || *name == '\n' || *name == '\r'))
      name++;
    if (end - name > 5 && memcmp (name, "/Page", 5) == 0 && !g_ascii_isalpha (name[5]))
      pages++;
  }
  return CLAMP (pages, 1, MC_ATTACHMENT_MAX_PAGES);
}

static GBytes *
read_file (const char *path, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (path);
  g_autoptr (GFileInfo) info = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_SIZE,
                                                  G_FILE_QUERY_INFO_NONE, NULL, error);
  char *data;
  gsize size;

  if (info == NULL)
    return NULL;
  if (g_file_info_get_size (info) > MC_ATTACHMENT_MAX_BYTES) {
    g_set_error (error, MC_ATTACHMENT_ERROR, MC_ATTACHMENT_ERROR_TOO_LARGE,
                 "%s: larger than %d MiB", path, MC_ATTACHMENT_MAX_BYTES / (1024 * 1024));
    return NULL;
  }
  if (!g_file_get_contents (path, &data, &size, error))
    return NULL;
  return mc_secret_bytes_take (data, size);
}

static gboolean
is_paper_of (McForm *form, const char *key)
{
  const McField *field = mc_form_find_full (form, key, NULL);

  return field != NULL && field->type == MC_FIELD_ATTACHMENT;
}

static McAttachFile *
read_one (const char *argument, McForm *form, GError **error)
{
  const char *path = strchr (argument, '=');
  McAttachFile *self;

  if (path == NULL || path == argument || path[1] == '\0') {
    g_set_error (error, MC_ATTACHMENT_ERROR, MC_ATTACHMENT_ERROR_INPUT,
                 "--attach %s: expected FIELD=FILE", argument);
    return NULL;
  }
  self = g_new0 (McAttachFile, 1);
  self->field = g_strndup (argument, (gsize) (path - argument));
  path++;
  if (!is_paper_of (form, self->field)) {
    g_set_error (error, MC_ATTACHMENT_ERROR, MC_ATTACHMENT_ERROR_INPUT,
                 "--attach: the form asks for no paper %s", self->field);
  } else {
    self->file = read_file (path, error);
    self->pages = self->file != NULL ? count_pages (self->file) : 0;
    if (self->file != NULL && mc_attachment_check_file (self->file, self->pages, error))
      return self;
    g_prefix_error (error, "--attach: %s: ", path);
  }
  attach_file_free (self);
  return NULL;
}

GPtrArray *
mc_attach_files_read (GStrv arguments, McForm *form, GError **error)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (attach_file_free);
  guint64 bytes = 0;

  for (guint i = 0; arguments != NULL && arguments[i] != NULL; i++) {
    McAttachFile *file = read_one (arguments[i], form, error);

    if (file == NULL)
      return NULL;
    g_ptr_array_add (files, file);
    if (!mc_attachment_check_room (i, bytes, g_bytes_get_size (file->file), error))
      return NULL;
    bytes += g_bytes_get_size (file->file);
  }
  return g_steal_pointer (&files);
}

GPtrArray *
mc_attach_files_add (GPtrArray *files, McAttachments *attachments, const char *submission_id,
                     GError **error)
{
  g_autoptr (GPtrArray) added = mc_attachments_array_new ();

  for (guint i = 0; i < files->len; i++) {
    const McAttachFile *file = g_ptr_array_index (files, i);
    McAttachment *attachment = mc_attachments_add (attachments, submission_id, file->field,
                                                   file->pages, file->file, error);

    if (attachment == NULL) {
      mc_attachments_discard (attachments, submission_id, NULL);
      return NULL;
    }
    g_ptr_array_add (added, attachment);
  }
  return g_steal_pointer (&added);
}
