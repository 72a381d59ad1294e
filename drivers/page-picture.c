// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/page-picture.h"

McPagePicture *
mc_page_picture_new (void)
{
  McPagePicture *self = g_new0 (McPagePicture, 1);

  self->codes = g_ptr_array_new_with_free_func ((GDestroyNotify) mc_scan_free);
  return self;
}

void
mc_page_picture_free (McPagePicture *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->jpeg, g_bytes_unref);
  g_clear_pointer (&self->view.pixels, g_bytes_unref);
  g_ptr_array_unref (self->codes);
  g_free (self);
}
