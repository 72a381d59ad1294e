// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/domain/shown-code.h"

#include <string.h>

#include "app/domain/json-source.h"
#include "app/domain/local-code.h"

#define MAX_BYTES 1024

/* (transfer full) (nullable): base64url without padding, as text. */
static char *
decode_part (const char *part)
{
  const gsize length = strlen (part);
  g_autofree char *padded = g_strdup_printf ("%s%.*s", part, (int) (3 - (length + 3) % 4), "===");
  guchar *data;
  gsize size;

  g_strdelimit (padded, "-", '+');
  g_strdelimit (padded, "_", '/');
  data = g_base64_decode (padded, &size);
  data = g_realloc (data, size + 1);
  data[size] = '\0';
  return (char *) data;
}

/* (transfer full) (nullable): what a JWS in its compact form says about itself as "code". */
static char *
code_of_statement (const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, ".", 4);
  g_autoptr (JsonObject) object = NULL;
  g_autofree char *claims = NULL;

  if (g_strv_length (parts) != 3)
    return NULL;
  claims = decode_part (parts[1]);
  object = mc_json_read_object (claims, strlen (claims));
  return object != NULL ? g_strdup (mc_json_read_text (object, "code")) : NULL;
}

char *
mc_shown_code_find (GBytes *payload)
{
  g_autofree char *text = NULL;
  g_autofree char *told = NULL;
  gsize size;
  const char *data = g_bytes_get_data (payload, &size);

  if (size == 0 || size > MAX_BYTES)
    return NULL;
  text = g_strstrip (g_strndup (data, size));
  if (!g_str_is_ascii (text))
    return NULL;
  told = g_str_has_prefix (text, "eyJ") ? code_of_statement (text) : g_strdup (text);
  return told != NULL ? mc_local_code_normalise (told) : NULL;
}
