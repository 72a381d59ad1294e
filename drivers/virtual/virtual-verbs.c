// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/virtual/virtual-verbs.h"

gboolean
mc_virtual_check_any (const char *argument, GError **error)
{
  return TRUE;
}

static const struct {
  const char *word;
  McDeviceRetry code;
} retry_codes[] = {
  { "general", MC_DEVICE_RETRY_GENERAL }, { "too-dark", MC_DEVICE_RETRY_TOO_DARK },
  { "glare", MC_DEVICE_RETRY_GLARE },     { "blur", MC_DEVICE_RETRY_BLUR },
  { "too-far", MC_DEVICE_RETRY_TOO_FAR }, { "tilted", MC_DEVICE_RETRY_TILTED },
  { "moving", MC_DEVICE_RETRY_MOVING },   { "no-sheet", MC_DEVICE_RETRY_NO_SHEET },
  { "timeout", MC_DEVICE_RETRY_TIMEOUT },
};

int
mc_virtual_find_retry (const char *word)
{
  for (gsize i = 0; i < G_N_ELEMENTS (retry_codes); i++)
    if (g_str_equal (retry_codes[i].word, word))
      return retry_codes[i].code;
  return -1;
}

gboolean
mc_virtual_check_retry (const char *argument, GError **error)
{
  if (mc_virtual_find_retry (argument) >= 0)
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "unknown code \"%.32s\"", argument);
  return FALSE;
}

gboolean
mc_virtual_run_retry (gpointer device, const char *argument)
{
  if (!mc_device_action_is_running (device))
    return FALSE;
  mc_device_action_return_error (
      device,
      g_error_new (MC_DEVICE_RETRY, mc_virtual_find_retry (argument), "as scripted: %s", argument));
  return TRUE;
}

void
mc_virtual_answer_absent (McDevice *device)
{
  mc_device_action_return_error (device,
                                 g_error_new (MC_DEVICE_ERROR, MC_DEVICE_ERROR_ABSENT,
                                              "%s: unplugged", mc_device_get_name (device)));
}

gboolean
mc_virtual_run_unplug (gpointer device, const char *argument)
{
  mc_device_set_present (device, FALSE);
  mc_virtual_answer_absent (device);
  return TRUE;
}

gboolean
mc_virtual_run_plug (gpointer device, const char *argument)
{
  mc_device_set_present (device, TRUE);
  return TRUE;
}
