// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/domain/secret.h"

#include <string.h>

void
mc_secret_free (char *text)
{
  if (text == NULL)
    return;

  explicit_bzero (text, strlen (text));
  g_free (text);
}

/* GBytes hands only one pointer to its free function, and the length is needed too. */
typedef struct {
  gpointer data;
  gsize size;
} McSecretBlock;

static void
mc_secret_block_free (gpointer user_data)
{
  McSecretBlock *block = user_data;

  if (block->size > 0)
    explicit_bzero (block->data, block->size);
  g_free (block->data);
  g_free (block);
}

GBytes *
mc_secret_bytes_take (gpointer data, gsize size)
{
  McSecretBlock *block;

  g_return_val_if_fail (data != NULL || size == 0, NULL);

  block = g_new (McSecretBlock, 1);
  block->data = data;
  block->size = size;

  return g_bytes_new_with_free_func (data, size, mc_secret_block_free, block);
}
