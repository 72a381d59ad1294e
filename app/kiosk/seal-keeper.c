// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/kiosk/seal-keeper.h"

#include "app/session/submitter.h"
#include "offline-cache/renewal.h"

#define EVERY_MS (60 * 1000)

struct _McSealKeeper {
  GObject parent;
  McStore *store;
  McClock *clock;
  McKeyHolder *holder; /* (nullable) */
  char *state_dir;
  char *kiosk_id;
  McSession *session; /* (nullable): while stopped */
  char *complaint;    /* (nullable): the last one, which is not repeated */
  McVault *vault;     /* (nullable): what session has */
  guint timeout;
};

G_DEFINE_FINAL_TYPE (McSealKeeper, mc_seal_keeper, G_TYPE_OBJECT)

static void
mc_seal_keeper_dispose (GObject *object)
{
  McSealKeeper *self = MC_SEAL_KEEPER (object);

  mc_seal_keeper_stop (self);
  g_clear_object (&self->store);
  g_clear_object (&self->clock);
  g_clear_object (&self->holder);
  g_clear_object (&self->vault);
  G_OBJECT_CLASS (mc_seal_keeper_parent_class)->dispose (object);
}

static void
mc_seal_keeper_finalize (GObject *object)
{
  McSealKeeper *self = MC_SEAL_KEEPER (object);

  g_free (self->state_dir);
  g_free (self->kiosk_id);
  g_free (self->complaint);
  G_OBJECT_CLASS (mc_seal_keeper_parent_class)->finalize (object);
}

static void
mc_seal_keeper_class_init (McSealKeeperClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mc_seal_keeper_dispose;
  G_OBJECT_CLASS (klass)->finalize = mc_seal_keeper_finalize;
}

static void
mc_seal_keeper_init (McSealKeeper *self)
{
}

McSealKeeper *
mc_seal_keeper_new (McStore *store, McClock *clock, McKeyHolder *holder, const char *state_dir,
                    const char *kiosk_id)
{
  McSealKeeper *self = g_object_new (MC_TYPE_SEAL_KEEPER, NULL);

  self->store = g_object_ref (store);
  self->clock = g_object_ref (clock);
  self->holder = holder != NULL ? g_object_ref (holder) : NULL;
  self->state_dir = g_strdup (state_dir);
  self->kiosk_id = g_strdup (kiosk_id);
  return self;
}

/* error (nullable): all is well. Told once, not every minute. */
static void
complain (McSealKeeper *self, gboolean can_seal, const GError *error)
{
  if (error != NULL && g_strcmp0 (error->message, self->complaint) != 0)
    g_warning ("%s: %s",
               can_seal ? "the seal certificate is not renewed yet"
                        : "nothing can be handed in here",
               error->message);
  g_free (self->complaint);
  self->complaint = error != NULL ? g_strdup (error->message) : NULL;
}

McVault *
mc_seal_keeper_open (McSealKeeper *self)
{
  g_autoptr (GError) error = NULL;

  g_clear_object (&self->vault);
  self->vault = mc_submitter_open_vault (self->holder, self->state_dir, self->store, self->clock,
                                         &error);
  complain (self, FALSE, error);
  return self->vault != NULL ? g_object_ref (self->vault) : NULL;
}

static void
look (McSealKeeper *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (McVault) vault = NULL;
  gboolean adopted = FALSE;

  if (!mc_renewal_step (self->state_dir, self->holder, self->kiosk_id,
                        mc_clock_now_ms (self->clock), &adopted, &error))
    complain (self, TRUE, error);
  /* Another program may have renewed: then the old key may be gone from its token. */
  if (!adopted && self->vault != NULL && !mc_vault_is_in_doubt (self->vault)
      && mc_vault_check (self->vault, NULL))
    return;
  vault = mc_seal_keeper_open (self);
  if (vault != NULL)
    mc_session_set_vault (self->session, vault);
  if (adopted)
    g_message ("the seal certificate has been renewed");
}

static gboolean
on_time (gpointer user_data)
{
  McSealKeeper *self = user_data;

  self->timeout = mc_clock_add_timeout (self->clock, EVERY_MS, on_time, self);
  look (self);
  return G_SOURCE_REMOVE;
}

void
mc_seal_keeper_start (McSealKeeper *self, McSession *session)
{
  g_return_if_fail (self->session == NULL);

  self->session = g_object_ref (session);
  on_time (self);
}

void
mc_seal_keeper_stop (McSealKeeper *self)
{
  if (self->session == NULL)
    return;
  mc_clock_remove_timeout (self->clock, self->timeout);
  g_clear_object (&self->session);
}
