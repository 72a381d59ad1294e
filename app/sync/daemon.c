// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sync/daemon.h"

#include "app/domain/identity.h"
#include "offline-cache/audit.h"
#include "offline-cache/device-key.h"
#include "offline-cache/jws.h"
#include "offline-cache/sync/heartbeat.h"

#include <json-glib/json-glib.h>

/* How old the band's word about the network may be while nobody hands anything in. */
#define GREET_MS (60 * 1000)

struct _McDaemon {
  GObject parent;
  McStore *store;
  McHeartbeat *heartbeat;
  McScheduler *scheduler;
};

G_DEFINE_FINAL_TYPE (McDaemon, mc_daemon, G_TYPE_OBJECT)

static void
mc_daemon_finalize (GObject *object)
{
  McDaemon *self = MC_DAEMON (object);

  g_clear_object (&self->heartbeat);
  g_clear_object (&self->scheduler);
  if (self->store != NULL)
    mc_store_close (self->store);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (mc_daemon_parent_class)->finalize (object);
}

static void
mc_daemon_class_init (McDaemonClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mc_daemon_finalize;
}

static void
mc_daemon_init (McDaemon *self)
{
}

/* The kernel sees a cable, not a portal: the scheduler greets before it believes it. */
static void
on_network_changed (GNetworkMonitor *monitor, gboolean is_available, gpointer user_data)
{
  McDaemon *self = user_data;

  if (is_available)
    mc_scheduler_wake (self->scheduler);
}

static McKioskIdentity *
load_identity (const char *state_dir, GError **error)
{
  g_autoptr (GError) reason = NULL;
  McKioskIdentity *identity = mc_kiosk_identity_load (state_dir, &reason);

  if (identity != NULL)
    return identity;
  if (g_error_matches (reason, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT,
                 "this kiosk is not enrolled (no identity.json in %s): run motcuactl enrol",
                 state_dir);
  else
    g_propagate_error (error, g_steal_pointer (&reason));
  return NULL;
}

static McDeviceKey *
load_key (McConfig *config, const char *state_dir, GError **error)
{
  g_autofree char *dir = g_build_filename (state_dir, "transport", NULL);
  g_autoptr (McKeyHolder) holder = NULL;

  return mc_key_holder_new (config, &holder, error) ? mc_device_key_load (holder, dir, error)
                                                    : NULL;
}

static McHttp *
make_http (McConfig *config, McDeviceKey *key, const char *state_dir, GError **error)
{
  g_autofree char *ca = g_build_filename (state_dir, "portal", "ca.pem", NULL);
  g_autofree char *certificate = g_build_filename (state_dir, "transport", "cert.pem", NULL);
  const McHttpOptions options = {
    .ca = ca,
    .certificate = certificate,
    .signer = mc_device_key_get (key),
    .total_ms = (guint) mc_config_get_int (config, "sync", "timeout-seconds") * 1000,
    .max_connections = (guint) mc_config_get_int (config, "sync", "parallel"),
  };

  return mc_http_new (&options, error);
}

static McPortal *
make_portal (McConfig *config, const McKioskIdentity *identity, McDeviceKey *key,
             const char *state_dir, McClock *clock, GError **error)
{
  g_autoptr (McHttp) http = NULL;

  http = make_http (config, key, state_dir, error);
  if (http == NULL)
    return NULL;
  return mc_portal_new (http, identity->portal_url, state_dir, clock, error);
}

/* What the daemon signs with, it connects with: the other key is the kiosk's alone. */
static McHeartbeat *
make_heartbeat (const McSchedulerParts *shared, const McKioskIdentity *identity, McConfig *config,
                McDeviceKey *key, const char *state_dir, GError **error)
{
  g_autofree char *certificate_path = g_build_filename (state_dir, "transport", "cert.pem", NULL);
  g_autofree char *key_id = NULL;
  g_autoptr (X509) certificate = mc_certificate_load (certificate_path, error);
  McHeartbeatParts parts = { 0 };

  if (certificate == NULL)
    return NULL;
  key_id = mc_jws_key_id (certificate);
  parts.store = shared->store;
  parts.outbox = shared->outbox;
  parts.portal = shared->portal;
  parts.clock = shared->clock;
  parts.kiosk_id = identity->kiosk_id;
  parts.version = MOTCUA_VERSION;
  parts.key = mc_device_key_get (key);
  parts.key_id = key_id;
  parts.every_ms = (gint64) mc_config_get_int (config, "sync", "heartbeat-seconds") * 1000;
  return mc_heartbeat_new (&parts);
}

McDaemon *
mc_daemon_new (McConfig *config, const char *state_dir, McClock *clock, GError **error)
{
  g_autoptr (McDaemon) self = g_object_new (MC_TYPE_DAEMON, NULL);
  g_autoptr (McKioskIdentity) identity = load_identity (state_dir, error);
  g_autoptr (McDeviceKey) key = NULL;
  g_autoptr (McPortal) portal = NULL;
  g_autoptr (McOutbox) outbox = NULL;
  McSchedulerParts parts = { 0 };

  if (identity != NULL)
    key = load_key (config, state_dir, error);
  if (key != NULL)
    portal = make_portal (config, identity, key, state_dir, clock, error);
  if (portal == NULL)
    return NULL;
  self->store = mc_store_open (state_dir, error);
  if (self->store == NULL)
    return NULL;
  outbox = mc_outbox_new (self->store);
  parts.store = self->store;
  parts.outbox = outbox;
  parts.portal = portal;
  parts.clock = clock;
  parts.parallel = (guint) mc_config_get_int (config, "sync", "parallel");
  parts.poll_ms = (guint) mc_config_get_int (config, "sync", "poll-seconds") * 1000;
  parts.greet_ms = GREET_MS;
  parts.cap_ms = (gint64) mc_config_get_int (config, "sync", "backoff-cap-seconds") * 1000;
  self->scheduler = mc_scheduler_new (&parts);
  self->heartbeat = make_heartbeat (&parts, identity, config, key, state_dir, error);
  if (self->heartbeat == NULL)
    return NULL;
  g_signal_connect_object (g_network_monitor_get_default (), "network-changed",
                           G_CALLBACK (on_network_changed), self, 0);
  return g_steal_pointer (&self);
}

McScheduler *
mc_daemon_get_scheduler (McDaemon *self)
{
  return self->scheduler;
}

void
mc_daemon_start (McDaemon *self)
{
  g_autoptr (GError) error = NULL;

  if (!mc_audit_note (self->store, mc_store_get_clock (self->store), MC_AUDIT_DAEMON_BEGUN,
                      MOTCUA_VERSION, NULL, &error))
    g_warning ("cannot keep an event: %s", error->message);
  mc_scheduler_start (self->scheduler);
  mc_heartbeat_start (self->heartbeat);
}

void
mc_daemon_stop (McDaemon *self)
{
  mc_heartbeat_stop (self->heartbeat);
  mc_scheduler_stop (self->scheduler);
}

char *
mc_daemon_format_summary (const McSyncSummary *summary)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "attempted");
  json_builder_add_int_value (builder, summary->attempted);
  json_builder_set_member_name (builder, "sent");
  json_builder_add_int_value (builder, summary->sent);
  json_builder_set_member_name (builder, "quarantined");
  json_builder_add_int_value (builder, summary->quarantined);
  json_builder_set_member_name (builder, "left");
  json_builder_add_int_value (builder, (gint64) summary->left);
  json_builder_set_member_name (builder, "portal");
  json_builder_add_string_value (builder, summary->portal);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, FALSE);
}
