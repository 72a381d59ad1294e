// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/domain/scanner-mangling.h"

#include <gio/gio.h>
#include <json-glib/json-glib.h>
#include <string.h>

/* --- payloads --- */

static const char letters[]
    = "aáàảãạăắằẳẵặâấầẩẫậeéèẻẽẹêếềểễệiíìỉĩịoóòỏõọôốồổỗộơớờởỡợuúùủũụưứừửữựyýỳỷỹỵđbcdghklmnpqrstvx";

static const char words[]
    = "Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Thị Văn Hữu Đức Công "
      "Quang Minh Ngọc Thanh Thu Hương Lan Mai Hà Hòa Bình Thủy Tuyết Nhung Quỳnh Như Yến Phượng "
      "Loan Trang Tú Dũng Hùng Cường Thắng Lợi Phúc Lộc Thọ Khánh Nghĩa Nhân Trí Tín Việt Nam Bắc "
      "Trung Tây Đông Sơn Hải Giang Long Phong Vân Tuấn Kiệt Bảo Châu Gia Hân Khôi Nguyên Thảo "
      "Uyên Vy Xuân Hạ Thu Đông Ánh Ân Ái Ấn Ích Yên Oanh Ý Út Ước Ổn Khuê Quyên Quyết Giỏi Gìn "
      "Nghiêm Nguyệt Chiến Sĩ Mỹ Kỳ Diệu Diễm Lưu Kiều Triệu Thiệu Tạ Mạc Chử Quách Lương Thẩm Mẫn "
      "Cẩm Sáng Sương Tưởng Rực Rỡ Lửa Đèn Bưởi Chuối Xoài Khoai Ngoan Hoài Toàn Khoẻ Thuở Huế";

static const char highland[]
    = "H' Y Niê Êban Mlô Ksor Rơ Châm Siu Kpă Hơ Bơ Thŭn Čil Ñan Krông Buôr "
      "Đrâo Dhông Ako Danh Sà Phol Thạch Phia Hùssein Dor Fatimah Zờ Wừ";

static const char plain[]
    = "An Minh Nam Hoa Lan Mai Kim Long Thanh Trang Ninh Binh Gia Lai Kon Tum";

static const char *const units[] = { "Xã",      "Phường",    "Thị trấn", "Thôn", "Ấp",
                                     "Khu Phố", "Tổ",        "Buôn",     "Số",   "Ngõ",
                                     "Đường",   "Thành phố", "Tỉnh",     "Quận" };

static void
add_from (GString *out, GRand *rand, const char *list)
{
  g_auto (GStrv) split = g_strsplit (list, " ", -1);

  g_string_append (out, split[g_rand_int_range (rand, 0, g_strv_length (split))]);
}

/* A word of letters in no order, its first one a capital. */
static void
add_noise (GString *out, GRand *rand)
{
  glong n_letters = g_utf8_strlen (letters, -1);
  int length = g_rand_int_range (rand, 2, 6);

  for (int i = 0; i < length; i++) {
    gunichar c = g_utf8_get_char (
        g_utf8_offset_to_pointer (letters, g_rand_int_range (rand, 0, n_letters)));
    g_string_append_unichar (out, i == 0 ? g_unichar_toupper (c) : c);
  }
}

static void
add_words (GString *out, GRand *rand, guint kind, int count)
{
  for (int i = 0; i < count; i++) {
    if (i > 0)
      g_string_append_c (out, ' ');
    if (kind == 9)
      add_noise (out, rand);
    else if (kind == 8)
      add_from (out, rand, highland);
    else if (kind == 6 || kind == 7) /* one word in ten has marks */
      add_from (out, rand, g_rand_int_range (rand, 0, 10) == 0 ? words : plain);
    else
      add_from (out, rand, words);
  }
}

static void
add_address (GString *out, GRand *rand, guint kind)
{
  int parts = g_rand_int_range (rand, 0, 6);

  for (int i = 0; i < parts; i++) {
    if (i > 0)
      g_string_append (out, ", ");
    if (kind != 6)
      g_string_append_printf (out, "%s ", units[g_rand_int_range (rand, 0, G_N_ELEMENTS (units))]);
    if (i == 0 && kind % 2 == 0)
      g_string_append_printf (out, "%d/11A ", g_rand_int_range (rand, 1, 400));
    add_words (out, rand, kind, g_rand_int_range (rand, 1, 4));
  }
}

char *
mc_mangling_make_payload (GRand *rand, guint index)
{
  guint kind = index % 10;
  gboolean female = g_rand_boolean (rand);
  GString *out = g_string_new (NULL);

  g_string_append_printf (out, "0011%d0001122|%s|", female ? 9 : 0,
                          kind % 3 == 0 ? "" : "112233445");
  out->str[3] = female ? '1' : '0';
  add_words (out, rand, kind, g_rand_int_range (rand, 2, 6));
  g_string_append_printf (out, "|11111990|%s|", female ? "Nữ" : "Nam");
  add_address (out, rand, kind);
  g_string_append (out, "|22112022");
  if (kind % 2 == 1)
    g_string_append (out, kind == 1 ? "||Nguyễn Văn Cường|Lê Thị Dung|" : "||||");
  return g_string_free (out, FALSE);
}

/* --- manglings --- */

static GBytes *
take_if_changed (const char *payload, GString *mangled)
{
  gboolean same = g_str_equal (payload, mangled->str);
  GBytes *bytes = g_string_free_to_bytes (mangled);

  if (same)
    g_clear_pointer (&bytes, g_bytes_unref);
  return bytes;
}

static GBytes *
decompose (const char *payload, const McMangling *mangling)
{
  char *nfd = g_utf8_normalize (payload, -1, G_NORMALIZE_NFD);

  return g_bytes_new_take (nfd, strlen (nfd));
}

/* What each byte becomes. */
static GStrv
make_misreadings (const char *argument)
{
  g_auto (GStrv) how = g_strsplit (argument, "=", 2);
  GStrv readings = g_new0 (char *, 257);

  for (guint i = 0; i < 256; i++) {
    char byte = (char) i;
    char *c = g_convert (&byte, 1, "UTF-8", how[0], NULL, NULL, NULL);

    if (c == NULL && g_str_equal (how[1], "c1")) {
      c = g_malloc0 (8);
      g_unichar_to_utf8 (i, c);
    }
    readings[i] = c != NULL ? c : g_strdup (how[1]);
  }
  return readings;
}

/* UTF-8 taken for a code page of iconv's; argument: its name, then '=' and what stands for bytes it
 * does not define: "c1" their controls, "" nothing, or a text. */
static GBytes *
misread (const char *payload, const McMangling *mangling)
{
  static const McMangling *made_for;
  static GStrv readings; /* one process mangles in one way at a time */
  GString *out = g_string_new (NULL);

  if (made_for != mangling) {
    g_clear_pointer (&readings, g_strfreev);
    readings = make_misreadings (mangling->argument);
    made_for = mangling;
  }
  for (const char *p = payload; *p != '\0'; p++)
    g_string_append (out, readings[(guchar) *p]);
  return take_if_changed (payload, out);
}

/* The same after decomposition. */
static GBytes *
misread_decomposed (const char *payload, const McMangling *mangling)
{
  g_autofree char *nfd = g_utf8_normalize (payload, -1, G_NORMALIZE_NFD);

  return misread (nfd, mangling);
}

/* column: of "á B8 61F9". */
static GHashTable *
load_codes (guint column)
{
  g_autoptr (GBytes) bytes = g_resources_lookup_data ("/vn/motcua/catalogue/legacy-charsets.json",
                                                      G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  g_autoptr (JsonParser) parser = json_parser_new ();
  GHashTable *codes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  JsonArray *array;

  g_assert_true (json_parser_load_from_data (parser, g_bytes_get_data (bytes, NULL),
                                             g_bytes_get_size (bytes), NULL));
  array = json_object_get_array_member (json_node_get_object (json_parser_get_root (parser)),
                                        "letters");
  for (guint i = 0; i < json_array_get_length (array); i++) {
    g_auto (GStrv) parts = g_strsplit (json_array_get_string_element (array, i), " ", 3);

    if (!g_str_equal (parts[column], "-"))
      g_hash_table_insert (codes, g_strdup (parts[0]), g_strdup (parts[column]));
  }
  return codes;
}

static gboolean
append_legacy (GString *out, GHashTable *codes, gunichar c)
{
  char letter[8] = { 0 };
  const char *hex;

  g_unichar_to_utf8 (c, letter);
  hex = g_hash_table_lookup (codes, letter);
  if (hex == NULL && c >= 0x80) {
    /* TCVN3 has no capitals with tones. */
    memset (letter, 0, sizeof letter);
    g_unichar_to_utf8 (g_unichar_tolower (c), letter);
    hex = g_hash_table_lookup (codes, letter);
    if (hex == NULL)
      return FALSE;
  }
  if (hex == NULL)
    g_string_append (out, letter);
  for (; hex != NULL && *hex != '\0'; hex += 2)
    g_string_append_c (out, g_ascii_xdigit_value (hex[0]) << 4 | g_ascii_xdigit_value (hex[1]));
  return TRUE;
}

/* argument: the table's column. */
static GBytes *
to_legacy (const char *payload, const McMangling *mangling)
{
  static const McMangling *made_for;
  static GHashTable *codes;
  GString *out = g_string_new (NULL);

  if (made_for != mangling) {
    g_clear_pointer (&codes, g_hash_table_unref);
    codes = load_codes (mangling->argument[0] - '0');
    made_for = mangling;
  }
  for (const char *p = payload; *p != '\0'; p = g_utf8_next_char (p)) {
    if (!append_legacy (out, codes, g_utf8_get_char (p))) {
      g_string_free (out, TRUE);
      return NULL;
    }
  }
  return take_if_changed (payload, out);
}

static GBytes *
to_legacy_seen_as_latin1 (const char *payload, const McMangling *mangling)
{
  g_autoptr (GBytes) bytes = to_legacy (payload, mangling);
  gsize length;
  char *text;

  if (bytes == NULL)
    return NULL;
  text = g_convert (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), "UTF-8", "ISO-8859-1",
                    NULL, &length, NULL);
  return g_bytes_new_take (text, length);
}

/* Converted by the scanner to the code page that is the argument, '?' for what it does not have. */
static GBytes *
to_code_page (const char *payload, const McMangling *mangling)
{
  GString *out = g_string_new (NULL);

  for (const char *p = payload; *p != '\0'; p = g_utf8_next_char (p)) {
    gsize length;
    g_autofree char *bytes = g_convert (p, g_utf8_next_char (p) - p, mangling->argument, "UTF-8",
                                        NULL, &length, NULL);

    if (bytes != NULL)
      g_string_append_len (out, bytes, length);
    else
      g_string_append_c (out, '?');
  }
  return take_if_changed (payload, out);
}

/* Every character beyond ASCII becomes the argument. */
static GBytes *
replace (const char *payload, const McMangling *mangling)
{
  GString *out = g_string_new (NULL);

  for (const char *p = payload; *p != '\0'; p = g_utf8_next_char (p)) {
    if ((guchar) *p < 0x80)
      g_string_append_c (out, *p);
    else
      g_string_append (out, mangling->argument);
  }
  return take_if_changed (payload, out);
}

static GBytes *
strip_eighth_bit (const char *payload, const McMangling *mangling)
{
  GString *out = g_string_new (NULL);

  for (const char *p = payload; *p != '\0'; p++)
    g_string_append_c (out, *p & 0x7f);
  return take_if_changed (payload, out);
}

static const McMangling manglings[] = {
  { "decomposed", decompose, NULL, 100 },
  { "as Windows-1252 with controls", misread, "CP1252=c1", 95 },
  { "as Windows-1252 with U+FFFD", misread, "CP1252=\uFFFD", 1 },
  { "as Windows-1252 with question marks", misread, "CP1252=?", 1 },
  { "as Windows-1252 without undefined bytes", misread, "CP1252=", 1 },
  { "as Windows-1258 with controls", misread, "CP1258=c1", 95 },
  { "as Windows-1258 with U+FFFD", misread, "CP1258=\uFFFD", 1 },
  { "as Windows-1258 without undefined bytes", misread, "CP1258=", 1 },
  { "as Latin-1", misread, "ISO-8859-1=c1", 95 },
  { "decomposed, then as Windows-1252", misread_decomposed, "CP1252=c1", 95 },
  { "as Windows-1250", misread, "CP1250=\uFFFD", 0 },
  { "as MacRoman", misread, "MACINTOSH=\uFFFD", 0 },
  { "as IBM 437", misread, "CP437=\uFFFD", 0 },
  { "as IBM 850", misread, "CP850=\uFFFD", 0 },
  { "as TCVN3", to_legacy, "1", 60 },
  { "as TCVN3 seen as Latin-1", to_legacy_seen_as_latin1, "1", 60 },
  { "as VNI", to_legacy, "2", 75 },
  { "as VNI seen as Windows-1252", to_legacy_seen_as_latin1, "2", 75 },
  { "converted to Windows-1258", to_code_page, "CP1258", 0 },
  { "converted to Latin-1", to_code_page, "ISO-8859-1", 0 },
  { "question marks", replace, "?", 0 },
  { "replacement characters", replace, "\uFFFD", 0 },
  { "letters dropped", replace, "", 0 },
  { "seven bits", strip_eighth_bit, NULL, 0 },
  { NULL },
};

const McMangling *
mc_mangling_list (void)
{
  return manglings;
}
