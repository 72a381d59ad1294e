// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/domain/syllable.h"

#include <string.h>

#include "app/domain/letter.h"

#define MAX_LETTERS 8 /* "nghiêng" has 7 */
#define MAX_BYTES (MAX_LETTERS * 4 + 1)

static const char *const onsets[] = {
  "ngh", "ch", "gh", "gi", "kh", "ng", "nh", "ph", "qu", "th", "tr", "b", "c", "d",
  "đ",   "g",  "h",  "k",  "l",  "m",  "n",  "p",  "r",  "s",  "t",  "v", "x", "",
};

/* Each between two spaces, so that it is found as a whole. */
static const char rimes[]
    = " a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây "
      "e ec em en eng eo ep et ê êch êm ên êng ênh êp êt êu "
      "i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu "
      "o oc oi om on ong oong ooc op ot oa oac oach oai oam oan oang oanh oao oap oat oay "
      "oăc oăm oăn oăng oăt oe oen oeo oet "
      "ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt "
      "u ua uc ui um un ung up ut uân uâng uât uây uê uêch uênh uôc uôi uôm uôn uông uôt uơ "
      "uy uya uych uyên uyêt uyn uynh uyp uyt uyu "
      "ư ưa ưc ưi ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu "
      "y yêm yên yêng yêt yêu ";

/* After "qu" alone, which has the u of "uynh". */
static const char rimes_of_qu[] = " yn ynh yt yp ych yên yêt yu ";

typedef struct {
  char letters[MAX_BYTES]; /* lower case, without the tone */
  guint n_tones;
  gboolean level; /* neither sac nor nang */
} Spelling;

static gboolean
spell (const char *word, Spelling *spelling)
{
  char *end = spelling->letters;
  guint count = 0;

  memset (spelling, 0, sizeof *spelling);
  spelling->level = TRUE;
  for (; *word != '\0'; word = g_utf8_next_char (word)) {
    McLetter letter;

    if (++count > MAX_LETTERS)
      return FALSE;
    mc_letter_init (&letter, g_utf8_get_char (word));
    end += g_unichar_to_utf8 (letter.form, end);
    if (letter.tone == MC_TONE_NONE)
      continue;
    spelling->n_tones++;
    spelling->level = letter.tone != MC_TONE_ACUTE && letter.tone != MC_TONE_DOT;
  }
  return count > 0 && spelling->n_tones <= 1;
}

static gboolean
is_listed (const char *list, const char *rime)
{
  char padded[MAX_BYTES + 2];

  g_snprintf (padded, sizeof padded, " %s ", rime);
  return strstr (list, padded) != NULL;
}

/* Final c, ch, p, t. */
static gboolean
is_stopped (const char *rime)
{
  gsize length = strlen (rime);
  char last = rime[length - 1];

  return last == 'c' || last == 'p' || last == 't'
         || (length > 2 && last == 'h' && rime[length - 2] == 'c');
}

static gboolean
is_rime (const char *onset, const char *rime)
{
  if (*rime == '\0')
    return g_str_equal (onset, "gi"); /* "gì" */
  return is_listed (rimes, rime) || (g_str_equal (onset, "qu") && is_listed (rimes_of_qu, rime));
}

gboolean
mc_syllable_is_vietnamese (const char *word)
{
  Spelling spelling;
  gboolean found = FALSE;

  g_return_val_if_fail (word != NULL, FALSE);

  if (!spell (word, &spelling))
    return FALSE;
  for (guint i = 0; !found && i < G_N_ELEMENTS (onsets); i++) {
    const char *rime = spelling.letters + strlen (onsets[i]);

    if (!g_str_has_prefix (spelling.letters, onsets[i]) || !is_rime (onsets[i], rime))
      continue;
    found = *rime == '\0' || !is_stopped (rime) || !spelling.level;
  }
  explicit_bzero (&spelling, sizeof spelling);
  return found;
}
