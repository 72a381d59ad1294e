// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/camera/page-jpeg.h"

#include <stdio.h>
#include <string.h>

#include <jpeglib.h>

#include "app/domain/secret.h"

#define FIRST_BYTES (256 * 1024)

/* From good to still legible. */
static const int qualities[] = { 82, 74, 66, 58, 50, 42 };

/* Where libjpeg writes to: it grows, and what was outgrown is overwritten. */
typedef struct {
  struct jpeg_destination_mgr parent;
  guint8 *data;
  gsize size;
} Destination;

static void
on_begin (j_compress_ptr jpeg)
{
  Destination *to = (Destination *) jpeg->dest;

  to->size = FIRST_BYTES;
  to->data = g_malloc (to->size);
  to->parent.next_output_byte = to->data;
  to->parent.free_in_buffer = to->size;
}

static boolean
on_full (j_compress_ptr jpeg)
{
  Destination *to = (Destination *) jpeg->dest;
  guint8 *larger = g_malloc (2 * to->size);

  memcpy (larger, to->data, to->size);
  explicit_bzero (to->data, to->size);
  g_free (to->data);
  to->data = larger;
  to->parent.next_output_byte = larger + to->size;
  to->parent.free_in_buffer = to->size;
  to->size *= 2;
  return TRUE;
}

static void
on_end (j_compress_ptr jpeg)
{
}

/* Sizes, colours and memory are ours: there is nothing that may fail. */
static void
on_error (j_common_ptr jpeg)
{
  g_error ("libjpeg refuses a page");
}

static GBytes *
encode (const McColourPixels *page, int quality)
{
  struct jpeg_error_mgr errors;
  struct jpeg_compress_struct jpeg = { .err = jpeg_std_error (&errors) };
  Destination to = { .parent = { .init_destination = on_begin,
                                 .empty_output_buffer = on_full,
                                 .term_destination = on_end } };
  gsize written;
  GBytes *bytes;

  errors.error_exit = on_error;
  jpeg_create_compress (&jpeg);
  jpeg.dest = &to.parent;
  jpeg.image_width = page->width;
  jpeg.image_height = page->height;
  jpeg.input_components = 4;
  jpeg.in_color_space = JCS_EXT_BGRX;
  jpeg_set_defaults (&jpeg);
  jpeg_set_quality (&jpeg, quality, TRUE);
  jpeg.optimize_coding = TRUE;
  jpeg_start_compress (&jpeg, TRUE);
  while (jpeg.next_scanline < jpeg.image_height) {
    JSAMPROW row = page->pixels + (gsize) jpeg.next_scanline * page->stride;

    jpeg_write_scanlines (&jpeg, &row, 1);
  }
  jpeg_finish_compress (&jpeg);
  written = to.size - to.parent.free_in_buffer;
  bytes = mc_secret_bytes_take (g_memdup2 (to.data, written), written);
  explicit_bzero (to.data, to.size);
  g_free (to.data);
  jpeg_destroy_compress (&jpeg);
  return bytes;
}

GBytes *
mc_page_to_jpeg (const McColourPixels *page, gsize most_bytes)
{
  GBytes *bytes = NULL;

  g_return_val_if_fail (page->width <= JPEG_MAX_DIMENSION && page->height <= JPEG_MAX_DIMENSION,
                        NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (qualities); i++) {
    g_clear_pointer (&bytes, g_bytes_unref);
    bytes = encode (page, qualities[i]);
    if (g_bytes_get_size (bytes) <= most_bytes)
      break;
  }
  return bytes;
}
