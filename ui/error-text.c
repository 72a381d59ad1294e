// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/error-text.h"

#include <glib/gi18n.h>

static const char *const fault_texts[] = {
  [MC_FAULT_MISSING] = N_ ("Xin ông/bà điền hoặc chọn mục này."),
  [MC_FAULT_TOO_LONG] = N_ ("Dài quá. Xin ông/bà viết ngắn lại."),
  [MC_FAULT_NAME] = N_ ("Chỉ dùng chữ, ví dụ: Nguyễn Văn An."),
  [MC_FAULT_ID12] = N_ ("Số định danh có đúng 12 chữ số. Xin ông/bà xem lại trên thẻ."),
  [MC_FAULT_DATE] = N_ ("Không có ngày này. Viết ngày, tháng, năm. Ví dụ: 15/08/1985."),
  [MC_FAULT_DATE_PARTIAL_NOT_ALLOWED] = N_ ("Xin viết đủ cả ngày, tháng, năm. Ví dụ: 15/08/1985."),
  [MC_FAULT_DATE_FUTURE] = N_ ("Ngày này chưa tới. Xin ông/bà xem lại năm."),
  [MC_FAULT_OPTION] = N_ ("Xin ông/bà chọn một trong các ô bên dưới."),
  [MC_FAULT_ADDRESS] = N_ ("Viết đủ số nhà hoặc thôn, xã hoặc phường, tỉnh hoặc thành phố."),
  [MC_FAULT_PHONE] = N_ ("Số điện thoại có 10 chữ số, bắt đầu bằng số 0."),
  [MC_FAULT_DATE_ORDER] = N_ ("Ngày cuối phải sau ngày đầu. Xin ông/bà xem lại hai ngày."),
  [MC_FAULT_NUMBER] = N_ ("Xin viết một số, chỉ gồm chữ số."),
  [MC_FAULT_TOO_SMALL] = N_ ("Số này nhỏ quá. Xin ông/bà xem lại."),
  [MC_FAULT_TOO_LARGE] = N_ ("Số này lớn quá. Xin ông/bà xem lại."),
  [MC_FAULT_TIME] = N_ ("Không có giờ này. Viết giờ và phút. Ví dụ: 07:30."),
  [MC_FAULT_EMAIL] = N_ ("Thư điện tử có dạng ten@vidu.vn. Xin ông/bà xem lại."),
  [MC_FAULT_TOO_FEW] = N_ ("Xin ông/bà chọn thêm cho đủ."),
  [MC_FAULT_TOO_MANY] = N_ ("Chọn nhiều quá. Xin ông/bà bỏ bớt."),
  [MC_FAULT_DECLARATION] = N_ ("Xin ông/bà đọc lời cam đoan rồi chạm vào ô bên dưới."),
  [MC_FAULT_FEW_ROWS] = N_ ("Danh sách còn thiếu. Xin ông/bà thêm cho đủ."),
  [MC_FAULT_MANY_ROWS] = N_ ("Danh sách dài quá. Xin ông/bà xóa bớt."),
  [MC_FAULT_RULE] = N_ ("Câu trả lời này không khớp với câu khác. Xin ông/bà xem lại."),
};

/* Faults that are said with the bound that was missed. */
static const char *const bound_texts[] = {
  [MC_FAULT_TOO_SMALL] = N_ ("Ít nhất là %s."),
  [MC_FAULT_TOO_LARGE] = N_ ("Nhiều nhất là %s."),
  [MC_FAULT_TOO_FEW] = N_ ("Xin ông/bà chọn ít nhất %s ô."),
  [MC_FAULT_TOO_MANY] = N_ ("Xin ông/bà chọn nhiều nhất %s ô."),
};

static const McWords trouble_texts[] = {
  [MC_TROUBLE_CARD_UNREADABLE]
  = { N_ ("Máy chưa đọc được thẻ"),
      N_ ("Ông/bà thử lại: giữ thẻ phẳng, cách máy khoảng một gang tay. Hoặc tự nhập thông tin.") },
  [MC_TROUBLE_CARD_URL]
  = { N_ ("Đây không phải mã trên thẻ căn cước"),
      N_ ("Mã này dẫn tới một trang mạng. Xin đưa mặt thẻ căn cước có mã vuông vào khung.") },
  [MC_TROUBLE_CARD_VIETQR] = { N_ ("Đây là mã chuyển tiền"),
                               N_ ("Xin đưa mặt thẻ căn cước có mã vuông vào khung.") },
  [MC_TROUBLE_CARD_DOSSIER]
  = { N_ ("Đây là mã trên giấy tiếp nhận hoặc phiếu"),
      N_ ("Muốn tra cứu phiếu, quay lại trang đầu và chọn “Tra cứu phiếu”. "
          "Ở bước này xin đưa thẻ căn cước vào khung.") },
  [MC_TROUBLE_CARD_VNEID]
  = { N_ ("Đây có thể là mã trong ứng dụng VNeID"),
      N_ ("Máy gửi kèm mã này cho cơ quan xem, và vẫn cần thẻ để điền tờ khai. Xin đưa mặt thẻ "
          "căn cước có mã vuông vào khung.") },
  [MC_TROUBLE_CARD_UNKNOWN] = { N_ ("Đây không phải mã trên thẻ căn cước"),
                                N_ ("Xin lật thẻ, tìm mặt có mã vuông và đưa vào khung.") },
  [MC_TROUBLE_CARD_DAMAGED]
  = { N_ ("Mã trên thẻ đọc không đủ"),
      N_ ("Có thể thẻ bị mờ hoặc xước. Ông/bà lau nhẹ thẻ rồi thử lại, hoặc tự nhập thông tin.") },
  [MC_TROUBLE_CARD_LEFT]
  = { N_ ("Thẻ của lượt trước còn ở đây"),
      N_ ("Xin lấy thẻ ra khỏi khung. Nếu là thẻ của ông/bà, chờ hai giây rồi đưa vào lại. "
          "Nếu là thẻ người khác để quên, xin đưa cho cán bộ.") },
  [MC_TROUBLE_CHIP_NO_CARD]
  = { N_ ("Máy chưa thấy con chip nào"),
      N_ ("Đặt thẻ căn cước nằm phẳng trên máy đọc. Chứng minh nhân dân và thẻ cũ có mã vạch "
          "không có chip: ông/bà chọn “Bỏ qua”.") },
  [MC_TROUBLE_CHIP_REMOVED] = { N_ ("Thẻ bị nhấc ra sớm quá"),
                                N_ ("Không sao. Xin đặt thẻ lại và để yên đến khi máy báo xong.") },
  [MC_TROUBLE_CHIP_OTHER_CARD]
  = { N_ ("Thẻ trên máy đọc không mở được"),
      N_ ("Xin đặt đúng tấm thẻ vừa đưa cho máy xem, hoặc xem lại số đã nhập.") },
  [MC_TROUBLE_CHIP_NOT_ID]
  = { N_ ("Đây không phải thẻ căn cước"),
      N_ ("Thẻ trên máy là loại khác, như thẻ ngân hàng hoặc thẻ xe. Xin đặt thẻ căn cước.") },
  [MC_TROUBLE_CHIP_MUTE]
  = { N_ ("Con chip của thẻ không trả lời"),
      N_ ("Chỉ đặt một thẻ lên máy, bỏ thẻ ra khỏi ví. Vẫn không được thì chip có thể đã hỏng: "
          "ông/bà chọn “Bỏ qua”.") },
  [MC_TROUBLE_CHIP_DISTURBED] = { N_ ("Máy đọc chip bị ngắt quãng"),
                                  N_ ("Nhấc thẻ ra, đặt lại cho phẳng và để yên.") },
  [MC_TROUBLE_CHIP_READER_ABSENT]
  = { N_ ("Máy đọc chip đang không hoạt động"),
      N_ ("Ông/bà vẫn làm tiếp được: chọn “Bỏ qua”. Cán bộ sẽ xem thẻ của ông/bà.") },
  [MC_TROUBLE_CHIP_MISMATCH]
  = { N_ ("Mã vuông và con chip không phải của cùng một thẻ"),
      N_ ("Xin dùng một tấm thẻ cho cả hai lần và quét lại từ đầu, hoặc gọi cán bộ giúp.") },
  [MC_TROUBLE_CAMERA_ABSENT]
  = { N_ ("Bộ phận đọc thẻ đang không hoạt động"),
      N_ ("Ông/bà vẫn làm tiếp được: chọn “Tự nhập thông tin”, hoặc gọi cán bộ.") },
  [MC_TROUBLE_PAPER_CARD]
  = { N_ ("Máy không chụp thẻ căn cước"),
      N_ ("Luật bảo vệ hình ảnh thẻ của ông/bà. Xin cất thẻ đi, chỉ để tờ giấy cần nộp. Giấy có "
          "in hình thẻ thì nộp tại quầy.") },
  [MC_TROUBLE_PAPER_UNCLEAR] = { N_ ("Máy chưa chụp được rõ"),
                                 N_ ("Xin làm theo dòng chữ dưới hình rồi chụp lại.") },
  [MC_TROUBLE_PAPER_UNSEEN]
  = { N_ ("Máy chụp đã tạm tắt"),
      N_ ("Đặt tờ giấy dưới máy chụp rồi chạm “Thử lại”. Hoặc nộp bản giấy tại quầy.") },
  [MC_TROUBLE_PAPER_CAMERA_ABSENT]
  = { N_ ("Máy chụp giấy đang không hoạt động"),
      N_ ("Không sao. Ông/bà nộp bản giấy tại quầy, tờ khai vẫn làm tiếp được.") },
  [MC_TROUBLE_PAPER_NO_ROOM]
  = { N_ ("Máy không còn chỗ cho bản chụp này"),
      N_ ("Ông/bà bớt trang, hoặc nộp bản giấy tại quầy. Tờ khai vẫn làm tiếp được.") },
  [MC_TROUBLE_PAPER_NOT_KEPT]
  = { N_ ("Bản chụp chưa được cất"),
      N_ ("Các trang vẫn còn. Xin chạm “Xong” lần nữa, hoặc nộp bản giấy tại quầy.") },
  [MC_TROUBLE_DISK_LOW]
  = { N_ ("Máy tạm ngừng nhận hồ sơ"),
      N_ ("Bộ nhớ của máy sắp đầy. Hồ sơ đã nộp vẫn an toàn. Xin ông/bà tới quầy gặp cán bộ.") },
  [MC_TROUBLE_DISK_FULL]
  = { N_ ("Hồ sơ chưa được ghi nhận"),
      N_ ("Máy đã hết chỗ lưu. Những gì ông/bà nhập vẫn còn. Xin gọi cán bộ.") },
  [MC_TROUBLE_NOT_RECORDED]
  = { N_ ("Hồ sơ chưa được ghi nhận"),
      N_ ("Những gì ông/bà nhập vẫn còn. Xin thử nộp lại; nếu vẫn không được, gọi cán bộ.") },
  [MC_TROUBLE_NOT_ENROLLED] = { N_ ("Máy chưa sẵn sàng phục vụ"),
                                N_ ("Xin ông/bà tới quầy gặp cán bộ.") },
  [MC_TROUBLE_PRINTER_ABSENT]
  = { N_ ("Máy in đang không hoạt động"),
      N_ ("Hồ sơ vẫn được ghi nhận. Ông/bà chép lại mã bên trên hoặc chụp ảnh màn hình này.") },
  [MC_TROUBLE_PRINTER_PAPER]
  = { N_ ("Máy in hết giấy hoặc kẹt giấy"),
      N_ ("Hồ sơ vẫn được ghi nhận. Ông/bà chép lại mã bên trên hoặc chụp ảnh màn hình này.") },
  [MC_TROUBLE_PRINT_FAILED]
  = { N_ ("Phiếu không in được"),
      N_ ("Hồ sơ vẫn được ghi nhận. Ông/bà chép lại mã bên trên hoặc chụp ảnh màn hình này.") },
  [MC_TROUBLE_PRINT_UNKNOWN]
  = { N_ ("Máy không biết phiếu đã ra chưa"),
      N_ ("Ông/bà xem ở khe giấy. Không thấy phiếu thì chạm “Phiếu chưa ra”.") },
  [MC_TROUBLE_NOT_PARKED]
  = { N_ ("Chưa để lại được"),
      N_ ("Phiếu không in ra, nên máy không giữ gì lại. Ông/bà vẫn làm tiếp được ngay bây giờ.") },
  [MC_TROUBLE_TICKET_UNKNOWN]
  = { N_ ("Mã này không mở được tờ khai nào ở đây"),
      N_ ("Phiếu đã quá hạn, hoặc máy in ra phiếu chưa gửi được tờ khai qua mạng. Xin tới máy ghi "
          "trên phiếu, hoặc làm tờ khai mới.") },
  [MC_TROUBLE_TICKET_USED]
  = { N_ ("Phiếu này đã dùng rồi"),
      N_ ("Mỗi phiếu chỉ làm tiếp được một lần. Xin làm tờ khai mới, hoặc gọi cán bộ.") },
  [MC_TROUBLE_TICKET_OFFLINE]
  = { N_ ("Máy này chưa lấy được tờ khai"),
      N_ ("Tờ khai không có ở máy này, và máy chưa tìm được vì mất mạng. Xin thử lại sau, "
          "hoặc tới máy ghi trên phiếu.") },
  [MC_TROUBLE_TICKET_OLD]
  = { N_ ("Tờ khai này không làm tiếp được nữa"),
      N_ ("Mẫu tờ khai đã đổi từ khi ông/bà để lại. Xin làm tờ khai mới, hoặc gọi cán bộ.") },
  [MC_TROUBLE_TICKET_OTHER]
  = { N_ ("Thẻ này không phải của người để lại tờ khai"),
      N_ ("Chỉ người đó mới làm tiếp được, với thẻ của mình. Xin đưa đúng thẻ, hoặc gọi cán bộ.") },
  [MC_TROUBLE_CODE_UNKNOWN]
  = { N_ ("Máy này không có mã đó"),
      N_ ("Xin xem lại từng chữ trên phiếu. Phiếu của máy khác thì tra cứu tại máy đó "
          "hoặc hỏi cán bộ.") },
  [MC_TROUBLE_CONSENT_NEEDED]
  = { N_ ("Cần sự đồng ý của ông/bà"),
      N_ ("Chạm vào ô đồng ý đầu tiên để làm tiếp tại máy. Nếu không đồng ý, "
          "ông/bà nộp hồ sơ tại quầy với cán bộ.") },
};

static const char *const retry_texts[] = {
  [MC_DEVICE_RETRY_GENERAL] = N_ ("Giữ yên thẻ trong khung"),
  [MC_DEVICE_RETRY_TOO_DARK] = N_ ("Tối quá. Đừng để bóng che thẻ"),
  [MC_DEVICE_RETRY_GLARE] = N_ ("Thẻ bị lóa. Nghiêng thẻ một chút"),
  [MC_DEVICE_RETRY_BLUR] = N_ ("Hình bị nhòe. Đưa thẻ lại gần hoặc ra xa một chút"),
  [MC_DEVICE_RETRY_TOO_FAR] = N_ ("Hơi xa. Đưa thẻ lại gần thêm một chút"),
  [MC_DEVICE_RETRY_TILTED] = N_ ("Thẻ bị nghiêng. Hướng thẳng mặt thẻ vào máy"),
  [MC_DEVICE_RETRY_MOVING] = N_ ("Thẻ còn di chuyển. Giữ yên thẻ"),
  [MC_DEVICE_RETRY_NO_SHEET] = N_ ("Chưa thấy thẻ. Đưa thẻ vào khung"),
  [MC_DEVICE_RETRY_TIMEOUT] = N_ ("Chưa thấy thẻ. Đưa thẻ vào khung"),
};

static const char *const sheet_texts[] = {
  [MC_DEVICE_RETRY_GENERAL] = N_ ("Được rồi. Chạm “Chụp”"),
  [MC_DEVICE_RETRY_TOO_DARK] = N_ ("Tối quá. Đừng che ánh sáng lên tờ giấy"),
  [MC_DEVICE_RETRY_GLARE] = N_ ("Giấy bị lóa. Xoay tờ giấy một chút"),
  [MC_DEVICE_RETRY_BLUR] = N_ ("Hình bị nhòe. Vuốt phẳng tờ giấy"),
  [MC_DEVICE_RETRY_TOO_FAR] = N_ ("Tờ giấy hơi xa. Đưa lại gần máy chụp"),
  [MC_DEVICE_RETRY_TILTED] = N_ ("Giấy bị nghiêng. Đặt tờ giấy nằm phẳng"),
  [MC_DEVICE_RETRY_MOVING] = N_ ("Tờ giấy còn di chuyển. Bỏ tay ra"),
  [MC_DEVICE_RETRY_NO_SHEET] = N_ ("Đặt cả tờ giấy vào trong hình"),
  [MC_DEVICE_RETRY_TIMEOUT] = N_ ("Đặt cả tờ giấy vào trong hình"),
};

static const McWords print_texts[] = {
  [MC_PRINT_QUEUED] = { N_ ("Phiếu đang được in"), N_ ("Xin chờ ở khe giấy.") },
  [MC_PRINT_SENT] = { N_ ("Phiếu đã chuyển sang máy in"),
                      N_ ("Xin lấy phiếu ở khe giấy. Không thấy phiếu thì chạm “Phiếu chưa ra”.") },
  [MC_PRINT_CONFIRMED] = { N_ ("Phiếu đã in xong"), N_ ("Ông/bà nhớ lấy phiếu ở khe giấy.") },
  [MC_PRINT_UNKNOWN] = { N_ ("Máy không biết phiếu đã ra chưa"),
                         N_ ("Ông/bà xem ở khe giấy. Không thấy phiếu thì chạm “Phiếu chưa ra”.") },
  [MC_PRINT_FAILED]
  = { N_ ("Phiếu không in được"),
      N_ ("Hồ sơ vẫn được ghi nhận. Ông/bà chép lại mã bên trên hoặc chụp ảnh màn hình này.") },
};

/* In the order of the bits of McCardWarnings. */
static const char *const warning_texts[] = {
  N_ ("Giới tính và số định danh trên thẻ không khớp nhau."),
  N_ ("Năm sinh và số định danh trên thẻ không khớp nhau."),
  N_ ("Ba số đầu của số định danh khác thường."),
  N_ ("Ngày cấp thẻ sớm hơn ngày bắt đầu cấp loại thẻ này."),
  N_ ("Ngày cấp thẻ là một ngày chưa tới."),
  N_ ("Ngày sinh trên thẻ khác thường."),
  N_ ("Tên hoặc địa chỉ đọc được bị mất dấu. Ông/bà có thể sửa bằng tay."),
  N_ ("Số chứng minh nhân dân cũ trên thẻ khác thường."),
  N_ ("Máy không đọc được chữ hoa của thẻ. Xin xem kỹ họ tên và địa chỉ."),
  N_ ("Có chữ máy đọc chưa chắc đúng. Xin so từng chữ với thẻ."),
  N_ ("Máy chưa xác nhận được con chip này là thật. Cán bộ sẽ xem thẻ của ông/bà."),
};

const char *
mc_error_text_fault (McFault fault)
{
  g_return_val_if_fail ((guint) fault < G_N_ELEMENTS (fault_texts), NULL);

  return fault_texts[fault] ? _ (fault_texts[fault]) : NULL;
}

/* (transfer full): the bound that a fault is about, as people read it. */
static char *
bound_text (const McFieldFault *fault)
{
  const McField *field = fault->field;
  const gboolean is_least = fault->fault == MC_FAULT_TOO_SMALL || fault->fault == MC_FAULT_TOO_FEW;
  g_autofree char *digits = g_strdup_printf ("%" G_GINT64_FORMAT,
                                             is_least ? field->min : field->max);

  return field->type == MC_FIELD_MULTI ? g_steal_pointer (&digits)
                                       : mc_field_display (field, digits);
}

char *
mc_error_text_field_fault (const McFieldFault *fault)
{
  g_return_val_if_fail (fault, NULL);

  const gboolean has_bound = (guint) fault->fault < G_N_ELEMENTS (bound_texts)
                             && bound_texts[fault->fault] && fault->field;
  g_autofree char *bound = has_bound ? bound_text (fault) : NULL;
  GString *text;

  if (fault->fault == MC_FAULT_RULE && fault->message)
    return g_strdup (fault->message);
  if (!bound)
    return g_strdup (mc_error_text_fault (fault->fault));
  text = g_string_new (_ (bound_texts[fault->fault]));
  g_string_replace (text, "%s", bound, 1);
  return g_string_free (text, FALSE);
}

static McWords
translate (McWords words)
{
  return (McWords){ words.title ? _ (words.title) : NULL, words.text ? _ (words.text) : NULL };
}

McWords
mc_error_text_trouble (McTrouble trouble)
{
  g_return_val_if_fail ((guint) trouble < G_N_ELEMENTS (trouble_texts), (McWords){ NULL });

  return translate (trouble_texts[trouble]);
}

const char *
mc_error_text_retry (McDeviceRetry retry)
{
  g_return_val_if_fail ((guint) retry < G_N_ELEMENTS (retry_texts), NULL);

  return _ (retry_texts[retry]);
}

const char *
mc_error_text_sheet (McDeviceRetry retry)
{
  g_return_val_if_fail ((guint) retry < G_N_ELEMENTS (sheet_texts), NULL);

  return _ (sheet_texts[retry]);
}

McWords
mc_error_text_print (McPrintState state)
{
  g_return_val_if_fail ((guint) state < G_N_ELEMENTS (print_texts), (McWords){ NULL });

  return translate (print_texts[state]);
}

GStrv
mc_error_text_card_warnings (McCardWarnings warnings)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < G_N_ELEMENTS (warning_texts); i++) {
    if (warnings & (1u << i))
      g_strv_builder_add (builder, _ (warning_texts[i]));
  }
  return g_strv_builder_end (builder);
}
