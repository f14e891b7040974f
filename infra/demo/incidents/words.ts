/** What the page of incidents says, in both languages: of each what happens, what is seen meanwhile, and what heals. */
export const INCIDENTS = ['line', 'camera', 'agent', 'service', 'disk'] as const;
export type IncidentName = (typeof INCIDENTS)[number];

interface Told {
  name: string;
  seen: string;
  heals: string;
}
interface Words extends Record<IncidentName, Told> {
  title: string;
  banner: string;
  lead: string;
  wall: string;
  other: string;
  seen: string;
  heals: string;
  on: string;
  off: string;
  unknown: string;
  well: string;
  wrong: string;
  healing: string;
  /** Beside `wrong`; `{s}`: seconds. */
  left: string;
  lost: string;
  noToken: string;
}

export const WORDS: Readonly<Record<'vi' | 'en', Words>> = {
  vi: {
    title: 'Sự cố',
    banner: 'DỮ LIỆU GIẢ LẬP',
    lead: 'Gây một sự cố rồi nhìn bảng hình: điều gì đang thiếu được nói rõ, và tự phục hồi. Sự cố nào cũng tự hết sau một thời gian. Trang này chỉ có trong bản chạy thử.',
    wall: 'Mở bảng hình',
    other: 'English',
    seen: 'Sẽ thấy',
    heals: 'Phục hồi',
    on: 'Gây sự cố',
    off: 'Kết thúc sự cố',
    unknown: 'Chưa rõ',
    well: 'Bình thường',
    wrong: 'Đang có sự cố',
    healing: 'Đang phục hồi',
    left: 'tự hết sau {s} giây',
    lost: 'Bản chạy thử không trả lời. Có thể nó đã dừng.',
    noToken: 'Hãy mở trang này bằng địa chỉ được in ra khi bản chạy thử khởi động: địa chỉ đó có mã.',
    line: {
      name: 'Đứt đường truyền của Lộc Bình',
      seen: 'Ô hình của Lộc Bình nói mất tín hiệu từ lúc nào; các phòng khác không đổi. Thư ký ở Lộc Bình vẫn làm việc.',
      heals: 'Hình trực tiếp có lại trước, rồi diễn biến và đoạn hình còn thiếu được gửi bù.',
    },
    camera: {
      name: 'Camera phòng xử án A đứng hình',
      seen: 'Hình vẫn tới nhưng không đổi: sau vài giây ô hình nói “Hình đứng yên”, rồi có cảnh báo.',
      heals: 'Khi hình lại chuyển động, dòng chữ mất đi; cảnh báo tự đóng.',
    },
    agent: {
      name: 'Máy tại TAND TP Lạng Sơn bị tắt đột ngột',
      seen: 'Hai phòng của tòa này mất tín hiệu, trang của thư ký tòa này không mở được.',
      heals:
        'Máy chạy lại và gửi tiếp; khoảng thời gian không ghi được là một khoảng trống được khai báo trong bản ghi.',
    },
    service: {
      name: 'Máy chủ của tỉnh bị tắt đột ngột',
      seen: 'Mọi trang nói mất kết nối và giữ trạng thái cuối cùng; máy tại các tòa vẫn ghi trên đĩa của mình.',
      heals: 'Trang tự nối lại; máy tại các tòa gửi bù những gì đã ghi, không mất và không lặp.',
    },
    disk: {
      name: 'Đĩa của máy chủ đầy',
      seen: 'Máy chủ khởi động lại và coi như chỉ còn phần đĩa dành cho nhật ký: hình trực tiếp vẫn truyền, đoạn ghi không được nhận. Quản trị thấy ở mục “Ổ đĩa lưu trữ” (tài khoản quantri). Không có gì bị ghi đầy thật.',
      heals: 'Máy chủ khởi động lại lần nữa, có chỗ; máy tại các tòa gửi lại các đoạn ghi đã giữ.',
    },
  },
  en: {
    title: 'Incidents',
    banner: 'MADE-UP DATA',
    lead: 'Let one happen and look at the wall: it says what is missing, and heals. Each ends by itself after a while. This page exists in the demo alone.',
    wall: 'Open the wall',
    other: 'Tiếng Việt',
    seen: 'What is seen',
    heals: 'What heals',
    on: 'Let it happen',
    off: 'End it',
    unknown: 'Not known yet',
    well: 'All is well',
    wrong: 'It happens now',
    healing: 'Healing',
    left: 'ends by itself in {s} s',
    lost: 'The demo does not answer. It may have stopped.',
    noToken: 'Open this page by the address that the demo prints when it starts: it holds a code.',
    line: {
      name: 'The line of Lộc Bình is cut',
      seen: 'The tile of Lộc Bình says since when its signal is lost; other rooms go on. The clerk at Lộc Bình works on.',
      heals: 'The live picture comes back first, then events and the missing stretch of picture follow.',
    },
    camera: {
      name: 'The camera of courtroom A freezes',
      seen: 'Pictures come and never change: after a few seconds its tile says “Picture stands still”, then there is an alert.',
      heals: 'When the picture moves again the words go, and the alert closes by itself.',
    },
    agent: {
      name: 'The machine at the city court is killed',
      seen: "Both rooms of this court lose their signal, and its clerks' page does not open.",
      heals:
        'The machine runs again and goes on sending; the time that was not recorded is a declared gap of the recording.',
    },
    service: {
      name: "The province's service is killed",
      seen: 'Every page says that the connection is lost and keeps the last state; the courts go on recording on their own disks.',
      heals: 'Pages connect by themselves; the courts send what they recorded: nothing lost, nothing twice.',
    },
    disk: {
      name: "The service's disk is full",
      seen: 'The service starts anew as if only the room kept for the journal were left: live pictures go on, recordings are not taken. The administrator sees it under “Storage” (account quantri). Nothing is really filled.',
      heals: 'The service starts anew once more and has room; the courts send again the recordings that they kept.',
    },
  },
};
