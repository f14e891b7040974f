/** The page of a package: the course beside its pictures, read and played from a folder without a line, and the verifier. */
import { dayOf } from '@giamsat/contract/time';
import type { FullRow, LogLine } from '@giamsat/contract/wire/live';
import { findingText, type Language, VERIFIER_WORDS } from '@giamsat/proof/package/words';
import i18next, { type TFunction } from 'i18next';
import { clockSecondsText, dayText, momentText } from '../core/format.ts';
import { isCourseLine, lineText } from '../core/line-text.ts';
import { common as commonEn } from '../i18n/en/common.ts';
import { events as eventsEn } from '../i18n/en/events.ts';
import { hearing as hearingEn } from '../i18n/en/hearing.ts';
import { people as peopleEn } from '../i18n/en/people.ts';
import { reason as reasonEn } from '../i18n/en/reason.ts';
import { common } from '../i18n/vi/common.ts';
import { events } from '../i18n/vi/events.ts';
import { hearing } from '../i18n/vi/hearing.ts';
import { people } from '../i18n/vi/people.ts';
import { reason } from '../i18n/vi/reason.ts';
import { checkFile } from './check.ts';
import { element } from './elements.ts';
import { PAGE_WORDS } from './words.ts';

type File_ = { path: string; from: string; to: string };
type Course = {
  madeAt: string;
  madeBy: { login: string; name: string; organisation: string; authorisation?: string };
  hearing: FullRow;
  lines: LogLine[];
  feeds: { code: string; name: string; role: string; files: File_[] }[];
};

const MOST_TOLD = 200;

export function showPage(): void {
  const course = (globalThis as { giamsatCourse?: Course }).giamsatCourse;
  const words = i18next.createInstance();
  void words.init({
    lng: 'vi',
    keySeparator: false,
    defaultNS: 'events',
    resources: {
      vi: { common, events, hearing, people, reason },
      en: { common: commonEn, events: eventsEn, hearing: hearingEn, people: peopleEn, reason: reasonEn },
    },
    interpolation: { escapeValue: false },
    initAsync: false,
  });
  const show = (language: Language): void => {
    void words.changeLanguage(language);
    document.documentElement.lang = language;
    document.title = PAGE_WORDS[language].title;
    const t = words.t as TFunction<'events', undefined>;
    const other = language === 'vi' ? 'en' : 'vi';
    const switchTo = element(
      'button',
      { type: 'button', class: 'language', lang: other, click: () => show(other) },
      PAGE_WORDS[language].language,
    );
    const body = course ? pageOf(course, language, t) : [];
    document.body.replaceChildren(
      element('header', {}, switchTo, ...headOf(course, language)),
      ...body,
      checkOf(language, t),
    );
  };
  show('vi');
}

function headOf(course: Course | undefined, language: Language): Node[] {
  const words = PAGE_WORDS[language];
  const title = element('h1', {}, course?.hearing.state.title ?? words.title);
  if (!course) return [title];
  const { hearing: row, madeBy, madeAt } = course;
  const numbers = row.state.caseNumbers.map(({ raw }) => raw).join(', ');
  const where = [row.courtName, row.roomName, dayText(row.day), numbers].filter(Boolean).join(' · ');
  const right = madeBy.authorisation ? `${words.authorisation}: ${madeBy.authorisation}` : words.byOffice;
  const mark = `${words.madeBy}: ${madeBy.name} (${madeBy.login}), ${madeBy.organisation} · ${right} · ${words.madeAt}: ${momentText(madeAt)}`;
  return [
    title,
    element('p', {}, where),
    element('p', { class: 'mark' }, mark),
    element('p', { class: 'faint' }, words.notMinutes),
    // Below a course of thousands of lines nobody would find it.
    element('p', {}, element('a', { href: '#check' }, words.verify)),
  ];
}

function pageOf(course: Course, language: Language, t: TFunction<'events', undefined>): Node[] {
  const words = PAGE_WORDS[language];
  const cameras = course.feeds.filter(({ files }) => files.length > 0);
  const video = element('video', { controls: '', preload: 'metadata', playsinline: '' });
  const told = element('p', { class: 'faint', role: 'status' });
  let camera = cameras.find(({ role }) => role === 'panel') ?? cameras[0];
  let shown: File_ | undefined;
  const seek = (time: number): void => {
    const file = camera?.files.find(({ from, to }) => Date.parse(from) <= time && time < Date.parse(to));
    told.textContent = file ? '' : words.noPictureThen;
    if (!file) return;
    const to = (time - Date.parse(file.from)) / 1000;
    if (file === shown) {
      video.currentTime = startOf(video) + to;
      return;
    }
    shown = file;
    video.src = file.path;
    video.addEventListener(
      'loadedmetadata',
      () => {
        video.currentTime = startOf(video) + to;
      },
      { once: true },
    );
  };
  const first = camera?.files[0];
  if (first) seek(Date.parse(first.from));
  // One stretch follows the other.
  video.addEventListener('ended', () => {
    const next = camera?.files[camera.files.indexOf(shown as File_) + 1];
    if (!next) return;
    seek(Date.parse(next.from));
    void video.play();
  });
  const choose = element('select', {
    'aria-label': words.camera,
    change: (event) => {
      const at = shown ? Date.parse(shown.from) + (video.currentTime - startOf(video)) * 1000 : 0;
      camera = cameras[(event.target as HTMLSelectElement).selectedIndex];
      shown = undefined;
      seek(at);
    },
  });
  choose.append(...cameras.map(({ name, code }) => element('option', { value: code }, name)));
  if (camera) choose.selectedIndex = cameras.indexOf(camera);

  const lines = course.lines.filter(isCourseLine);
  const days = lines.map(({ time }) => dayOf(time));
  const rows = lines.flatMap((line, n) => {
    const { title, detail } = lineText(line, t);
    // A note is a text of its own; whatever else happened has a name.
    const name = element(line.type === 'hearing.note.recorded' ? 'span' : 'b', {}, title);
    const state = line.retracted ? words.retracted : line.correctedBy.length > 0 ? words.corrected : '';
    const row = element(
      'li',
      line.retracted ? { class: 'retracted' } : {},
      element(
        'button',
        { type: 'button', click: () => seek(Date.parse(line.time)) },
        element('time', { datetime: line.time }, clockSecondsText(line.time)),
      ),
      element('span', {}, name, detail ? ` ${detail}` : '', state ? ` (${state})` : ''),
    );
    const day = days[n] ?? '';
    return day === days[n - 1] ? [row] : [element('li', { class: 'day' }, dayText(day)), row];
  });
  const picture = camera
    ? [video, ...(cameras.length > 1 ? [choose] : []), told]
    : [element('p', {}, words.noPictures)];
  return [
    element(
      'main',
      {},
      element('section', { class: 'picture', 'aria-label': words.pictures }, ...picture),
      element('section', {}, element('h2', {}, words.lines), element('ol', {}, ...rows)),
    ),
  ];
}

/** A file cut out of the middle of a capture does not begin at zero. */
const startOf = (video: HTMLVideoElement): number => (video.seekable.length > 0 ? video.seekable.start(0) : 0);

function checkOf(language: Language, t: TFunction<'events', undefined>): Node {
  const words = PAGE_WORDS[language];
  const told = VERIFIER_WORDS[language];
  const result = element('div', { role: 'status' });
  const key = element('input', { id: 'key', type: 'text', autocomplete: 'off', spellcheck: 'false' });
  const check = async (file: File | undefined): Promise<void> => {
    if (!file) return;
    const bar = element('progress', { max: '1', value: '0', 'aria-label': words.checking });
    result.replaceChildren(element('p', {}, `${words.checking}…`), bar);
    try {
      const verdict = await checkFile(file, key.value.trim(), (share) => {
        bar.value = share;
      });
      const title = verdict.ok ? told.title.ok : verdict.manifest ? told.title.broken : told.title.noPackage;
      const found = verdict.findings.slice(0, MOST_TOLD).map((one) =>
        element(
          'li',
          {},
          findingText(one, language, (type) => t(type as 'hearing.opened')),
        ),
      );
      const counts = verdict.manifest ? told.count(verdict) : [];
      const compare = verdict.key
        ? [
            element(
              'p',
              {},
              `${verdict.key.compared ? told.compared : told.toCompare}: `,
              element('code', {}, verdict.key.text),
            ),
          ]
        : [];
      result.replaceChildren(
        element('p', { class: verdict.ok ? 'ok' : 'broken' }, title),
        element('ul', {}, ...found),
        ...counts.map((line) => element('p', {}, line)),
        ...compare,
      );
    } catch {
      result.replaceChildren(element('p', { class: 'broken' }, words.unreadable));
    }
  };
  const input = element('input', {
    type: 'file',
    accept: '.zip',
    'aria-label': words.choose,
    change: (event) => void check((event.target as HTMLInputElement).files?.[0]),
  });
  return element(
    'section',
    {
      class: 'check',
      id: 'check',
      dragover: (event) => event.preventDefault(),
      drop: (event) => {
        event.preventDefault();
        void check((event as DragEvent).dataTransfer?.files[0]);
      },
    },
    element('h2', {}, words.verify),
    element('p', {}, words.verifyHelp),
    element('label', { for: 'key' }, words.key),
    key,
    input,
    result,
  );
}
