// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/chip/chip-access.h"

#include "drivers/chip/bac.h"
#include "drivers/chip/elementary-file.h"
#include "drivers/chip/pace.h"

static const guint8 application[] = { 0xA0, 0x00, 0x00, 0x02, 0x47, 0x10, 0x01 };

/* Vietnamese cards know no SELECT of the master file; it is current anyway. */
static const McElementaryFile card_access = { 0x1C, 0x011C, 0x31, 2048 };

/* found: whether the card offers a way that we know; if not there is BAC. An odd answer is taken
 * for "no" only of a card that has stumbled before, a damaged one only if BAC can be tried. */
static gboolean
find_pace (McCardChannel *channel, McCardKeys *keys, gboolean is_cautious, McPaceInfo *info,
           gboolean *found, GError **error)
{
  const McReadManner in_the_clear = { .selects = TRUE,
                                      .is_lenient = is_cautious,
                                      .chunk = MC_LE_SHORT_MAX };
  g_autoptr (GBytes) content = NULL;
  g_autoptr (GError) inner = NULL;
  McFileResult result = mc_elementary_file_read (channel, &in_the_clear, &card_access, NULL, NULL,
                                                 &content, &inner);

  *found = result == MC_FILE_READ
           && mc_pace_info_parse (g_bytes_get_data (content, NULL), g_bytes_get_size (content),
                                  info);
  if (result != MC_FILE_ERROR
      || (is_cautious && mc_card_keys_get_mrz_information (keys) != NULL
          && g_error_matches (inner, MC_CARD_RETRY, MC_CARD_RETRY_DISTURBED)))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&inner));
  return FALSE;
}

static gboolean
open_by_pace (McCardChannel *channel, const McPaceInfo *info, McCardKeys *keys,
              McChipAccess *access, GError **error)
{
  const char *can = mc_card_keys_get_can (keys);
  const char *mrz = mc_card_keys_get_mrz_information (keys);
  g_autoptr (GError) inner = NULL;

  if (can != NULL) {
    *access = MC_CHIP_ACCESS_PACE_CAN;
    if (mc_pace_open (channel, info, MC_PACE_CAN, can, &inner))
      return TRUE;
    /* A wrong CAN may have been typed beside a right MRZ. */
    if (mrz == NULL || !g_error_matches (inner, MC_CARD_RETRY, MC_CARD_RETRY_WRONG_KEY)) {
      g_propagate_error (error, g_steal_pointer (&inner));
      return FALSE;
    }
  }
  *access = MC_CHIP_ACCESS_PACE_MRZ;
  return mc_pace_open (channel, info, MC_PACE_MRZ, mrz, error);
}

gboolean
mc_chip_access_select (McCardChannel *channel, guint16 *sw, GError **error)
{
  const McCommand select = {
    .ins = 0xA4, .p1 = 0x04, .p2 = 0x0C, .data = application, .data_size = sizeof application
  };
  g_auto (McApduBuffer) answer = { 0 };

  return mc_card_channel_send (channel, &select, &answer, sw, error);
}

static gboolean
demand_application (McCardChannel *channel, gboolean is_cautious, GError **error)
{
  guint16 sw;

  if (!mc_chip_access_select (channel, &sw, error))
    return FALSE;
  if (sw == MC_SW_OK)
    return TRUE;
  if (sw != MC_SW_NOT_FOUND && !is_cautious)
    return mc_card_channel_refuse_status ("SELECT of the application", sw, error);
  g_set_error (error, MC_CARD_RETRY, MC_CARD_RETRY_NOT_ID,
               "the card has no identity application (status %04X)", sw);
  return FALSE;
}

static gboolean
open_by_bac (McCardChannel *channel, McCardKeys *keys, gboolean is_cautious, McChipAccess *access,
             GError **error)
{
  const char *mrz = mc_card_keys_get_mrz_information (keys);

  if (!demand_application (channel, is_cautious, error))
    return FALSE;
  if (mrz == NULL) {
    g_set_error_literal (error, MC_CARD_RETRY, MC_CARD_RETRY_WRONG_KEY,
                         "this card opens with its MRZ only");
    return FALSE;
  }
  *access = MC_CHIP_ACCESS_BAC;
  return mc_bac_open (channel, mrz, error);
}

gboolean
mc_chip_access_open (McCardChannel *channel, McCardKeys *keys, gboolean is_cautious,
                     McChipAccess *access, GError **error)
{
  g_autoptr (GError) inner = NULL;
  McPaceInfo info;
  gboolean has_pace;

  if (!find_pace (channel, keys, is_cautious, &info, &has_pace, error))
    return FALSE;
  if (!has_pace)
    return open_by_bac (channel, keys, is_cautious, access, error);
  if (open_by_pace (channel, &info, keys, access, &inner))
    return demand_application (channel, is_cautious, error);
  /* PACE broke down by itself: the older way may still go. */
  if (g_error_matches (inner, MC_CARD_RETRY, MC_CARD_RETRY_DISTURBED)
      && mc_card_keys_get_mrz_information (keys) != NULL)
    return open_by_bac (channel, keys, is_cautious, access, error);
  g_propagate_error (error, g_steal_pointer (&inner));
  return FALSE;
}
