// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/chip/elementary-file.h"

#include "app/domain/secret.h"
#include "drivers/card-reader.h"
#include "drivers/chip/tlv.h"

#include <string.h>

#define INS_SELECT 0xA4
#define INS_READ_BINARY 0xB0
#define INS_READ_BINARY_FAR 0xB1 /* the offset in an object, the answer in another */
#define HEADER 8                 /* holds any tag and length that files begin with */
#define MAX_OFFSET 32767         /* that the plain READ BINARY can name */
#define FAR_OVERHEAD 4           /* tag and length of what a far answer holds */

enum {
  DO_DATA = 0x53,
  DO_OFFSET = 0x54,
};

static McFileResult
fail (GError **error, const char *what)
{
  g_set_error (error, MC_CARD_RETRY, MC_CARD_RETRY_DISTURBED, "a file: %s", what);
  return MC_FILE_ERROR;
}

/* What a status other than success means. */
static McFileResult
judge (const McReadManner *manner, guint16 sw, GError **error)
{
  if (manner->is_lenient || sw == MC_SW_NOT_FOUND)
    return MC_FILE_DENIED;
  mc_card_channel_refuse_status ("a file", sw, error);
  return MC_FILE_ERROR;
}

static McFileResult
send (McCardChannel *channel, const McReadManner *manner, const McCommand *command,
      McApduBuffer *data, GError **error)
{
  guint16 sw;

  if (!mc_card_channel_send (channel, command, data, &sw, error))
    return MC_FILE_ERROR;
  if (sw == MC_SW_OK || (sw == MC_SW_END_OF_FILE && data->size > 0))
    return MC_FILE_READ;
  return judge (manner, sw, error);
}

/* The file's beginning. */
static McFileResult
begin (McCardChannel *channel, const McReadManner *manner, const McElementaryFile *file,
       McApduBuffer *data, GError **error)
{
  const guint8 id[] = { file->id >> 8, file->id };
  const McCommand select = {
    .ins = INS_SELECT, .p1 = 0x02, .p2 = 0x0C, .data = id, .data_size = 2
  };
  const McCommand read_selected = { .ins = INS_READ_BINARY,
                                    .le = manner->header_first ? HEADER : manner->chunk };
  const McCommand read_fast = { .ins = INS_READ_BINARY,
                                .p1 = 0x80 | file->short_id,
                                .le = manner->chunk };
  McFileResult result;

  if (!manner->selects)
    return send (channel, manner, &read_fast, data, error);
  result = send (channel, manner, &select, data, error);
  if (result != MC_FILE_READ)
    return result;
  return send (channel, manner, &read_selected, data, error);
}

static McFileResult
read_near (McCardChannel *channel, const McReadManner *manner, gsize offset, gsize wanted,
           McApduBuffer *data, McTlv *found, GError **error)
{
  const McCommand command = {
    .ins = INS_READ_BINARY, .p1 = offset >> 8, .p2 = offset, .le = MIN (manner->chunk, wanted)
  };
  McFileResult result = send (channel, manner, &command, data, error);

  *found = (McTlv){ .value = data->data, .length = data->size };
  return result;
}

/* ISO 7816-4 section 7.2.3. A card that does not know it has nothing there for us. */
static McFileResult
read_far (McCardChannel *channel, const McReadManner *manner, gsize offset, gsize wanted,
          McApduBuffer *data, McTlv *found, GError **error)
{
  const guint8 object[] = { DO_OFFSET, 3, offset >> 16, offset >> 8, offset };
  const McCommand command = { .ins = INS_READ_BINARY_FAR,
                              .data = object,
                              .data_size = sizeof object,
                              .le = MIN (manner->chunk, wanted + FAR_OVERHEAD) };
  McReadManner lenient = *manner;
  McFileResult result;

  lenient.is_lenient = TRUE;
  result = send (channel, &lenient, &command, data, error);
  if (result == MC_FILE_READ && !mc_tlv_find (data->data, data->size, DO_DATA, found))
    return fail (error, "an answer of another form");
  return result;
}

static McFileResult
read_rest (McCardChannel *channel, const McReadManner *manner, guint8 *content, gsize done,
           gsize total, McFileProgress progress, gpointer user_data, GError **error)
{
  g_auto (McApduBuffer) data = { 0 };

  while (done < total) {
    McTlv found;
    McFileResult result = (done > MAX_OFFSET ? read_far : read_near) (
        channel, manner, done, total - done, &data, &found, error);

    if (result != MC_FILE_READ)
      return result;
    if (found.length == 0 || found.length > total - done)
      return fail (error, "as many bytes as were not asked for");
    memcpy (content + done, found.value, found.length);
    done += found.length;
    if (progress != NULL)
      progress (done, total, user_data);
  }
  return MC_FILE_READ;
}

McFileResult
mc_elementary_file_read (McCardChannel *channel, const McReadManner *manner,
                         const McElementaryFile *file, McFileProgress progress, gpointer user_data,
                         GBytes **content, GError **error)
{
  g_auto (McApduBuffer) first = { 0 };
  g_autoptr (GBytes) whole = NULL;
  McFileResult result = begin (channel, manner, file, &first, error);
  gsize header, length, total, done;
  guint8 *buffer;
  guint tag;

  if (result != MC_FILE_READ)
    return result;
  header = mc_tlv_peek (first.data, first.size, &tag, &length);
  if (header == 0 || (file->tag != 0 && tag != file->tag))
    return fail (error, "it holds something else");
  if (length > file->max_size)
    return fail (error, "it is too long");

  total = header + length;
  done = MIN (first.size, total);
  buffer = g_malloc (total);
  whole = mc_secret_bytes_take (buffer, total);
  memcpy (buffer, first.data, done);
  if (progress != NULL)
    progress (done, total, user_data);
  result = read_rest (channel, manner, buffer, done, total, progress, user_data, error);
  if (result == MC_FILE_READ)
    *content = g_steal_pointer (&whole);
  return result;
}

/* ISO 7816-4 section 8.1.1: historical bytes of category 80 (TLV without padding) or 00 (with the
 * status at the end); capabilities are 7x, extended length is a bit of the third byte. -1: they
 * do not say. */
static int
says_extended (const guint8 *data, gsize size)
{
  for (gsize i = 0; i < size; i += 1 + (data[i] & 0x0F))
    if (data[i] == 0x73 && i + 3 < size)
      return (data[i + 3] & 0x40) != 0;
  return -1;
}

/* The historical bytes are at the end of the ATR; how many is in its second byte. */
static int
atr_says_extended (McCardChannel *channel)
{
  g_autoptr (GBytes) atr = mc_card_transport_get_atr (channel->transport);
  gsize size;
  const guint8 *data = g_bytes_get_data (atr, &size);
  gsize n = size >= 2 ? data[1] & 0x0F : 0;
  gsize check = 1; /* a contactless card's ATR ends with TCK */

  if (n < 2 || size < 2 + n + check)
    return -1;
  data += size - check - n;
  if (data[0] == 0x80)
    return says_extended (data + 1, n - 1);
  if (data[0] == 0x00 && n > 4)
    return says_extended (data + 1, n - 4);
  return -1;
}

/* EF.ATR/INFO: buffer sizes (7F66) or capabilities (47). */
static guint
chunk_of_atr_file (const guint8 *data, gsize size)
{
  McTlv sizes, one, capabilities;
  McTlvReader reader;
  guint answer = 0;

  if (mc_tlv_find (data, size, 0x7F66, &sizes)) {
    reader = (McTlvReader){ sizes.value, sizes.length };
    while (mc_tlv_next (&reader, &one))
      if (one.tag == 0x02 && one.length > 0 && one.length <= 3) {
        answer = 0;
        for (gsize i = 0; i < one.length; i++)
          answer = answer << 8 | one.value[i];
      }
    if (answer > MC_CHUNK_SHORT + MC_SM_OVERHEAD)
      return MIN (answer - MC_SM_OVERHEAD, MC_CHUNK_LONG);
    return MC_CHUNK_SHORT;
  }
  if (mc_tlv_find (data, size, 0x47, &capabilities) && capabilities.length >= 3
      && (capabilities.value[2] & 0x40) != 0)
    return MC_CHUNK_LONG;
  return MC_CHUNK_SHORT;
}

guint
mc_elementary_file_find_chunk (McCardChannel *channel)
{
  const McCommand read = { .ins = INS_READ_BINARY, .p1 = 0x80 | 0x01, .le = MC_LE_SHORT_MAX };
  g_auto (McApduBuffer) data = { 0 };
  int said = atr_says_extended (channel);
  guint16 sw;

  if (said >= 0)
    return said ? MC_CHUNK_LONG : MC_CHUNK_SHORT;
  /* Its own failure is no failure of the card: short chunks always go. */
  if (!mc_card_channel_send (channel, &read, &data, &sw, NULL)
      || (sw != MC_SW_OK && sw != MC_SW_END_OF_FILE))
    return MC_CHUNK_SHORT;
  return chunk_of_atr_file (data.data, data.size);
}
