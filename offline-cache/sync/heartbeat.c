// SPDX-License-Identifier: GPL-3.0-or-later
#include "offline-cache/sync/heartbeat.h"

#include "offline-cache/audit.h"
#include "offline-cache/known-time.h"

#include <json-glib/json-glib.h>

struct _McHeartbeat {
  McChore parent;
  McHeartbeatParts parts; /* strings and key are ours */
  gboolean has_warned;    /* of the refusal that goes on */
};

G_DEFINE_FINAL_TYPE (McHeartbeat, mc_heartbeat, MC_TYPE_CHORE)

static void
mc_heartbeat_dispose (GObject *object)
{
  McHeartbeat *self = MC_HEARTBEAT (object);

  g_clear_object (&self->parts.store);
  g_clear_object (&self->parts.outbox);
  g_clear_object (&self->parts.portal);
  g_clear_object (&self->parts.clock);
  G_OBJECT_CLASS (mc_heartbeat_parent_class)->dispose (object);
}

static void
mc_heartbeat_finalize (GObject *object)
{
  McHeartbeat *self = MC_HEARTBEAT (object);

  g_free ((char *) self->parts.kiosk_id);
  g_free ((char *) self->parts.version);
  g_free ((char *) self->parts.key_id);
  EVP_PKEY_free (self->parts.key);
  G_OBJECT_CLASS (mc_heartbeat_parent_class)->finalize (object);
}

static void mc_heartbeat_run (McChore *chore, GCancellable *cancellable);

static void
mc_heartbeat_class_init (McHeartbeatClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mc_heartbeat_dispose;
  G_OBJECT_CLASS (klass)->finalize = mc_heartbeat_finalize;
  MC_CHORE_CLASS (klass)->run = mc_heartbeat_run;
}

static void
mc_heartbeat_init (McHeartbeat *self)
{
}

McHeartbeat *
mc_heartbeat_new (const McHeartbeatParts *parts)
{
  McHeartbeat *self = g_object_new (MC_TYPE_HEARTBEAT, NULL);

  self->parts = *parts;
  g_object_ref (self->parts.store);
  g_object_ref (self->parts.outbox);
  g_object_ref (self->parts.portal);
  g_object_ref (self->parts.clock);
  self->parts.kiosk_id = g_strdup (parts->kiosk_id);
  self->parts.version = g_strdup (parts->version);
  self->parts.key_id = g_strdup (parts->key_id);
  EVP_PKEY_up_ref (self->parts.key);
  mc_chore_set_up (MC_CHORE (self), parts->clock, parts->every_ms);
  return self;
}

void
mc_heartbeat_set_key (McHeartbeat *self, EVP_PKEY *key, const char *key_id)
{
  EVP_PKEY_up_ref (key);
  EVP_PKEY_free (self->parts.key);
  g_free ((char *) self->parts.key_id);
  self->parts.key = key;
  self->parts.key_id = g_strdup (key_id);
}

/* --- what is told --- */

static void
add_text (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  if (value != NULL)
    json_builder_add_string_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

static void
add_number (JsonBuilder *builder, const char *name, gint64 value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

/* (transfer full) (nullable): NULL and error if the store fails. */
static char *
write_report (McHeartbeat *self, GError **error)
{
  const McAuditMoment now = mc_audit_now (self->parts.clock);
  g_autofree char *at = mc_clock_format_rfc3339 (now.at_ms);
  g_autofree char *oldest = NULL;
  g_autofree char *checkpoint = NULL;
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  McOutboxCounts counts = { 0 };
  GError *failure = NULL;

  checkpoint = mc_audit_sign (self->parts.store, self->parts.clock, self->parts.kiosk_id,
                              self->parts.key, self->parts.key_id, &failure);
  if (failure != NULL || !mc_outbox_count (self->parts.outbox, &counts, &failure)) {
    g_propagate_error (error, failure);
    return NULL;
  }
  if (counts.oldest_queued_ms != 0)
    oldest = mc_clock_format_rfc3339 (counts.oldest_queued_ms);
  json_builder_begin_object (builder);
  add_text (builder, "version", self->parts.version);
  add_text (builder, "at", at);
  add_number (builder, "uptime_ms", now.uptime_ms);
  add_text (builder, "boot", now.boot);
  add_number (builder, "queued", (gint64) counts.queued);
  add_number (builder, "sent", (gint64) counts.sent);
  add_number (builder, "quarantined", (gint64) counts.quarantined);
  add_text (builder, "oldest_queued_at", oldest);
  add_text (builder, "audit", checkpoint);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, FALSE);
}

/* --- what is learned --- */

static void
learn_time (McHeartbeat *self, gint64 portal_ms)
{
  gint64 offset_ms = mc_clock_now_ms (self->parts.clock) - portal_ms;
  g_autoptr (GError) error = NULL;
  McSyncState state;
  gboolean was_off, is_off;

  if (!mc_outbox_get_sync_state (self->parts.outbox, &state, &error)) {
    g_warning ("cannot read the state of the link: %s", error->message);
    return;
  }
  was_off = ABS (state.clock_offset_ms) > MC_CLOCK_TOLERANCE_MS;
  is_off = ABS (offset_ms) > MC_CLOCK_TOLERANCE_MS;
  state.clock_offset_ms = offset_ms;
  if (!mc_outbox_set_sync_state (self->parts.outbox, &state, &error))
    g_warning ("cannot keep the state of the link: %s", error->message);
  mc_sync_state_clear (&state);
  g_clear_error (&error);
  if (!mc_known_time_learn (self->parts.store, self->parts.clock, portal_ms, &error))
    g_warning ("cannot keep the portal's time: %s", error->message);
  if (!is_off || was_off)
    return;
  g_warning ("this machine's clock is %" G_GINT64_FORMAT " s %s: set it, and look at its battery",
             ABS (offset_ms) / 1000, offset_ms > 0 ? "fast" : "slow");
  g_clear_error (&error);
  if (!mc_audit_note (self->parts.store, self->parts.clock, MC_AUDIT_CLOCK_MISTRUST,
                      offset_ms > 0 ? "fast" : "slow", NULL, &error))
    g_warning ("cannot keep an event: %s", error->message);
}

/* An idle kiosk would not find out otherwise. */
static void
learn_refusal (McHeartbeat *self, const McPortalAnswer *answer)
{
  g_autoptr (GError) error = NULL;
  McSyncState state;
  gboolean was_refused;

  if (!mc_outbox_get_sync_state (self->parts.outbox, &state, &error))
    return;
  was_refused = g_strcmp0 (state.failure_code, MC_REFUSED) == 0;
  if (was_refused || answer->is_refusal) {
    g_free (state.failure_code);
    g_free (state.failure);
    state.failure_code = g_strdup (answer->is_refusal ? MC_REFUSED : NULL);
    state.failure = g_strdup (answer->is_refusal ? answer->reason : NULL);
    *(answer->is_refusal ? &state.last_failure_ms : &state.last_contact_ms) = mc_clock_now_ms (
        self->parts.clock);
    mc_outbox_set_sync_state (self->parts.outbox, &state, &error);
  }
  /* The queue may have met the refusal first; nobody but this says what to do about it. */
  if (answer->is_refusal && !self->has_warned)
    g_warning ("the portal does not accept this kiosk's certificate (revoked, expired, unknown); "
               "what waits stays queued: ask for a token, then motcuactl enrol --again");
  self->has_warned = answer->is_refusal;
  mc_sync_state_clear (&state);
}

static void
learn (McHeartbeat *self, const McPortalAnswer *answer)
{
  if (answer->verdict == MC_VERDICT_SENT || answer->is_refusal)
    learn_refusal (self, answer);
  if (answer->verdict == MC_VERDICT_SENT)
    learn_time (self, answer->portal_ms);
  else
    g_info ("heartbeat: %s", answer->reason_code);
}

static void
on_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (McHeartbeat) self = user_data;
  g_autoptr (McPortalAnswer) answer = mc_portal_finish (MC_PORTAL (source), result, NULL);

  if (answer != NULL)
    learn (self, answer);
  mc_chore_end (MC_CHORE (self));
}

static void
mc_heartbeat_run (McChore *chore, GCancellable *cancellable)
{
  McHeartbeat *self = MC_HEARTBEAT (chore);
  g_autoptr (GError) error = NULL;
  g_autofree char *report = write_report (self, &error);

  if (report == NULL) {
    g_warning ("no heartbeat: %s", error->message);
    return;
  }
  mc_chore_begin (chore);
  mc_portal_heartbeat_async (self->parts.portal, self->parts.kiosk_id, report, cancellable,
                             on_answered, g_object_ref (self));
}
