// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Bytes of a hexadecimal text; white space is ignored. Returns how many. */
static inline gsize
mc_unhex (const char *text, guint8 *out, gsize max)
{
  gsize n = 0;

  for (; *text != '\0'; text++) {
    if (g_ascii_isspace (*text))
      continue;
    g_assert_cmpuint (n / 2, <, max);
    out[n / 2] = out[n / 2] << 4 | g_ascii_xdigit_value (*text);
    n++;
  }
  g_assert_cmpuint (n % 2, ==, 0);
  return n / 2;
}

#define mc_assert_hex(data, size, text)                                                            \
  G_STMT_START                                                                                     \
  {                                                                                                \
    guint8 expected_[1024];                                                                        \
    gsize n_ = mc_unhex (text, expected_, sizeof expected_);                                       \
    g_assert_cmpmem (data, size, expected_, n_);                                                   \
  }                                                                                                \
  G_STMT_END

G_END_DECLS
