// SPDX-License-Identifier: GPL-3.0-or-later
#include "offline-cache/sync/renewer.h"

#include "offline-cache/renewal.h"

struct _McRenewer {
  McChore parent;
  McRenewerParts parts; /* everything in it is ours */
  McDeviceKey *fresh;   /* (nullable): asked for, not certified yet */
};

G_DEFINE_FINAL_TYPE (McRenewer, mc_renewer, MC_TYPE_CHORE)

enum { SIGNAL_RENEWED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
mc_renewer_dispose (GObject *object)
{
  McRenewer *self = MC_RENEWER (object);

  g_clear_object (&self->parts.portal);
  g_clear_object (&self->parts.clock);
  g_clear_object (&self->parts.holder);
  g_clear_object (&self->parts.key);
  g_clear_object (&self->fresh);
  G_OBJECT_CLASS (mc_renewer_parent_class)->dispose (object);
}

static void
mc_renewer_finalize (GObject *object)
{
  McRenewer *self = MC_RENEWER (object);

  g_free ((char *) self->parts.state_dir);
  g_free ((char *) self->parts.kiosk_id);
  X509_free (self->parts.certificate);
  G_OBJECT_CLASS (mc_renewer_parent_class)->finalize (object);
}

static void mc_renewer_run (McChore *chore, GCancellable *cancellable);

static void
mc_renewer_class_init (McRenewerClass *klass)
{
  MC_CHORE_CLASS (klass)->run = mc_renewer_run;
  G_OBJECT_CLASS (klass)->dispose = mc_renewer_dispose;
  G_OBJECT_CLASS (klass)->finalize = mc_renewer_finalize;
  signals[SIGNAL_RENEWED] = g_signal_new ("renewed", MC_TYPE_RENEWER, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
}

static void
mc_renewer_init (McRenewer *self)
{
}

McRenewer *
mc_renewer_new (const McRenewerParts *parts)
{
  McRenewer *self = g_object_new (MC_TYPE_RENEWER, NULL);

  self->parts = *parts;
  self->parts.state_dir = g_strdup (parts->state_dir);
  self->parts.kiosk_id = g_strdup (parts->kiosk_id);
  g_object_ref (self->parts.portal);
  g_object_ref (self->parts.clock);
  g_object_ref (self->parts.key);
  if (self->parts.holder != NULL)
    g_object_ref (self->parts.holder);
  X509_up_ref (self->parts.certificate);
  mc_chore_set_up (MC_CHORE (self), parts->clock, parts->every_ms);
  return self;
}

/* --- the daemon's own --- */

static gboolean
put_in_place (McRenewer *self, const char *pem, GError **error)
{
  g_autofree char *path = g_build_filename (self->parts.state_dir, "transport", "cert.pem", NULL);
  X509 *certificate;

  if (!mc_renewal_check_answer (pem, self->fresh, error)
      || !mc_key_slot_replace (self->parts.state_dir, "transport", self->fresh, pem, error))
    return FALSE;
  certificate = mc_certificate_load (path, error);
  if (certificate == NULL)
    return FALSE;
  X509_free (self->parts.certificate);
  self->parts.certificate = certificate;
  mc_device_key_forget (self->parts.key);
  g_object_unref (self->parts.key);
  self->parts.key = g_steal_pointer (&self->fresh);
  return TRUE;
}

static void
learn_transport (McRenewer *self, const McPortalAnswer *answer)
{
  g_autoptr (GError) error = NULL;

  if (answer->verdict != MC_VERDICT_SENT) {
    g_warning ("the transport certificate is not renewed yet: %s", answer->reason_code);
    return;
  }
  if (self->fresh == NULL)
    return;
  if (!put_in_place (self, answer->certificate, &error)) {
    g_warning ("the transport certificate is not renewed yet: %s", error->message);
    return;
  }
  g_message ("the transport certificate has been renewed");
  g_signal_emit (self, signals[SIGNAL_RENEWED], 0);
}

static void
on_transport_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (McRenewer) self = user_data;
  g_autoptr (McPortalAnswer) answer = mc_portal_finish (MC_PORTAL (source), result, NULL);

  if (answer != NULL)
    learn_transport (self, answer);
  mc_chore_end (MC_CHORE (self));
}

static void
ask_for_transport (McRenewer *self, GCancellable *cancellable)
{
  gint64 now_ms = mc_clock_now_ms (self->parts.clock);
  g_autofree char *request = NULL;
  g_autoptr (GError) error = NULL;

  if (now_ms < mc_renewal_due_ms (self->parts.certificate)
      || mc_certificate_compare_time (self->parts.certificate) != 0)
    return;
  if (self->fresh == NULL)
    self->fresh = mc_device_key_new (self->parts.holder, "motcua transport", &error);
  if (self->fresh != NULL)
    request = mc_renewal_write_request (self->parts.key, self->fresh, self->parts.kiosk_id,
                                        "transport", now_ms, &error);
  if (request == NULL) {
    g_warning ("the transport certificate is not renewed yet: %s", error->message);
    return;
  }
  mc_chore_begin (MC_CHORE (self));
  mc_portal_renew_async (self->parts.portal, "transport", request, cancellable,
                         on_transport_answered, g_object_ref (self));
}

/* --- the kiosk's --- */

static void
learn_seal (McRenewer *self, const McPortalAnswer *answer)
{
  g_autoptr (GError) error = NULL;

  if (answer->verdict != MC_VERDICT_SENT)
    g_warning ("the seal certificate is not renewed yet: %s", answer->reason_code);
  else if (!mc_renewal_write_answer (self->parts.state_dir, answer->certificate, &error))
    g_warning ("the seal certificate is not renewed yet: %s", error->message);
}

static void
on_seal_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (McRenewer) self = user_data;
  g_autoptr (McPortalAnswer) answer = mc_portal_finish (MC_PORTAL (source), result, NULL);

  if (answer != NULL)
    learn_seal (self, answer);
  mc_chore_end (MC_CHORE (self));
}

static void
carry_for_seal (McRenewer *self, GCancellable *cancellable)
{
  g_autofree char *request = mc_renewal_read_request (self->parts.state_dir);

  if (request == NULL)
    return;
  mc_chore_begin (MC_CHORE (self));
  mc_portal_renew_async (self->parts.portal, "seal", request, cancellable, on_seal_answered,
                         g_object_ref (self));
}

static void
mc_renewer_run (McChore *chore, GCancellable *cancellable)
{
  ask_for_transport (MC_RENEWER (chore), cancellable);
  carry_for_seal (MC_RENEWER (chore), cancellable);
}

McDeviceKey *
mc_renewer_get_key (McRenewer *self)
{
  return self->parts.key;
}

X509 *
mc_renewer_get_certificate (McRenewer *self)
{
  return self->parts.certificate;
}
