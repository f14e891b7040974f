/** What is written into the audit, each kind with the words that a court reads: pages and exports take them from here, and nothing is written that has none. */

export const AUDIT_KINDS = {
  'session.opened': { vi: 'Đăng nhập', en: 'Signed in' },
  'session.refused': { vi: 'Đăng nhập không thành công', en: 'Sign-in refused' },
  'session.ended': { vi: 'Đăng xuất', en: 'Signed out' },
  'session.expired': { vi: 'Phiên đăng nhập hết hạn', en: 'Session expired' },
  'session.proved': { vi: 'Xác nhận lại danh tính', en: 'Proved again who they are' },
  'proof.refused': { vi: 'Xác nhận lại danh tính không thành công', en: 'Proof refused' },
  'second-factor.set': { vi: 'Bật xác thực hai lớp', en: 'Second factor set up' },
  'second-factor.removed': { vi: 'Tắt xác thực hai lớp', en: 'Second factor given up' },
  'second-factor.reset': { vi: 'Đặt lại xác thực hai lớp của người khác', en: "Another's second factor reset" },
  'recovery-code.used': { vi: 'Dùng mã khôi phục', en: 'Recovery code used' },
  'recovery-codes.renewed': { vi: 'Lấy mã khôi phục mới', en: 'Recovery codes renewed' },
  'screen.confirmed': { vi: 'Xác nhận màn hình phòng họp', en: 'Meeting-room screen confirmed' },
  'screen.ended': { vi: 'Kết thúc màn hình phòng họp', en: 'Meeting-room screen ended' },
  'password.changed': { vi: 'Đổi mật khẩu', en: 'Password changed' },
  'look.started': { vi: 'Bắt đầu xem', en: 'Look began' },
  'look.ended': { vi: 'Kết thúc xem', en: 'Look ended' },
  'sheet.printed': { vi: 'In phiếu theo dõi phiên tòa', en: 'Review sheet printed' },
  'looks.read': { vi: 'Đọc danh sách người theo dõi', en: 'Read who looked' },
  'search.made': { vi: 'Tìm trong nhật ký phiên tòa', en: 'Searched the session logs' },
  denied: { vi: 'Bị từ chối', en: 'Refused' },
  'organisation.changed': { vi: 'Sửa cơ quan', en: 'Organisation changed' },
  'account.made': { vi: 'Lập tài khoản', en: 'Account made' },
  'account.changed': { vi: 'Sửa tài khoản', en: 'Account changed' },
  'administrator.first': { vi: 'Lập quản trị viên đầu tiên', en: 'First administrator made' },
  'administrator.refused': {
    vi: 'Mã lập quản trị viên đầu tiên không đúng',
    en: 'Token of the first administrator refused',
  },
  'keeping.classified': { vi: 'Đặt thời hạn bảo quản đoạn ghi', en: 'Retention class of recordings set' },
  'keeping.held': { vi: 'Yêu cầu giữ lại đoạn ghi', en: 'Hold put on recordings' },
  'keeping.lifted': { vi: 'Thôi yêu cầu giữ lại đoạn ghi', en: 'Hold on recordings lifted' },
  'removal.asked': { vi: 'Đề nghị xóa đoạn ghi', en: 'Removal of recordings asked for' },
  'removal.approved': { vi: 'Chấp thuận xóa đoạn ghi', en: 'Removal of recordings approved' },
  'removal.stopped': { vi: 'Dừng việc xóa đoạn ghi', en: 'Removal of recordings stopped' },
  'removal.begun': { vi: 'Bắt đầu xóa đoạn ghi', en: 'Removal of recordings began' },
  'removal.done': { vi: 'Đã xóa đoạn ghi', en: 'Recordings removed' },
  'authorisation.entered': { vi: 'Nhập văn bản cho phép', en: 'Authorisation entered' },
  'authorisation.drafted': { vi: 'Dự thảo văn bản cho phép', en: 'Authorisation drafted' },
  'authorisation.changed': { vi: 'Sửa dự thảo văn bản cho phép', en: 'Draft of an authorisation changed' },
  'authorisation.attached': { vi: 'Đính kèm văn bản đã ký', en: 'Signed document attached' },
  'authorisation.withdrawn': { vi: 'Rút dự thảo văn bản cho phép', en: 'Draft of an authorisation withdrawn' },
  'authorisation.superseded': { vi: 'Thay thế văn bản cho phép', en: 'Authorisation replaced' },
  'authorisation.document-read': { vi: 'Tải văn bản đã ký', en: 'Signed document read' },
  'deputy.appointed': { vi: 'Ủy quyền chấp thuận văn bản cho phép', en: 'Deputy appointed' },
  'deputy.ended': { vi: 'Chấm dứt ủy quyền chấp thuận', en: 'Deputy ended' },
  'authorisation.approved': { vi: 'Chấp thuận văn bản cho phép', en: 'Authorisation approved' },
  'authorisation.revoked': { vi: 'Thu hồi văn bản cho phép', en: 'Authorisation revoked' },
  'picture.cut': { vi: 'Ngắt hình và tiếng', en: 'Picture and sound cut' },
  'picture.reopened': { vi: 'Cho truyền lại hình và tiếng', en: 'Picture and sound reopened' },
  'court.changed': { vi: 'Sửa danh mục tòa án', en: 'Court changed' },
  'room.changed': { vi: 'Sửa danh mục phòng xử án', en: 'Courtroom changed' },
  'feed.changed': { vi: 'Sửa danh mục camera', en: 'Camera changed' },
  'agent.changed': { vi: 'Sửa danh mục máy tại tòa', en: 'Court machine changed' },
  'agent.code-issued': { vi: 'Cấp mã đăng ký máy tại tòa', en: 'Enrolment code of a court machine given' },
  'agent.enrolled': { vi: 'Máy tại tòa đăng ký khóa', en: 'Court machine enrolled' },
  'agent.revoked': { vi: 'Thu hồi khóa của máy tại tòa', en: 'Key of a court machine revoked' },
  'agent.token-renewed': { vi: 'Cấp mã kết nối cho máy tại tòa', en: 'Token given to a court machine' },
  'seed.applied': { vi: 'Nạp tệp danh mục ban đầu', en: 'Seed file applied' },
  'audit.read': { vi: 'Đọc nhật ký truy cập', en: 'Audit read' },
  'audit.exported': { vi: 'Trích xuất nhật ký truy cập', en: 'Audit exported' },
  'audit.checked': { vi: 'Kiểm tra tính toàn vẹn của nhật ký truy cập', en: 'Audit checked' },
} as const satisfies Record<string, { vi: string; en: string }>;

export type AuditKind = keyof typeof AUDIT_KINDS;
export const AUDIT_KIND_CODES = Object.keys(AUDIT_KINDS) as AuditKind[];
export const AUDIT_LANGUAGES = ['vi', 'en'] as const;
export type AuditLanguage = (typeof AUDIT_LANGUAGES)[number];

/** In words; a kind of an earlier version that has none any more stands as it was written. */
export const auditKindText = (kind: string, language: AuditLanguage): string =>
  Object.hasOwn(AUDIT_KINDS, kind) ? AUDIT_KINDS[kind as AuditKind][language] : kind;
