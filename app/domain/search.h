// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * McSearch: finds a procedure by what a citizen calls it: with marks or without, misspelled, still
 * being typed, in raw Telex keys, without spaces, in words of every day.
 *
 * How people speak is data (assets/catalogue/finding.json, dated, replaceable): what they say
 * around the matter, what they abbreviate, where a word means several things and has to be asked
 * back, the groups and the favourites of the first screen.
 *
 * One thread at a time. Nothing of what was asked stays inside.
 */
typedef struct _McSearch McSearch;

#define MC_SEARCH_MAX_TEXT 200 /* bytes of a question that are looked at */
#define MC_SEARCH_MAX_CODE 15  /* bytes of a procedure's code */

typedef enum {
  MC_SEARCH_BY_NAME,  /* official */
  MC_SEARCH_BY_FOLK,  /* what citizens call it */
  MC_SEARCH_BY_WORDS, /* other words for it */
  MC_SEARCH_BY_CODE,
} McSearchBy;

typedef struct {
  const char *code;
  const char *name;   /* official */
  const char *folk;   /* what citizens call it */
  const char *phrase; /* which of its names answered best */
  McSearchBy by;
  float score; /* 0 to 1 */
} McSearchHit;

/* A way to answer a question: a procedure. */
typedef struct {
  char *label; /* "Chỉ làm giấy khai sinh" */
  char *note;  /* (nullable) */
  char *code;
} McSearchChoice;

/* Asked back where the words mean several things. */
typedef struct {
  char *question;     /* "Ông/bà làm giấy khai sinh theo cách nào?" */
  GPtrArray *choices; /* (element-type McSearchChoice) */
} McSearchQuestion;

typedef struct {
  GArray *hits;                     /* (element-type McSearchHit), best first */
  const McSearchQuestion *question; /* (nullable) */
  gboolean is_guess; /* no name says what was asked: the hits are what comes nearest to it */
  char *understood;  /* (nullable): the words as they were understood, if they were misspelled */
} McSearchAnswer;

void mc_search_answer_free (McSearchAnswer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McSearchAnswer, mc_search_answer_free)

/* A group of the first screen: the procedures of these fields. */
typedef struct {
  char *id;
  char *label;       /* "Hộ tịch" */
  char *note;        /* "Khai sinh, kết hôn, khai tử" */
  GPtrArray *fields; /* (element-type utf8): as procedures name them; none: all that no other has */
} McSearchGroup;

/* json (nullable): how people speak, by default what is compiled in; name: for error messages. */
McSearch *mc_search_new (GBytes *json, const char *name, GError **error);
void mc_search_free (McSearch *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McSearch, mc_search_free)

/* words (nullable) (element-type utf8): other words for it. Before the first search only; of equal
 * hits the one added first stands first. */
void mc_search_add (McSearch *self, const char *code, const char *name, const char *folk,
                    GPtrArray *words);

/* (transfer full): at most max hits; none for a text that names nothing ("tôi muốn làm"). What it
 * hands out lives as long as the McSearch. */
McSearchAnswer *mc_search_find (McSearch *self, const char *text, guint max);

GPtrArray *mc_search_get_groups (McSearch *self);     /* (element-type McSearchGroup) */
GPtrArray *mc_search_get_favourites (McSearch *self); /* (element-type utf8): codes */
GPtrArray *mc_search_get_questions (McSearch *self);  /* (element-type McSearchQuestion) */

G_END_DECLS
