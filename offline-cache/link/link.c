// SPDX-License-Identifier: GPL-3.0-or-later
#include "offline-cache/link/link.h"

#include <grp.h>
#include <pwd.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define MOST_GROUPS 256

static const char *const outcomes[] = {
  [MC_LINK_PARKED_FOUND] = "found",
  [MC_LINK_PARKED_UNKNOWN] = "unknown",
  [MC_LINK_PARKED_GONE] = "gone",
  [MC_LINK_PARKED_OFFLINE] = "offline",
};

const char *
mc_link_parked_to_string (McLinkParked outcome)
{
  g_return_val_if_fail (outcome < G_N_ELEMENTS (outcomes), NULL);
  return outcomes[outcome];
}

gboolean
mc_link_parked_from_string (const char *text, McLinkParked *outcome)
{
  for (guint i = 0; i < G_N_ELEMENTS (outcomes); i++) {
    if (strcmp (outcomes[i], text) == 0) {
      *outcome = i;
      return TRUE;
    }
  }
  return FALSE;
}

void
mc_link_answer_clear (McLinkAnswer *self)
{
  g_clear_pointer (&self->box, g_bytes_unref);
  *self = (McLinkAnswer){ 0 };
}

gboolean
mc_link_answer_read (GVariant *value, McLinkAnswer *answer)
{
  g_autoptr (GVariant) box = NULL;
  const char *outcome;
  gboolean is_found;

  *answer = (McLinkAnswer){ 0 };
  if (!g_variant_is_of_type (value, G_VARIANT_TYPE ("(sayx)")))
    return FALSE;
  g_variant_get (value, "(&s@ayx)", &outcome, &box, &answer->expires_ms);
  if (!mc_link_parked_from_string (outcome, &answer->outcome))
    return FALSE;
  is_found = answer->outcome == MC_LINK_PARKED_FOUND;
  if ((g_variant_get_size (box) > 0) != is_found || (answer->expires_ms > 0) != is_found
      || g_variant_get_size (box) > MC_LINK_MOST_BOX_BYTES)
    return FALSE;
  if (is_found)
    answer->box = g_variant_get_data_as_bytes (box);
  return TRUE;
}

GVariant *
mc_link_answer_write (const McLinkAnswer *self)
{
  g_autoptr (GBytes) none = g_bytes_new (NULL, 0);
  GVariant *box = g_variant_new_from_bytes (G_VARIANT_TYPE_BYTESTRING,
                                            self->box != NULL ? self->box : none, TRUE);

  return g_variant_new ("(s@ayx)", mc_link_parked_to_string (self->outcome), box, self->expires_ms);
}

GDBusNodeInfo *
mc_link_load_interface (void)
{
  g_autoptr (GBytes) xml = g_resources_lookup_data ("/vn/motcua/link/" MC_LINK_INTERFACE ".xml",
                                                    G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

  return g_dbus_node_info_new_for_xml (g_bytes_get_data (xml, NULL), NULL);
}

gboolean
mc_link_is_call (GDBusMessage *message)
{
  return g_dbus_message_get_message_type (message) == G_DBUS_MESSAGE_TYPE_METHOD_CALL
         && g_strcmp0 (g_dbus_message_get_path (message), MC_LINK_PATH) == 0
         && g_strcmp0 (g_dbus_message_get_interface (message), MC_LINK_INTERFACE) == 0;
}

gboolean
mc_link_is_answer (GDBusMessage *message)
{
  switch (g_dbus_message_get_message_type (message)) {
  case G_DBUS_MESSAGE_TYPE_METHOD_RETURN:
  case G_DBUS_MESSAGE_TYPE_ERROR:
    return TRUE;
  case G_DBUS_MESSAGE_TYPE_SIGNAL:
    return g_strcmp0 (g_dbus_message_get_path (message), MC_LINK_PATH) == 0
           && g_strcmp0 (g_dbus_message_get_interface (message), MC_LINK_INTERFACE) == 0;
  case G_DBUS_MESSAGE_TYPE_METHOD_CALL:
  case G_DBUS_MESSAGE_TYPE_INVALID:
  default:
    return FALSE;
  }
}

/* --- who is there --- */

static gboolean
is_member (const struct ucred *peer, const char *group)
{
  const struct group *entry = group != NULL && *group != '\0' ? getgrnam (group) : NULL;
  gid_t wanted, groups[MOST_GROUPS];
  const struct passwd *user;
  int n = MOST_GROUPS;

  if (entry == NULL)
    return FALSE;
  wanted = entry->gr_gid;
  if (peer->gid == wanted)
    return TRUE;
  user = getpwuid (peer->uid);
  if (user == NULL || getgrouplist (user->pw_name, user->pw_gid, groups, &n) < 0)
    return FALSE;
  for (int i = 0; i < n; i++) {
    if (groups[i] == wanted)
      return TRUE;
  }
  return FALSE;
}

gboolean
mc_link_check_peer (GSocket *socket, const char *group, GError **error)
{
  struct ucred peer;
  socklen_t size = sizeof peer;

  if (getsockopt (g_socket_get_fd (socket), SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0
      && (peer.uid == geteuid () || peer.uid == 0 || is_member (&peer, group)))
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED,
               "another user is at the other end of the link; [paths] group names who may be");
  return FALSE;
}
