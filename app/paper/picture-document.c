// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/paper/picture-document.h"

#include <string.h>

#include "app/domain/secret.h"

/* ISO 32000-1, as little of it as a page with a picture needs. */

/* A4, in points of 1/72 inch. */
#define LONG_SIDE 841.89
#define SHORT_SIDE 595.28
#define MAX_SIDE 65500

/* Of a JPEG (ISO/IEC 10918-1), what a PDF has to know. */
typedef struct {
  guint width;
  guint height;
  guint channels;
} Head;

/* Bytes in the making, and where each object begins; object n is at index n - 1. Of one piece from
 * the start, so that no copy of a page is left behind by growing. */
typedef struct {
  guint8 *data;
  gsize length;
  gsize size;
  GArray *offsets;
} Writer;

static gboolean
is_start_of_frame (guint8 marker)
{
  return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
}

/* FALSE: it is no JPEG, or not one of a kind that every reader shows. */
static gboolean
read_head (GBytes *picture, Head *head)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (picture, &size);
  gsize at = 2;

  if (size < 4 || data[0] != 0xff || data[1] != 0xd8)
    return FALSE;
  while (at + 4 <= size && data[at] == 0xff) {
    guint8 marker = data[at + 1];
    gsize length = data[at + 2] << 8 | data[at + 3];

    if (is_start_of_frame (marker) && length >= 8 && at + 10 <= size) {
      head->height = data[at + 5] << 8 | data[at + 6];
      head->width = data[at + 7] << 8 | data[at + 8];
      head->channels = data[at + 9];
      return data[at + 4] == 8 && head->width > 0 && head->height > 0 && head->width <= MAX_SIDE
             && head->height <= MAX_SIDE && (head->channels == 1 || head->channels == 3);
    }
    if (marker < 0xc0 || length < 2)
      return FALSE;
    at += 2 + length;
  }
  return FALSE;
}

static void
append (Writer *writer, gconstpointer data, gsize size)
{
  g_assert (writer->length + size <= writer->size);
  memcpy (writer->data + writer->length, data, size);
  writer->length += size;
}

static void write_text (Writer *writer, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
write_text (Writer *writer, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  append (writer, text, strlen (text));
}

static void
begin_object (Writer *writer)
{
  g_array_append_val (writer->offsets, writer->length);
  write_text (writer, "%u 0 obj\n", writer->offsets->len);
}

/* Points with two digits, whatever the locale writes between them. */
static char *
points (double value)
{
  int hundredths = (int) (value * 100 + 0.5);

  return g_strdup_printf ("%d.%02d", hundredths / 100, hundredths % 100);
}

/* Page, picture and what puts the one on the other: three objects. */
static void
write_page (Writer *writer, GBytes *picture, const Head *head)
{
  const gboolean wide = head->width > head->height;
  const double most_wide = wide ? LONG_SIDE : SHORT_SIDE, most_high = wide ? SHORT_SIDE : LONG_SIDE;
  const double scale = MIN (most_wide / head->width, most_high / head->height);
  g_autofree char *width = points (head->width * scale);
  g_autofree char *height = points (head->height * scale);
  g_autofree char *content = g_strdup_printf ("%s 0 0 %s 0 0 cm /I Do", width, height);
  const guint number = writer->offsets->len + 1;
  gsize size;
  gconstpointer data = g_bytes_get_data (picture, &size);

  begin_object (writer);
  write_text (writer,
              "<</Type/Page/Parent 2 0 R/MediaBox[0 0 %s %s]/Resources<</XObject<</I %u 0 R>>>>"
              "/Contents %u 0 R>>\nendobj\n",
              width, height, number + 1, number + 2);
  begin_object (writer);
  write_text (writer,
              "<</Type/XObject/Subtype/Image/Width %u/Height %u/BitsPerComponent 8/ColorSpace/%s"
              "/Filter/DCTDecode/Length %" G_GSIZE_FORMAT ">>\nstream\n",
              head->width, head->height, head->channels == 1 ? "DeviceGray" : "DeviceRGB", size);
  append (writer, data, size);
  write_text (writer, "\nendstream\nendobj\n");
  begin_object (writer);
  write_text (writer, "<</Length %" G_GSIZE_FORMAT ">>\nstream\n%s\nendstream\nendobj\n",
              strlen (content), content);
}

static void
write_end (Writer *writer)
{
  const gsize start = writer->length;

  write_text (writer, "xref\n0 %u\n0000000000 65535 f \n", writer->offsets->len + 1);
  for (guint i = 0; i < writer->offsets->len; i++)
    write_text (writer, "%010" G_GSIZE_FORMAT " 00000 n \n",
                g_array_index (writer->offsets, gsize, i));
  write_text (writer, "trailer\n<</Size %u/Root 1 0 R>>\nstartxref\n%" G_GSIZE_FORMAT "\n%%%%EOF\n",
              writer->offsets->len + 1, start);
}

/* More than all of it can need beside the pictures. */
static gsize
get_room (GPtrArray *pictures)
{
  gsize size = 1024;

  for (guint i = 0; i < pictures->len; i++)
    size += g_bytes_get_size (g_ptr_array_index (pictures, i)) + 1024;
  return size;
}

GBytes *
mc_picture_document_new (GPtrArray *pictures, GError **error)
{
  g_autoptr (GArray) offsets = g_array_new (FALSE, FALSE, sizeof (gsize));
  Head heads[MC_PICTURE_DOCUMENT_MAX_PAGES];
  Writer writer = { .offsets = offsets };

  if (pictures->len == 0 || pictures->len > MC_PICTURE_DOCUMENT_MAX_PAGES) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "document: expected 1 to %d pages",
                 MC_PICTURE_DOCUMENT_MAX_PAGES);
    return NULL;
  }
  for (guint i = 0; i < pictures->len; i++)
    if (!read_head (g_ptr_array_index (pictures, i), &heads[i])) {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                   "document: page %u is no JPEG that every reader shows", i + 1);
      return NULL;
    }
  writer.size = get_room (pictures);
  writer.data = g_malloc (writer.size);
  write_text (&writer, "%%PDF-1.4\n");
  begin_object (&writer);
  write_text (&writer, "<</Type/Catalog/Pages 2 0 R>>\nendobj\n");
  begin_object (&writer);
  write_text (&writer, "<</Type/Pages/Count %u/Kids[", pictures->len);
  for (guint i = 0; i < pictures->len; i++)
    write_text (&writer, "%u 0 R ", 3 + 3 * i);
  write_text (&writer, "]>>\nendobj\n");
  for (guint i = 0; i < pictures->len; i++)
    write_page (&writer, g_ptr_array_index (pictures, i), &heads[i]);
  write_end (&writer);
  /* What is beyond the length was never written to. */
  return mc_secret_bytes_take (writer.data, writer.length);
}
