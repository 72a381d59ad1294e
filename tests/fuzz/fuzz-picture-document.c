// SPDX-License-Identifier: GPL-3.0-or-later

/* Two pages of a PDF: what they say of themselves is looked into, and nothing else. */

#include "app/paper/picture-document.h"
#include "tests/fuzz/input.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  McFuzzInput input = { data, size };
  g_autoptr (GPtrArray) pictures = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (GBytes) document = NULL;

  for (int i = 0; i < 2; i++) {
    gsize length;
    guint8 *piece = mc_fuzz_take_piece (&input, 4, &length);

    g_ptr_array_add (pictures, g_bytes_new_take (piece, length));
  }
  document = mc_picture_document_new (pictures, NULL);
  g_assert_true (document == NULL || g_bytes_get_size (document) > 300);
  return 0;
}
