// SPDX-License-Identifier: GPL-3.0-or-later
#include "offline-cache/sync/office-feed.h"

/* A portal that says "more" without end must not keep us busy. */
#define MOST_PAGES 50

struct _McOfficeFeed {
  McChore parent;
  McOutbox *outbox;
  McPortal *portal;
  McClock *clock;
  guint pages; /* of the look under way */
};

G_DEFINE_FINAL_TYPE (McOfficeFeed, mc_office_feed, MC_TYPE_CHORE)

static void
mc_office_feed_dispose (GObject *object)
{
  McOfficeFeed *self = MC_OFFICE_FEED (object);

  g_clear_object (&self->outbox);
  g_clear_object (&self->portal);
  g_clear_object (&self->clock);
  G_OBJECT_CLASS (mc_office_feed_parent_class)->dispose (object);
}

static void mc_office_feed_run (McChore *chore, GCancellable *cancellable);

static void
mc_office_feed_class_init (McOfficeFeedClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mc_office_feed_dispose;
  MC_CHORE_CLASS (klass)->run = mc_office_feed_run;
}

static void
mc_office_feed_init (McOfficeFeed *self)
{
}

McOfficeFeed *
mc_office_feed_new (McOutbox *outbox, McPortal *portal, McClock *clock, gint64 every_ms)
{
  McOfficeFeed *self = g_object_new (MC_TYPE_OFFICE_FEED, NULL);

  self->outbox = g_object_ref (outbox);
  self->portal = g_object_ref (portal);
  self->clock = g_object_ref (clock);
  mc_chore_set_up (MC_CHORE (self), clock, every_ms);
  return self;
}

static void ask (McOfficeFeed *self);

/* FALSE: the look ends here. */
static gboolean
keep_page (McOfficeFeed *self, const McPortalAnswer *answer)
{
  g_autoptr (GError) error = NULL;

  if (answer->verdict != MC_VERDICT_SENT) {
    g_info ("the office's feed: %s", answer->reason_code);
    return FALSE;
  }
  if (!mc_outbox_apply_office (self->outbox, answer->statuses, answer->cursor,
                               mc_clock_now_ms (self->clock), &error)) {
    g_warning ("cannot keep what the office says: %s", error->message);
    return FALSE;
  }
  if (answer->statuses->len > 0)
    g_info ("the office's feed: %u entries", answer->statuses->len);
  return answer->more && ++self->pages < MOST_PAGES;
}

static void
on_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (McOfficeFeed) self = user_data;
  g_autoptr (McPortalAnswer) answer = mc_portal_finish (MC_PORTAL (source), result, NULL);

  if (answer != NULL && keep_page (self, answer)
      && mc_chore_get_cancellable (MC_CHORE (self)) != NULL)
    ask (self);
  mc_chore_end (MC_CHORE (self));
}

static void
ask (McOfficeFeed *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *cursor = mc_outbox_get_office_cursor (self->outbox, &error);

  if (cursor == NULL) {
    g_warning ("cannot ask what the office says: %s", error->message);
    return;
  }
  mc_chore_begin (MC_CHORE (self));
  mc_portal_statuses_async (self->portal, cursor, mc_chore_get_cancellable (MC_CHORE (self)),
                            on_answered, g_object_ref (self));
}

static void
mc_office_feed_run (McChore *chore, GCancellable *cancellable)
{
  McOfficeFeed *self = MC_OFFICE_FEED (chore);

  self->pages = 0;
  ask (self);
}
