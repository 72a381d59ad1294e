// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/ctl.h"

#include "offline-cache/salvage.h"

#include <stdarg.h>
#include <stdio.h>

#define DEFAULT_STATE_DIR "/var/lib/motcua"

static void G_GNUC_PRINTF (1, 0) say (const char *format, va_list args)
{
  g_autofree char *text = g_strdup_vprintf (format, args);

  g_printerr ("motcuactl: %s\n", text);
}

int
mc_ctl_refuse (const char *format, ...)
{
  va_list args;

  va_start (args, format);
  say (format, args);
  va_end (args);
  return MC_EXIT_REFUSED;
}

int
mc_ctl_refuse_error (const GError *error)
{
  return mc_ctl_refuse ("%s", error->message);
}

int
mc_ctl_usage (const char *format, ...)
{
  va_list args;

  va_start (args, format);
  say (format, args);
  va_end (args);
  return MC_EXIT_USAGE;
}

int
mc_ctl_parse (McCtl *ctl, const char *arguments, const GOptionEntry *entries, int *argc,
              char ***argv)
{
  const GOptionEntry common[] = {
    { "config", 0, 0, G_OPTION_ARG_FILENAME, &ctl->config_path, "Configuration file", "FILE" },
    { "state", 0, 0, G_OPTION_ARG_FILENAME, &ctl->state_dir,
      "State directory (default " DEFAULT_STATE_DIR ")", "DIR" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &ctl->json, "Print JSON", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (arguments);
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (context, common, NULL);
  if (entries != NULL)
    g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, argc, argv, &error))
    return mc_ctl_usage ("%s", error->message);

  if (ctl->state_dir == NULL)
    ctl->state_dir = g_strdup (DEFAULT_STATE_DIR);
  ctl->config = mc_config_new (ctl->config_path, &error);
  if (ctl->config == NULL)
    return mc_ctl_refuse_error (error);
  return MC_EXIT_DONE;
}

gboolean
mc_ctl_open_outbox (McCtl *ctl, GError **error)
{
  if (ctl->outbox != NULL)
    return TRUE;
  ctl->store = mc_store_open (ctl->state_dir, error);
  if (ctl->store == NULL)
    return FALSE;
  ctl->outbox = mc_outbox_new (ctl->store);
  if (mc_store_get_salvage (ctl->store) != NULL)
    g_printerr (
        "motcuactl: the database was damaged: %u envelopes saved, %u lost; the damaged file "
        "is kept in %s\n",
        mc_store_get_salvage (ctl->store)->envelopes, mc_store_get_salvage (ctl->store)->lost,
        ctl->state_dir);
  return TRUE;
}

void
mc_ctl_print_json (JsonBuilder *builder)
{
  g_autoptr (JsonNode) root = json_builder_get_root (builder);
  g_autofree char *text = json_to_string (root, FALSE);

  g_print ("%s\n", text);
}

void
mc_ctl_add_string (JsonBuilder *builder, const char *name, const char *value)
{
  /* What a damaged disk gives need not be text, and JSON is. */
  g_autofree char *text = value != NULL ? g_utf8_make_valid (value, -1) : NULL;

  json_builder_set_member_name (builder, name);
  if (text != NULL)
    json_builder_add_string_value (builder, text);
  else
    json_builder_add_null_value (builder);
}

void
mc_ctl_add_int (JsonBuilder *builder, const char *name, gint64 value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

void
mc_ctl_add_time (JsonBuilder *builder, const char *name, gint64 ms)
{
  g_autofree char *text = ms != 0 ? mc_clock_format_rfc3339 (ms) : NULL;

  mc_ctl_add_string (builder, name, text);
}
