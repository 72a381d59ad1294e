// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/domain/search-index.h"
#include "app/domain/search.h"

G_BEGIN_DECLS

/* How people speak of what they came for, as assets/catalogue/finding.json tells it. Immutable. */
typedef struct {
  GHashTable *small_talk;   /* set of utf8, as McSearchWord.marked and .plain have them */
  GHashTable *short_forms;  /* utf8 without marks -> utf8: what it is short for */
  GPtrArray *questions;     /* (element-type McSearchQuestion) */
  GPtrArray *question_keys; /* when each of the questions is asked */
  GPtrArray *groups;        /* (element-type McSearchGroup) */
  GPtrArray *favourites;    /* (element-type utf8) */
} McSearchManner;

/* (nullable): NULL with error. */
McSearchManner *mc_search_manner_new (GBytes *json, const char *name, GError **error);
void mc_search_manner_free (McSearchManner *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McSearchManner, mc_search_manner_free)

gboolean mc_search_manner_is_small_talk (const McSearchManner *self, const McSearchWord *word);

/* (nullable): the question that these words, small talk left out, and no others call for. Words
 * that are known are not taken for slips of others. */
const McSearchQuestion *mc_search_manner_get_question (const McSearchManner *self,
                                                       const McSearchAsked *asked, guint n_asked);

G_END_DECLS
