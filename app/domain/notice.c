// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/domain/procedure.h"

#include <string.h>

#include "app/domain/json-source.h"
#include "app/domain/procedure-private.h"

#define MC_NOTICE_MAX_PARAGRAPHS 32
#define MC_NOTICE_MAX_PURPOSES 8

struct _McNotice {
  GObject parent_instance;

  char *version;
  GPtrArray *paragraphs; /* (element-type utf8) */
  GPtrArray *purposes;   /* (element-type McPurpose) */
};

G_DEFINE_FINAL_TYPE (McNotice, mc_notice, G_TYPE_OBJECT)

typedef struct {
  const char *name;
  const char *value;
} McPlaceholder;

static void
mc_purpose_free (gpointer data)
{
  McPurpose *purpose = data;

  g_free (purpose->id);
  g_free (purpose->text);
  g_free (purpose);
}

static void
mc_notice_finalize (GObject *object)
{
  McNotice *self = MC_NOTICE (object);

  g_free (self->version);
  g_clear_pointer (&self->paragraphs, g_ptr_array_unref);
  g_ptr_array_unref (self->purposes);

  G_OBJECT_CLASS (mc_notice_parent_class)->finalize (object);
}

static void
mc_notice_class_init (McNoticeClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mc_notice_finalize;
}

static void
mc_notice_init (McNotice *self)
{
  self->purposes = g_ptr_array_new_with_free_func (mc_purpose_free);
}

static void
load_purpose (McJsonSource *source, JsonObject *object, gpointer user_data)
{
  McNotice *self = user_data;
  McPurpose *purpose = g_new0 (McPurpose, 1);

  g_ptr_array_add (self->purposes, purpose);
  purpose->id = mc_json_take_string (source, object, "id");
  purpose->text = mc_json_take_string (source, object, "text");
  purpose->required = mc_json_take_boolean (source, object, "required");
}

McNotice *
mc_notice_new_from_json (GBytes *json, GError **error)
{
  g_autoptr (McNotice) self = NULL;
  g_autoptr (JsonObject) object = NULL;
  McJsonSource source;
  gsize length;
  const char *data;

  g_return_val_if_fail (json != NULL, NULL);

  data = g_bytes_get_data (json, &length);
  mc_json_source_init (&source, "privacy-notice.json");
  object = mc_json_source_parse (&source, data, length, MC_CATALOGUE_FILE_MAX_BYTES);
  if (object != NULL) {
    self = g_object_new (MC_TYPE_NOTICE, NULL);
    self->version = mc_json_take_date (&source, object, "version");
    self->paragraphs = mc_json_take_strings (&source, object, "paragraphs",
                                             MC_NOTICE_MAX_PARAGRAPHS);
    if (self->paragraphs->len == 0)
      mc_json_source_fail (&source, "paragraphs", "expected at least one");
    mc_json_each_object (&source, object, "purposes", 1, MC_NOTICE_MAX_PURPOSES, load_purpose,
                         self);
  }

  return mc_json_source_finish (&source, error) ? g_steal_pointer (&self) : NULL;
}

const char *
mc_notice_get_version (McNotice *self)
{
  g_return_val_if_fail (MC_IS_NOTICE (self), NULL);

  return self->version;
}

GPtrArray *
mc_notice_get_purposes (McNotice *self)
{
  g_return_val_if_fail (MC_IS_NOTICE (self), NULL);

  return self->purposes;
}

/* (nullable): the placeholder that text begins with. */
static const McPlaceholder *
placeholder_at (const char *text, const McPlaceholder *placeholders)
{
  for (; placeholders->name != NULL; placeholders++) {
    if (g_str_has_prefix (text, placeholders->name))
      return placeholders;
  }

  return NULL;
}

/* One pass, so that braces in a value are never taken for a placeholder. */
static void
append_filled (GString *filled, const char *text, const McPlaceholder *placeholders)
{
  while (*text != '\0') {
    gsize plain = strcspn (text, "{");
    const McPlaceholder *placeholder;

    g_string_append_len (filled, text, plain);
    text += plain;
    if (*text == '\0')
      break;

    placeholder = placeholder_at (text, placeholders);
    g_string_append (filled, placeholder != NULL ? placeholder->value : "{");
    text += placeholder != NULL ? strlen (placeholder->name) : 1;
  }
}

char *
mc_notice_format (McNotice *self, const char *office, const char *procedure, const char *province,
                  const char *contact)
{
  const McPlaceholder placeholders[] = {
    { "{office}", office },
    { "{procedure}", procedure },
    { "{province}", province },
    { "{contact}", contact },
    { NULL, NULL },
  };
  GString *filled;

  g_return_val_if_fail (MC_IS_NOTICE (self), NULL);
  g_return_val_if_fail (office != NULL && procedure != NULL, NULL);
  g_return_val_if_fail (province != NULL && contact != NULL, NULL);

  filled = g_string_new (NULL);
  for (guint i = 0; i < self->paragraphs->len; i++) {
    if (i > 0)
      g_string_append (filled, "\n\n");
    append_filled (filled, g_ptr_array_index (self->paragraphs, i), placeholders);
  }

  return g_string_free (filled, FALSE);
}
