// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sync/link-service.h"

/* Less than the kiosk waits for us. */
#define FETCH_MS 8000

struct _McLinkService {
  GObject parent;
  McLinkServiceParts parts;
  McLinkServer *server; /* (nullable): not started */
};

G_DEFINE_FINAL_TYPE (McLinkService, mc_link_service, G_TYPE_OBJECT)

static void
mc_link_service_dispose (GObject *object)
{
  McLinkService *self = MC_LINK_SERVICE (object);

  mc_link_service_stop (self);
  g_clear_object (&self->parts.portal);
  g_clear_object (&self->parts.clock);
  g_clear_object (&self->parts.scheduler);
  g_clear_object (&self->parts.carrier);
  G_OBJECT_CLASS (mc_link_service_parent_class)->dispose (object);
}

static void
mc_link_service_class_init (McLinkServiceClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mc_link_service_dispose;
}

static void
mc_link_service_init (McLinkService *self)
{
}

static void
on_settled (McLinkService *self)
{
  if (self->server != NULL)
    mc_link_server_emit_changed (self->server);
}

McLinkService *
mc_link_service_new (const McLinkServiceParts *parts)
{
  McLinkService *self = g_object_new (MC_TYPE_LINK_SERVICE, NULL);

  self->parts.portal = g_object_ref (parts->portal);
  self->parts.clock = g_object_ref (parts->clock);
  self->parts.scheduler = g_object_ref (parts->scheduler);
  self->parts.carrier = g_object_ref (parts->carrier);
  g_signal_connect_object (parts->scheduler, "settled", G_CALLBACK (on_settled), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (parts->carrier, "settled", G_CALLBACK (on_settled), self,
                           G_CONNECT_SWAPPED);
  return self;
}

static void
look (gpointer user_data)
{
  McLinkService *self = user_data;

  mc_scheduler_look (self->parts.scheduler);
  mc_parked_carrier_look (self->parts.carrier);
}

/* --- parked drafts --- */

/* One that is being asked for; it ends with an answer or with its deadline. */
typedef struct {
  McClock *clock;
  GDBusMethodInvocation *call;
  GCancellable *cancellable;
  guint deadline; /* 0: it has passed */
} Fetch;

static void
fetch_free (Fetch *self)
{
  if (self->deadline != 0)
    mc_clock_remove_timeout (self->clock, self->deadline);
  g_object_unref (self->clock);
  g_object_unref (self->cancellable);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Fetch, fetch_free)

static McLinkParked
get_outcome (const McPortalAnswer *answer)
{
  if (answer == NULL)
    return MC_LINK_PARKED_OFFLINE;
  if (answer->is_unknown)
    return MC_LINK_PARKED_UNKNOWN;
  if (answer->is_gone)
    return MC_LINK_PARKED_GONE;
  return answer->verdict == MC_VERDICT_SENT ? MC_LINK_PARKED_FOUND : MC_LINK_PARKED_OFFLINE;
}

static void
on_fetched (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Fetch) fetch = user_data;
  g_autoptr (McPortalAnswer) answer = mc_portal_finish (MC_PORTAL (source), result, NULL);
  McLinkAnswer told = { .outcome = get_outcome (answer) };

  if (told.outcome == MC_LINK_PARKED_FOUND) {
    told.box = answer->box;
    told.expires_ms = answer->expires_ms;
  }
  mc_link_server_answer (g_steal_pointer (&fetch->call), &told);
}

static gboolean
on_deadline (gpointer user_data)
{
  Fetch *fetch = user_data;

  fetch->deadline = 0;
  g_cancellable_cancel (fetch->cancellable);
  return G_SOURCE_REMOVE;
}

static void
fetch_parked (const char *id, GDBusMethodInvocation *call, gpointer user_data)
{
  McLinkService *self = user_data;
  Fetch *fetch = g_new0 (Fetch, 1);

  fetch->clock = g_object_ref (self->parts.clock);
  fetch->call = call;
  fetch->cancellable = g_cancellable_new ();
  fetch->deadline = mc_clock_add_timeout (fetch->clock, FETCH_MS, on_deadline, fetch);
  mc_portal_fetch_parked_async (self->parts.portal, id, fetch->cancellable, on_fetched, fetch);
}

/* --- the socket --- */

gboolean
mc_link_service_start (McLinkService *self, const char *runtime_dir, const char *group,
                       GError **error)
{
  static const McLinkVerbs verbs = { look, fetch_parked };

  g_return_val_if_fail (self->server == NULL, FALSE);
  self->server = mc_link_server_new (runtime_dir, group, &verbs, self, error);
  return self->server != NULL;
}

void
mc_link_service_stop (McLinkService *self)
{
  if (self->server != NULL)
    mc_link_server_stop (self->server);
  g_clear_object (&self->server);
}
