// SPDX-License-Identifier: GPL-3.0-or-later

/* bench-search: the search while questions are typed, over as many procedures as the nation has,
 * against SQLite's FTS5 with the same letters without marks. The real catalogue is in it, the rest
 * is generated from words of real names. Each keystroke is timed. Prints
 * {"ours_p99_us", "ours_max_us", "peer_p99_us", "found", "peer_found", "questions", "build_ms"}. */

#include <sqlite3.h>
#include <stdio.h>

#include "app/domain/procedure.h"
#include "app/domain/text.h"

#define PROCEDURES 7000
#define MAX_HITS 30
#define ROUNDS 5

/* What a citizen types, letter by letter, and what has to be among the first five at the end. */
static const struct {
  const char *text;
  const char *code;
} questions[] = {
  { "giấy độc thân", "1.004873" },
  { "giay doc than", "1.004873" },
  { "nhập hộ khẩu", "1.004222" },
  { "nhap ho khau", "1.004222" },
  { "tiền mai táng cho người già", "1.014028" },
  { "trứng thực", "2.000815" },
  { "công chứng sơ yếu lý lịch", "2.000884" },
  { "khia sinh", "1.001193" },
  { "tôi muốn làm giấy khai sinh cho con", "1.001193" },
  { "giaays khai tuwr", "1.000656" },
  { "mở cửa hàng tạp hóa", "1.001612" },
  { "trợ cấp người già không có lương hưu", "1.014027" },
  { "sửa ngày sinh trong giấy khai sinh", "1.004859" },
  { "khách ở qua đêm", "2.001159" },
};

static const char *const acts[] = {
  "Cấp",        "Cấp lại",       "Cấp đổi",   "Gia hạn",  "Điều chỉnh", "Thu hồi",  "Đăng ký",
  "Công nhận",  "Phê duyệt",     "Thẩm định", "Xác nhận", "Thông báo",  "Chấm dứt", "Bổ nhiệm",
  "Miễn nhiệm", "Chuyển nhượng", "Thành lập", "Sáp nhập", "Giải thể",   "Kiểm tra",
};
static const char *const things[] = {
  "giấy phép xây dựng",
  "chứng chỉ hành nghề",
  "giấy chứng nhận đủ điều kiện",
  "giấy phép lái xe",
  "quyền sử dụng đất",
  "quyền sở hữu nhà ở",
  "hoạt động khoa học",
  "cơ sở giáo dục mầm non",
  "văn phòng công chứng",
  "luật sư",
  "đấu giá viên",
  "trọng tài thương mại",
  "giấy phép môi trường",
  "khai thác khoáng sản",
  "tài nguyên nước",
  "an toàn thực phẩm",
  "kinh doanh dược",
  "hành nghề y",
  "phòng khám đa khoa",
  "người lao động nước ngoài",
  "trợ giúp xã hội",
  "nuôi con nuôi",
  "quốc tịch Việt Nam",
  "lý lịch tư pháp",
  "thú y",
  "giống cây trồng",
  "tàu cá",
  "rừng trồng",
  "phương tiện thủy nội địa",
  "đường ngang",
  "vận tải hành khách",
  "viễn thông",
  "xuất bản phẩm",
  "quảng cáo ngoài trời",
  "biểu diễn nghệ thuật",
  "di tích lịch sử",
  "hướng dẫn viên du lịch",
  "lưu trú du lịch",
  "thể thao mạo hiểm",
  "hội và quỹ",
  "tôn giáo",
  "khen thưởng",
  "hộ tịch",
  "chứng thực điện tử",
  "hóa chất",
  "vật liệu nổ",
  "điện lực",
  "xăng dầu",
  "rượu và thuốc lá",
};
static const char *const scopes[] = {
  "đối với tổ chức trong nước",
  "đối với cá nhân",
  "thuộc thẩm quyền của Ủy ban nhân dân cấp tỉnh",
  "thuộc thẩm quyền của Bộ",
  "trong khu công nghiệp",
  "có yếu tố nước ngoài",
  "tại khu vực biên giới",
  "theo hình thức đơn giản",
  "trường hợp bị mất hoặc hỏng",
  "trường hợp thay đổi thông tin",
  "cho người có công với cách mạng",
  "sau khi sáp nhập đơn vị hành chính",
  "lần đầu",
  "quy mô nhỏ",
  "cho doanh nghiệp siêu nhỏ",
  "qua dịch vụ bưu chính công ích",
};

typedef struct {
  McSearch *search;
  sqlite3 *db;
  sqlite3_stmt *insert;
  sqlite3_stmt *select;
  guint n;
} Bench;

static void
add (Bench *self, const char *code, const char *name, const char *folk, GPtrArray *words)
{
  g_autoptr (GString) all = g_string_new (NULL);
  g_autofree char *key = NULL;

  g_string_printf (all, "%s. %s", name, folk);
  for (guint i = 0; words != NULL && i < words->len; i++)
    g_string_append_printf (all, ". %s", (const char *) g_ptr_array_index (words, i));
  key = mc_text_search_key (all->str);

  mc_search_add (self->search, code, name, folk, words);
  sqlite3_bind_text (self->insert, 1, code, -1, SQLITE_TRANSIENT);
  sqlite3_bind_text (self->insert, 2, key, -1, SQLITE_TRANSIENT);
  if (sqlite3_step (self->insert) != SQLITE_DONE)
    g_error ("insert: %s", sqlite3_errmsg (self->db));
  sqlite3_reset (self->insert);
  self->n++;
}

static void
add_filler (Bench *self)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261121);

  while (self->n < PROCEDURES) {
    const char *act = acts[g_rand_int_range (rand, 0, G_N_ELEMENTS (acts))];
    const char *thing = things[g_rand_int_range (rand, 0, G_N_ELEMENTS (things))];
    const char *scope = scopes[g_rand_int_range (rand, 0, G_N_ELEMENTS (scopes))];
    g_autofree char *code = g_strdup_printf ("3.%06u", self->n);
    g_autofree char *name = g_strdup_printf ("%s %s %s", act, thing, scope);
    g_autofree char *folk = g_strdup_printf ("Làm giấy %s", thing);
    g_autoptr (GPtrArray) words = g_ptr_array_new ();

    g_ptr_array_add (words, (gpointer) thing);
    add (self, code, name, folk, words);
  }
}

static gint
compare_times (gconstpointer a, gconstpointer b)
{
  const gint64 left = *(const gint64 *) a, right = *(const gint64 *) b;

  return (left > right) - (left < right);
}

static gint64
percentile_99 (GArray *times)
{
  g_array_sort (times, compare_times);
  return g_array_index (times, gint64, times->len * 99 / 100);
}

/* What FTS5 offers for the purpose: all words, the last one open, the nearest first. */
static gboolean
ask_peer (Bench *self, const char *text, const char *code)
{
  g_autofree char *key = mc_text_search_key (text);
  g_auto (GStrv) words = g_strsplit (key, " ", -1);
  g_autoptr (GString) match = g_string_new (NULL);
  gboolean found = FALSE;

  for (guint i = 0; words[i] != NULL && *words[i] != '\0'; i++)
    g_string_append_printf (match, "%s\"%s\"%s", i > 0 ? " " : "", words[i],
                            words[i + 1] == NULL ? "*" : "");
  if (match->len == 0)
    return FALSE;

  sqlite3_bind_text (self->select, 1, match->str, -1, SQLITE_TRANSIENT);
  for (guint i = 0; sqlite3_step (self->select) == SQLITE_ROW; i++)
    found = found || (i < 5 && g_str_equal (sqlite3_column_text (self->select, 0), code));
  sqlite3_reset (self->select);
  return found;
}

static gboolean
ask_ours (Bench *self, const char *text, const char *code)
{
  g_autoptr (McSearchAnswer) answer = mc_search_find (self->search, text, MAX_HITS);
  gboolean found = FALSE;

  for (guint i = 0; i < MIN (answer->hits->len, 5); i++)
    found = found || g_str_equal (g_array_index (answer->hits, McSearchHit, i).code, code);
  return found;
}

/* Types the question; each keystroke's time goes to times. TRUE if it was found in the end. */
static gboolean
type (Bench *self, gboolean (*ask) (Bench *, const char *, const char *), const char *text,
      const char *code, GArray *times)
{
  gboolean found = FALSE;

  for (const char *p = g_utf8_next_char (text);; p = g_utf8_next_char (p)) {
    g_autofree char *typed = g_strndup (text, p - text);
    const gint64 start = g_get_monotonic_time ();
    gint64 taken;

    found = ask (self, typed, code);
    taken = g_get_monotonic_time () - start;
    g_array_append_val (times, taken);
    if (*p == '\0')
      return found;
  }
}

static void
open_peer (Bench *self)
{
  sqlite3_open (":memory:", &self->db);
  if (sqlite3_exec (self->db,
                    "CREATE VIRTUAL TABLE p USING fts5(code UNINDEXED, words, prefix='1 2 3');"
                    "BEGIN",
                    NULL, NULL, NULL)
          != SQLITE_OK
      || sqlite3_prepare_v2 (self->db, "INSERT INTO p VALUES (?, ?)", -1, &self->insert, NULL)
             != SQLITE_OK
      || sqlite3_prepare_v2 (self->db,
                             "SELECT code FROM p WHERE words MATCH ? ORDER BY rank LIMIT 30", -1,
                             &self->select, NULL)
             != SQLITE_OK)
    g_error ("fts5: %s", sqlite3_errmsg (self->db));
}

static guint
ask_all (Bench *self, gboolean (*ask) (Bench *, const char *, const char *), GArray *times)
{
  guint found = 0;

  for (guint i = 0; i < G_N_ELEMENTS (questions); i++)
    found += type (self, ask, questions[i].text, questions[i].code, times);
  return found;
}

int
main (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (McCatalogue) catalogue = mc_catalogue_new (&error);
  g_autoptr (GArray) ours = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) peer = g_array_new (FALSE, FALSE, sizeof (gint64));
  Bench bench = { .search = mc_search_new (NULL, NULL, NULL) };
  GPtrArray *procedures = mc_catalogue_get_procedures (catalogue);
  guint found = 0, peer_found = 0;
  gint64 start, built, ours_p99, peer_p99;

  open_peer (&bench);
  for (guint i = 0; i < procedures->len; i++) {
    McProcedure *procedure = g_ptr_array_index (procedures, i);

    add (&bench, mc_procedure_get_code (procedure), mc_procedure_get_name (procedure),
         mc_procedure_get_folk_name (procedure), mc_procedure_get_search_words (procedure));
  }
  add_filler (&bench);
  /* The first question makes the index. */
  start = g_get_monotonic_time ();
  ask_ours (&bench, "a", "");
  built = g_get_monotonic_time () - start;

  for (guint round = 0; round < ROUNDS; round++) {
    found = ask_all (&bench, ask_ours, ours);
    peer_found = ask_all (&bench, ask_peer, peer);
  }
  ours_p99 = percentile_99 (ours);
  peer_p99 = percentile_99 (peer);
  printf ("{\"ours_p99_us\": %" G_GINT64_FORMAT ", \"peer_p99_us\": %" G_GINT64_FORMAT
          ", \"found\": %u, \"peer_found\": %u, \"questions\": %u, \"build_ms\": %" G_GINT64_FORMAT
          ", \"ours_max_us\": %" G_GINT64_FORMAT "}\n",
          ours_p99, peer_p99, found, peer_found, (guint) G_N_ELEMENTS (questions), built / 1000,
          g_array_index (ours, gint64, ours->len - 1));

  sqlite3_finalize (bench.insert);
  sqlite3_finalize (bench.select);
  sqlite3_close (bench.db);
  mc_search_free (bench.search);
  return 0;
}
