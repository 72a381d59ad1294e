// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sync/daemon.h"

#include "app/domain/identity.h"
#include "app/sync/link-service.h"
#include "offline-cache/audit.h"
#include "offline-cache/blob-check.h"
#include "offline-cache/device-key.h"
#include "offline-cache/jws.h"
#include "offline-cache/salvage.h"
#include "offline-cache/sync/heartbeat.h"
#include "offline-cache/sync/office-feed.h"
#include "offline-cache/sync/parked-carrier.h"
#include "offline-cache/sync/renewer.h"
#include "offline-cache/sync/trust-keeper.h"

#include <json-glib/json-glib.h>

/* How old the band's word about the network may be while nobody hands anything in. */
#define GREET_MS (60 * 1000)
/* A parked draft in JSON is the largest of what may be answered. */
#define MAX_BODY (384 * 1024)
/* Between two looks at every page of the database. */
#define CHECK_MS (24 * 60 * 60 * 1000)
/* What waits is called for first. */
#define FIRST_CHECK_MS 2000

/* The portal's certificates, renewals, the office's feed, the heartbeat. */
#define N_CHORES 4

struct _McDaemon {
  GObject parent;
  McStore *store;
  McHttp *http;
  McHeartbeat *heartbeat;
  McOfficeFeed *feed;
  McRenewer *renewer;
  McTrustKeeper *trust_keeper;
  McScheduler *scheduler;
  McBlobCheck *blob_check;
  McParkedCarrier *carrier;
  McLinkService *link;
  char *runtime_dir;
  char *group;
  guint check_timer;
};

G_DEFINE_FINAL_TYPE (McDaemon, mc_daemon, G_TYPE_OBJECT)

static void
mc_daemon_finalize (GObject *object)
{
  McDaemon *self = MC_DAEMON (object);

  g_clear_object (&self->link);
  g_clear_object (&self->carrier);
  g_clear_object (&self->heartbeat);
  g_clear_object (&self->feed);
  g_clear_object (&self->renewer);
  g_clear_object (&self->trust_keeper);
  g_clear_object (&self->http);
  g_clear_object (&self->scheduler);
  g_clear_object (&self->blob_check);
  if (self->store != NULL)
    mc_store_close (self->store);
  g_clear_object (&self->store);
  g_free (self->runtime_dir);
  g_free (self->group);
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

/* What the daemon connects and signs with: the other key is the kiosk's alone. */
typedef struct {
  McKeyHolder *holder; /* (nullable) */
  McDeviceKey *key;
  X509 *certificate;
} Own;

static void
own_clear (Own *self)
{
  g_clear_object (&self->holder);
  g_clear_object (&self->key);
  g_clear_pointer (&self->certificate, X509_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Own, own_clear)

static gboolean
load_own (Own *self, McConfig *config, const char *state_dir, GError **error)
{
  g_autofree char *dir = g_build_filename (state_dir, "transport", NULL);
  g_autofree char *path = g_build_filename (dir, "cert.pem", NULL);

  if (!mc_key_holder_new (config, &self->holder, error))
    return FALSE;
  self->key = mc_device_key_load (self->holder, dir, error);
  if (self->key != NULL)
    self->certificate = mc_certificate_load (path, error);
  return self->certificate != NULL;
}

static McHttp *
make_http (McConfig *config, const Own *own, const char *state_dir, GError **error)
{
  g_autofree char *ca = g_build_filename (state_dir, "portal", "ca.pem", NULL);
  g_autofree char *certificate = g_build_filename (state_dir, "transport", "cert.pem", NULL);
  const McHttpOptions options = {
    .ca = ca,
    .certificate = certificate,
    .signer = mc_device_key_get (own->key),
    .total_ms = (guint) mc_config_get_int (config, "sync", "timeout-seconds") * 1000,
    /* Where there is no HTTP/2: papers and heartbeats never wait for records, nor these for them.
     */
    .max_body = MAX_BODY,
    .max_connections = (guint) mc_config_get_int (config, "sync", "parallel") + 2,
  };

  return mc_http_new (&options, error);
}

static gint64
get_every_ms (McConfig *config)
{
  return (gint64) mc_config_get_int (config, "sync", "heartbeat-seconds") * 1000;
}

static McHeartbeat *
make_heartbeat (const McSchedulerParts *shared, const McKioskIdentity *identity, McConfig *config,
                const Own *own)
{
  g_autofree char *key_id = mc_jws_key_id (own->certificate);
  const McHeartbeatParts parts = {
    .store = shared->store,
    .outbox = shared->outbox,
    .portal = shared->portal,
    .clock = shared->clock,
    .kiosk_id = identity->kiosk_id,
    .version = MOTCUA_VERSION,
    .key = mc_device_key_get (own->key),
    .key_id = key_id,
    .every_ms = get_every_ms (config),
  };

  return mc_heartbeat_new (&parts);
}

static void
on_renewed (McDaemon *self)
{
  X509 *certificate = mc_renewer_get_certificate (self->renewer);
  EVP_PKEY *key = mc_device_key_get (mc_renewer_get_key (self->renewer));
  g_autofree char *key_id = mc_jws_key_id (certificate);

  mc_http_set_own (self->http, key, certificate);
  mc_heartbeat_set_key (self->heartbeat, key, key_id);
}

static void
make_renewer (McDaemon *self, const McSchedulerParts *shared, const McKioskIdentity *identity,
              McConfig *config, const Own *own, const char *state_dir)
{
  const McRenewerParts parts = {
    .state_dir = state_dir,
    .kiosk_id = identity->kiosk_id,
    .portal = shared->portal,
    .clock = shared->clock,
    .holder = own->holder,
    .key = own->key,
    .certificate = own->certificate,
    .every_ms = get_every_ms (config),
  };

  self->renewer = mc_renewer_new (&parts);
  g_signal_connect_object (self->renewer, "renewed", G_CALLBACK (on_renewed), self,
                           G_CONNECT_SWAPPED);
}

static void
make_link (McDaemon *self, const McSchedulerParts *shared, McConfig *config)
{
  McLinkServiceParts parts = { .portal = shared->portal, .clock = shared->clock };

  self->carrier = mc_parked_carrier_new (shared, self->scheduler);
  parts.scheduler = self->scheduler;
  parts.carrier = self->carrier;
  self->link = mc_link_service_new (&parts);
  self->runtime_dir = g_strdup (mc_config_get_string (config, "paths", "runtime"));
  self->group = g_strdup (mc_config_get_string (config, "paths", "group"));
}

McDaemon *
mc_daemon_new (McConfig *config, const char *state_dir, McClock *clock, GError **error)
{
  g_autoptr (McDaemon) self = g_object_new (MC_TYPE_DAEMON, NULL);
  g_autoptr (McKioskIdentity) identity = load_identity (state_dir, error);
  g_auto (Own) own = { 0 };
  g_autoptr (McPortal) portal = NULL;
  g_autoptr (McOutbox) outbox = NULL;
  McSchedulerParts parts = { 0 };

  if (identity == NULL || !load_own (&own, config, state_dir, error))
    return NULL;
  self->http = make_http (config, &own, state_dir, error);
  if (self->http != NULL)
    portal = mc_portal_new (self->http, identity->portal_url, state_dir, clock, error);
  if (portal == NULL)
    return NULL;
  self->store = mc_store_open (state_dir, error);
  if (self->store == NULL)
    return NULL;
  if (mc_store_get_salvage (self->store) != NULL)
    g_warning ("the database was damaged: %u envelopes saved, %u lost",
               mc_store_get_salvage (self->store)->envelopes,
               mc_store_get_salvage (self->store)->lost);
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
  make_link (self, &parts, config);
  self->heartbeat = make_heartbeat (&parts, identity, config, &own);
  self->feed = mc_office_feed_new (outbox, portal, clock, get_every_ms (config));
  make_renewer (self, &parts, identity, config, &own, state_dir);
  self->trust_keeper = mc_trust_keeper_new (self->store, portal, clock, get_every_ms (config));
  self->blob_check = mc_blob_check_new (self->store);
  g_signal_connect_object (g_network_monitor_get_default (), "network-changed",
                           G_CALLBACK (on_network_changed), self, 0);
  return g_steal_pointer (&self);
}

/* (transfer none): 0 is the one that comes before the queue. */
static McChore *
get_chore (McDaemon *self, guint i)
{
  McChore *const chores[N_CHORES] = { MC_CHORE (self->trust_keeper), MC_CHORE (self->renewer),
                                      MC_CHORE (self->feed), MC_CHORE (self->heartbeat) };

  return chores[i];
}

/* --- once --- */

typedef struct {
  McSyncSummary *summary;
  guint next;
} Once;

static void
once_free (gpointer data)
{
  Once *self = data;

  g_clear_pointer (&self->summary, mc_sync_summary_free);
  g_free (self);
}

static void go_on (GTask *task);

static void
on_chore_run (GObject *source, GAsyncResult *result, gpointer user_data)
{
  mc_chore_run_finish (MC_CHORE (source), result, NULL);
  go_on (user_data);
}

/* An errand that finds no portal is tried again another time. */
static void
on_carried (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Once *once = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  guint settled;

  if (!mc_parked_carrier_run_finish (MC_PARKED_CARRIER (source), result, &settled, &error)
      && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    once->summary->failure = g_strdup (error->message);
  g_task_return_pointer (task, g_steal_pointer (&once->summary),
                         (GDestroyNotify) mc_sync_summary_free);
}

/* One after the other: what is renewed signs the heartbeat, which tells how it all ended; then what
 * has been parked, unless the queue met a failure. Where nobody is there, nobody is asked more. */
static void
go_on (GTask *task)
{
  McDaemon *self = g_task_get_source_object (task);
  Once *once = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  const gboolean anybody = g_strcmp0 (once->summary->portal, "unreachable") != 0;

  if (anybody && once->next < N_CHORES) {
    mc_chore_run_async (get_chore (self, once->next++), cancellable, on_chore_run, task);
  } else if (once->summary->failure == NULL) {
    mc_parked_carrier_run_async (self->carrier, cancellable, on_carried, task);
  } else {
    g_task_return_pointer (task, g_steal_pointer (&once->summary),
                           (GDestroyNotify) mc_sync_summary_free);
    g_object_unref (task);
  }
}

static void
on_drained (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Once *once = g_task_get_task_data (task);
  GError *error = NULL;

  once->summary = mc_scheduler_drain_finish (MC_SCHEDULER (source), result, &error);
  if (once->summary != NULL)
    go_on (g_steal_pointer (&task));
  else
    g_task_return_error (task, error);
}

static void
on_trust_asked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  McDaemon *self = g_task_get_source_object (task);

  mc_chore_run_finish (MC_CHORE (source), result, NULL);
  mc_scheduler_drain_async (self->scheduler, TRUE, g_task_get_cancellable (task), on_drained, task);
}

void
mc_daemon_run_once_async (McDaemon *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Once *once = g_new0 (Once, 1);

  g_task_set_source_tag (task, mc_daemon_run_once_async);
  g_task_set_task_data (task, once, once_free);
  /* An acknowledgement is worth what its certificate is worth now, not at the last turn. */
  mc_chore_run_async (get_chore (self, once->next++), cancellable, on_trust_asked, task);
}

McSyncSummary *
mc_daemon_run_once_finish (McDaemon *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- damage --- */

static void
on_checked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!mc_store_check_finish (MC_STORE (source), result, &error))
    g_warning ("%s", error->message);
}

static gboolean on_check_due (gpointer user_data);

static void
check_in (McDaemon *self, guint ms)
{
  self->check_timer = mc_clock_add_timeout (mc_store_get_clock (self->store), ms, on_check_due,
                                            self);
}

static gboolean
on_check_due (gpointer user_data)
{
  McDaemon *self = user_data;

  mc_store_check_async (self->store, on_checked, NULL);
  check_in (self, CHECK_MS);
  return G_SOURCE_REMOVE;
}

gboolean
mc_daemon_has_damage (McDaemon *self)
{
  return mc_store_is_damaged (self->store);
}

/* Without it the kiosk looks into the database by itself, and has nothing from other machines. */
static void
start_link (McDaemon *self)
{
  g_autoptr (GError) error = NULL;

  if (!mc_link_service_start (self->link, self->runtime_dir, self->group, &error))
    g_warning ("no link to the kiosk: %s", error->message);
}

void
mc_daemon_start (McDaemon *self)
{
  g_autoptr (GError) error = NULL;

  if (!mc_audit_note (self->store, mc_store_get_clock (self->store), MC_AUDIT_DAEMON_BEGUN,
                      MOTCUA_VERSION, NULL, &error))
    g_warning ("cannot keep an event: %s", error->message);
  check_in (self, FIRST_CHECK_MS);
  mc_scheduler_start (self->scheduler);
  mc_parked_carrier_start (self->carrier);
  start_link (self);
  for (guint i = 0; i < N_CHORES; i++)
    mc_chore_start (get_chore (self, i));
  mc_blob_check_start (self->blob_check);
}

void
mc_daemon_stop (McDaemon *self)
{
  if (self->check_timer != 0)
    mc_clock_remove_timeout (mc_store_get_clock (self->store), self->check_timer);
  self->check_timer = 0;
  mc_blob_check_stop (self->blob_check);
  mc_link_service_stop (self->link);
  mc_parked_carrier_stop (self->carrier);
  for (guint i = 0; i < N_CHORES; i++)
    mc_chore_stop (get_chore (self, i));
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
