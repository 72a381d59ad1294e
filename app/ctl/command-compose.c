// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/ctl.h"

#include <errno.h>
#include <stdio.h>

#include "app/domain/compose.h"

/* motcuactl compose: a line of keys in, a line of text out, as the kiosk's keyboard would write it.
 * For whoever wonders why a name comes out wrong. */

#define MAX_LINE_BYTES 4096

/* In the order of McComposeMethod and McToneStyle. */
static const char *const methods[] = { "telex", "vni", NULL };
static const char *const styles[] = { "old", "new", NULL };

/* The place of name in names, or -1. */
static int
find_name (const char *const *names, const char *name)
{
  for (int i = 0; names[i] != NULL; i++) {
    if (g_str_equal (names[i], name))
      return i;
  }
  return -1;
}

/* Reads a line without its end; FALSE once there is none. Stops one byte past the limit. */
static gboolean
read_line (GString *line)
{
  int byte = getc (stdin);

  g_string_truncate (line, 0);
  if (byte == EOF)
    return FALSE;
  while (byte != EOF && byte != '\n' && line->len <= MAX_LINE_BYTES) {
    g_string_append_c (line, (char) byte);
    byte = getc (stdin);
  }
  return TRUE;
}

static int
compose (McComposeMethod method, McToneStyle style)
{
  g_autoptr (GString) line = g_string_new (NULL);

  for (guint number = 1; read_line (line); number++) {
    g_autofree char *text = NULL;

    if (line->len > MAX_LINE_BYTES)
      return mc_ctl_refuse ("line %u has more than %d bytes", number, MAX_LINE_BYTES);
    if (!g_utf8_validate (line->str, line->len, NULL))
      return mc_ctl_refuse ("line %u is not UTF-8", number);

    text = mc_compose_line (method, style, line->str);
    /* At once, so that a script may ask line by line. */
    if (puts (text) == EOF || fflush (stdout) != 0)
      return mc_ctl_refuse ("cannot write: %s", g_strerror (errno));
  }
  return MC_EXIT_DONE;
}

int
mc_ctl_compose (McCtl *ctl, int argc, char **argv)
{
  g_autofree char *method_name = NULL;
  g_autofree char *style_name = NULL;
  const GOptionEntry entries[] = {
    { "method", 0, 0, G_OPTION_ARG_STRING, &method_name, "telex or vni", "METHOD" },
    { "style", 0, 0, G_OPTION_ARG_STRING, &style_name, "old: hòa, thủy (default); new: hoà, thuỷ",
      "STYLE" },
    { NULL },
  };
  int status = mc_ctl_parse (ctl, "", entries, &argc, &argv);
  int method, style;

  if (status != MC_EXIT_DONE)
    return status;
  if (argc != 1 || method_name == NULL)
    return mc_ctl_usage ("compose: --method telex or --method vni is needed, keys are on stdin");
  method = find_name (methods, method_name);
  if (method < 0)
    return mc_ctl_usage ("compose: --method is telex or vni, not %s", method_name);
  style = style_name != NULL ? find_name (styles, style_name) : MC_TONE_STYLE_OLD;
  if (style < 0)
    return mc_ctl_usage ("compose: --style is old or new, not %s", style_name);
  return compose ((McComposeMethod) method, (McToneStyle) style);
}
