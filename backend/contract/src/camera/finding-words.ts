/** What each finding means and what to set, for a technician, in Vietnamese and English, in the words of cameras' own menus. */
import type { Finding } from './finding.ts';

export type Said = { vi: string; en: string };
export type FindingWords = { what: Said; change: Said };

const said = (vi: string, en: string): Said => ({ vi, en });

export const FINDING_WORDS: Readonly<Record<Finding, FindingWords>> = {
  unreachable: {
    what: said('Không kết nối được tới máy quay', 'The camera cannot be reached'),
    change: said(
      'Kiểm tra nguồn điện, dây mạng, địa chỉ IP và cổng RTSP (thường là 554; mục Network → Port / Cổng).',
      'Check power, cable, IP address and RTSP port (usually 554; menu Network → Port).',
    ),
  },
  unauthorised: {
    what: said('Máy quay từ chối tên đăng nhập hoặc mật khẩu', 'The camera refuses the user or the password'),
    change: said(
      'Nhập lại tên và mật khẩu. Nếu vẫn bị từ chối: đặt RTSP Authentication là digest hoặc digest/basic, và xem tài khoản có bị khóa không (Illegal Login Lock).',
      'Enter user and password again. If still refused: set RTSP Authentication to digest or digest/basic, and see whether the account is locked (Illegal Login Lock).',
    ),
  },
  'not-found': {
    what: said('Máy quay không có luồng ở đường dẫn này', 'The camera has no stream at this path'),
    change: said(
      'Xem đường dẫn RTSP trong tài liệu của hãng, ví dụ /Streaming/Channels/101 (Hikvision), /cam/realmonitor?channel=1&subtype=0 (Dahua, KBVision), hoặc hỏi ONVIF.',
      'Look up the RTSP path in the maker’s manual, such as /Streaming/Channels/101 (Hikvision), /cam/realmonitor?channel=1&subtype=0 (Dahua, KBVision), or ask ONVIF.',
    ),
  },
  'udp-only': {
    what: said('Máy quay không gửi qua TCP', 'The camera does not send over TCP'),
    change: said(
      'Bật RTP over RTSP (TCP, interleaved) trong mục Network → RTSP / Streaming.',
      'Turn on RTP over RTSP (TCP, interleaved) in the menu Network → RTSP / Streaming.',
    ),
  },
  'tls-failed': {
    what: said('Không mở được kết nối mã hóa (RTSPS)', 'The encrypted connection (RTSPS) cannot be opened'),
    change: said(
      'Bật RTSPS trên máy quay (thường cổng 322), tạo chứng chỉ với TLS 1.2 trở lên, hoặc dùng rtsp:// trong mạng riêng của phòng xử án.',
      'Turn on RTSPS at the camera (usually port 322) with a certificate and TLS 1.2 or later, or use rtsp:// within the courtroom’s own network.',
    ),
  },
  unreadable: {
    what: said('Dữ liệu nhận được không phải luồng hình đọc được', 'What arrives is not a stream that can be read'),
    change: said(
      'Kiểm tra địa chỉ có đúng là RTSP của máy quay không; khởi động lại máy quay; cập nhật firmware.',
      'Check that the address is the camera’s RTSP address; restart the camera; update its firmware.',
    ),
  },
  'no-picture': {
    what: said('Đã kết nối nhưng không có hình', 'Connected, but no picture comes'),
    change: said(
      'Bật luồng hình (Video → Main Stream / Luồng chính: Enable) và chọn Stream Type có hình (Video hoặc Video&Audio).',
      'Turn the picture on (Video → Main Stream: Enable) and choose a Stream Type with a picture (Video or Video&Audio).',
    ),
  },
  hevc: {
    what: said('Hình nén H.265 (HEVC): nhiều trình duyệt không xem được', 'H.265 (HEVC): many browsers cannot show it'),
    change: said(
      'Đặt Video Encoding / Chuẩn nén là H.264 (không phải H.264+), tắt H.265+ / Smart Codec.',
      'Set Video Encoding to H.264 (not H.264+); turn off H.265+ / Smart Codec.',
    ),
  },
  mjpeg: {
    what: said('Hình nén MJPEG: quá nặng cho đường truyền', 'MJPEG: too heavy for the line'),
    change: said('Đặt Video Encoding / Chuẩn nén là H.264.', 'Set Video Encoding to H.264.'),
  },
  'other-codec': {
    what: said('Chuẩn nén hình không dùng được', 'A kind of video that cannot be used'),
    change: said(
      'Đặt Video Encoding / Chuẩn nén là H.264, Profile Main hoặc High, 8 bit.',
      'Set Video Encoding to H.264, Profile Main or High, 8 bit.',
    ),
  },
  'key-frames-rare': {
    what: said('Khung hình chính (I-frame) cách nhau quá 5 giây', 'Key frames are more than 5 seconds apart'),
    change: said(
      'Đặt I-frame Interval / GOP bằng 1–2 lần số khung hình mỗi giây (25 fps: 25–50). Tắt H.264+ / Smart Codec / Dynamic GOP / Zipstream.',
      'Set I-frame Interval / GOP to one or two times the frame rate (25 fps: 25–50). Turn off H.264+ / Smart Codec / Dynamic GOP / Zipstream.',
    ),
  },
  'frame-rate-varies': {
    what: said('Số khung hình mỗi giây không đều', 'The frame rate varies'),
    change: said(
      'Tắt H.264+ / Smart Codec / Dynamic FPS / Zipstream; đặt Frame Rate cố định (ví dụ 25); tắt Slow Shutter / Auto Slow Exposure (DSS).',
      'Turn off H.264+ / Smart Codec / Dynamic FPS / Zipstream; set a fixed Frame Rate (such as 25); turn off Slow Shutter / Auto Slow Exposure (DSS).',
    ),
  },
  'frames-out-of-order': {
    what: said(
      'Hình có B-frame mà máy quay không cho biết thứ tự khung hình',
      'The picture has B-frames, and the camera does not tell their order',
    ),
    change: said(
      'Tắt B-frame (B Frame = 0, hoặc Profile là Baseline); tắt H.264+ / Smart Codec. Nếu không tắt được: đẩy luồng qua RTMP thay cho RTSP.',
      'Turn B-frames off (B Frame = 0, or Profile Baseline); turn off H.264+ / Smart Codec. Where that cannot be: push the stream over RTMP instead of RTSP.',
    ),
  },
  black: {
    what: said('Hình đen', 'The picture is black'),
    change: said(
      'Mở nắp ống kính, bật đèn, xem Privacy Mask / Chế độ riêng tư có đang che hết hình không.',
      'Open the lens cap, turn on the light, see whether a Privacy Mask covers the whole picture.',
    ),
  },
  frozen: {
    what: said('Hình đứng yên', 'The picture stands still'),
    change: said(
      'Khởi động lại máy quay; nếu lặp lại, cập nhật firmware.',
      'Restart the camera; if it happens again, update its firmware.',
    ),
  },
  silent: {
    what: said('Không nghe thấy tiếng', 'The sound is silent'),
    change: said(
      'Kiểm tra micro, nút tắt tiếng, Audio Input (MicIn / LineIn) và Input Volume.',
      'Check the microphone, its mute switch, Audio Input (MicIn / LineIn) and Input Volume.',
    ),
  },
  slow: {
    what: said('Hình đến chậm hơn thời gian thực', 'The picture arrives more slowly than real time'),
    change: said(
      'Giảm Bitrate của máy quay, thay dây mạng hoặc cổng switch; tránh Wi-Fi; đóng các máy khác đang xem cùng máy quay.',
      'Lower the camera’s Bitrate, change the cable or the switch port; avoid Wi-Fi; close other viewers of the same camera.',
    ),
  },
  garbage: {
    what: said('Hình bị vỡ, dữ liệu hỏng', 'The picture is broken: damaged data'),
    change: said(
      'Thay dây mạng hoặc cổng switch, giảm Bitrate, cập nhật firmware của máy quay.',
      'Change the cable or the switch port, lower the Bitrate, update the camera’s firmware.',
    ),
  },
  'key-frames-seldom': {
    what: said(
      'Khung hình chính (I-frame) cách nhau quá 2 giây: mở hình chậm',
      'Key frames are more than 2 seconds apart: pictures open slowly',
    ),
    change: said(
      'Nên đặt I-frame Interval / GOP bằng 1–2 lần số khung hình mỗi giây.',
      'Better set I-frame Interval / GOP to one or two times the frame rate.',
    ),
  },
  'picture-large': {
    what: said('Hình lớn hơn 1920×1080', 'The picture is larger than 1920×1080'),
    change: said(
      'Nên dùng luồng phụ (Sub Stream) hoặc đặt Resolution 1280×720 hay 1920×1080.',
      'Better use the sub stream, or set Resolution to 1280×720 or 1920×1080.',
    ),
  },
  'bitrate-high': {
    what: said('Bitrate cao hơn 6 Mbit/s', 'The bitrate is above 6 Mbit/s'),
    change: said(
      'Nên đặt Max. Bitrate 1024–2048 kbps cho 720p, 2048–4096 cho 1080p.',
      'Better set Max. Bitrate to 1024–2048 kbps at 720p, 2048–4096 at 1080p.',
    ),
  },
  interlaced: {
    what: said('Hình xen kẽ (interlaced)', 'The picture is interlaced'),
    change: said(
      'Nên đặt chuẩn quét lũy tiến, ví dụ 1080p25 thay cho 1080i50.',
      'Better choose a progressive mode, such as 1080p25 instead of 1080i50.',
    ),
  },
  'frame-rate-low': {
    what: said('Dưới 10 khung hình mỗi giây', 'Fewer than 10 frames a second'),
    change: said('Nên đặt Frame Rate 15–25.', 'Better set Frame Rate to 15–25.'),
  },
  reordered: {
    what: said('Có B-frame: hình trễ thêm', 'B-frames: they add latency'),
    change: said('Nên đặt Profile là Main không B-frame, hoặc tắt B-frame.', 'Better turn B-frames off.'),
  },
  'sound-encoded-anew': {
    what: said(
      'Tiếng không phải AAC: máy của tòa án chuyển sang AAC',
      'The sound is not AAC: the court’s machine turns it into AAC',
    ),
    change: said('Nên đặt Audio Encoding là AAC, 48 hoặc 32 kHz.', 'Better set Audio Encoding to AAC, 48 or 32 kHz.'),
  },
  'sound-absent': {
    what: said('Máy quay báo có tiếng nhưng không gửi tiếng', 'The camera announces sound and sends none'),
    change: said(
      'Gắn micro và chọn đúng Audio Input, hoặc đặt Stream Type là Video (không tiếng).',
      'Connect a microphone and choose the right Audio Input, or set Stream Type to Video (no sound).',
    ),
  },
  'no-sound': {
    what: said('Không có tiếng', 'There is no sound'),
    change: said(
      'Nếu cần tiếng: đặt Stream Type là Video&Audio và Audio Encoding là AAC.',
      'If sound is wanted: set Stream Type to Video&Audio and Audio Encoding to AAC.',
    ),
  },
};
