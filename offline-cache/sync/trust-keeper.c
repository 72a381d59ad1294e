// SPDX-License-Identifier: GPL-3.0-or-later
#include "offline-cache/sync/trust-keeper.h"

#include "offline-cache/audit.h"
#include "offline-cache/known-time.h"

#include "app/domain/fault.h"

/* Between two questions out of turn. */
#define HURRY_MS (10 * 1000)

struct _McTrustKeeper {
  McChore parent;
  McStore *store;
  McPortal *portal;
  McClock *clock;
  gint64 asked_ms; /* by the monotonic clock; 0: never */
  gboolean is_asking;
  char *complaint; /* (nullable): the last one, which is not repeated */
};

G_DEFINE_FINAL_TYPE (McTrustKeeper, mc_trust_keeper, MC_TYPE_CHORE)

static void
mc_trust_keeper_dispose (GObject *object)
{
  McTrustKeeper *self = MC_TRUST_KEEPER (object);

  g_clear_object (&self->store);
  g_clear_object (&self->portal);
  g_clear_object (&self->clock);
  g_clear_pointer (&self->complaint, g_free);
  G_OBJECT_CLASS (mc_trust_keeper_parent_class)->dispose (object);
}

static void mc_trust_keeper_run (McChore *chore, GCancellable *cancellable);

static void
mc_trust_keeper_class_init (McTrustKeeperClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mc_trust_keeper_dispose;
  MC_CHORE_CLASS (klass)->run = mc_trust_keeper_run;
}

static void
mc_trust_keeper_init (McTrustKeeper *self)
{
}

/* In the way of a turn: the chore's own cancellable, and none once it is stopped. */
static void
on_unproven (McTrustKeeper *self)
{
  GCancellable *cancellable = mc_chore_get_cancellable (MC_CHORE (self));
  gint64 now_ms = mc_clock_monotonic_ms (self->clock);

  if (cancellable != NULL && (self->asked_ms == 0 || now_ms - self->asked_ms >= HURRY_MS))
    mc_trust_keeper_run (MC_CHORE (self), cancellable);
}

McTrustKeeper *
mc_trust_keeper_new (McStore *store, McPortal *portal, McClock *clock, gint64 every_ms)
{
  McTrustKeeper *self = g_object_new (MC_TYPE_TRUST_KEEPER, NULL);

  self->store = g_object_ref (store);
  self->portal = g_object_ref (portal);
  self->clock = g_object_ref (clock);
  mc_chore_set_up (MC_CHORE (self), clock, every_ms);
  g_signal_connect_object (portal, "unproven", G_CALLBACK (on_unproven), self, G_CONNECT_SWAPPED);
  return self;
}

/* error (nullable): all is well. */
static void
complain (McTrustKeeper *self, const GError *error)
{
  if (error != NULL && g_strcmp0 (error->message, self->complaint) != 0)
    g_warning ("%s", error->message);
  g_free (self->complaint);
  self->complaint = error != NULL ? g_strdup (error->message) : NULL;
}

/* 0: nobody knows what time it is. */
static gint64
believable_now_ms (McTrustKeeper *self)
{
  g_auto (McKnownTime) known = { 0 };

  if (!mc_known_time_load (&known, self->store, NULL)
      || mc_known_time_is_wrong (mc_known_time_doubt (&known, self->clock)))
    return 0;
  return mc_clock_now_ms (self->clock);
}

static void
keep (McTrustKeeper *self, GBytes *answer)
{
  McPortalTrust *trust = mc_portal_get_trust (self->portal);
  g_autoptr (GError) error = NULL;
  gboolean changed = FALSE;

  mc_fault_point ("trust:answered");
  mc_portal_trust_take (trust, g_bytes_get_data (answer, NULL), g_bytes_get_size (answer),
                        believable_now_ms (self), &changed, &error);
  mc_fault_point ("trust:kept");
  complain (self, error);
  if (!changed)
    return;
  g_message ("other certificates of the portal are used from now on");
  g_clear_error (&error);
  if (!mc_audit_note (self->store, self->clock, MC_AUDIT_PORTAL_TRUST, NULL, NULL, &error))
    g_warning ("cannot keep an event: %s", error->message);
}

/* Nobody has answered. */
static void
look_at_end (McTrustKeeper *self)
{
  const gint64 end_ms = mc_portal_trust_get_end_ms (mc_portal_get_trust (self->portal));
  g_autoptr (GError) error = NULL;

  if (end_ms == 0 || end_ms > mc_clock_now_ms (self->clock))
    return;
  g_set_error (&error, MC_VAULT_ERROR, MC_VAULT_ERROR_TRUST,
               "the portal has not said for long what it has revoked: what is known goes on being "
               "used");
  complain (self, error);
}

static void
on_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (McTrustKeeper) self = user_data;
  g_autoptr (McPortalAnswer) answer = mc_portal_finish (MC_PORTAL (source), result, NULL);

  self->is_asking = FALSE;
  if (answer != NULL && answer->verdict == MC_VERDICT_SENT)
    keep (self, answer->trust);
  else
    look_at_end (self);
  mc_chore_end (MC_CHORE (self));
}

static void
mc_trust_keeper_run (McChore *chore, GCancellable *cancellable)
{
  McTrustKeeper *self = MC_TRUST_KEEPER (chore);

  if (self->is_asking)
    return;
  self->is_asking = TRUE;
  self->asked_ms = mc_clock_monotonic_ms (self->clock);
  mc_chore_begin (chore);
  mc_portal_ask_trust_async (self->portal, cancellable, on_answered, g_object_ref (self));
}
