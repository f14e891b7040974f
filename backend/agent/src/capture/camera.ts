/** Keeps one camera's capture running: begins again when it ends, stalls or becomes another picture, and tells how it fares. */
import type { ConnectionFinding } from '@giamsat/contract/camera/finding';
import { FINDING_WORDS } from '@giamsat/contract/camera/finding-words';
import { scrubbed, withoutCredentials } from '../platform/logger.ts';
import { adviceOn } from './advice.ts';
import type { Camera, CameraHealth, CameraOptions, CameraStream } from './camera-model.ts';
import * as says from './complaints.ts';
import { createContinuity } from './continuity.ts';
import { createFitness } from './fitness.ts';
import { createMoment, momentFindings } from './moment.ts';
import type { CaptureInit, Part } from './part.ts';
import { FIRST_PART_MS, stalledAfterMs, waitBeforeNext } from './patience.ts';
import { createRates } from './rates.ts';
import { type CaptureRun, startRun } from './run.ts';
import type { PictureSamples } from './sample-table.ts';

const LOOK_EVERY_MS = 200;
/** Streams are known and nothing comes: the sound that was announced is waited for in vain. */
const SOUND_ABSENT_MS = 5_000;
/** The next run after this asks for the sound again. */
const SOUND_ASKED_AGAIN_MS = 60_000;
/** So many parts tell whether frames come out of order. */
const ORDER_KNOWN_PARTS = 3;
/** So many complaints of times that are missing are more than a beginning without them. */
const ORDERLESS_COMPLAINTS = 12;
const RUN_THAT_WORKED_MS = 10_000;
const COST_EVERY_MS = 5_000;

export function createCamera(options: CameraOptions): Camera {
  const { feed, source, clock, logger, listener, onHealth = () => {}, ffmpeg = 'ffmpeg' } = options;
  const log = logger.child({ feed });
  const fitness = createFitness(source, log);
  const rates = createRates();
  let run: CaptureRun | undefined;
  let moment = createMoment();
  let stopped = true;
  let failures = 0;
  let restarts = 0;
  let withSound = true;
  let transcodeSound = false;
  let soundAbsent = false;
  let soundAbsentSince = 0;
  /** Runs in a row that stood still before they had worked for a while. */
  let stillInARow = 0;
  let patient = false;
  let everyFrame = false;
  let connection: ConnectionFinding | undefined;
  let retry: NodeJS.Timeout | undefined;
  let state: CameraHealth['state'] = 'stopped';
  let corePercent: number | undefined;
  let stream: CameraStream = { facts: {}, reorderMs: 0 };
  let told = '';
  /** Why a run was ended from outside. */
  let wanted: string | undefined;

  const health = (): CameraHealth => {
    const running = state === 'running';
    const now = running ? moment.read(performance.now()) : undefined;
    const seen = running ? rates.read() : {};
    const refusedFor = fitness.refusedFor();
    return {
      state,
      ...seen,
      ...now,
      findings: [
        ...(connection && !running ? [connection] : []),
        ...refusedFor,
        ...(now ? momentFindings(now) : []),
        ...(running ? adviceOn({ ...stream, rates: seen, soundAbsent }) : []),
      ],
      ...(refusedFor.length > 0 ? { refused: true } : {}),
      ...(fitness.anew() ? { transcoded: true } : {}),
      ...(corePercent === undefined ? {} : { corePercent }),
      restarts,
    };
  };
  const tellChange = (): void => {
    const { state: at, findings } = health();
    const now = `${at} ${findings.join()}`;
    if (now === told) return;
    told = now;
    onHealth();
  };

  const begin = (): void => {
    const startedAt = performance.now();
    const patience = { firstPartMs: FIRST_PART_MS[source.kind], stalledMs: stalledAfterMs(stillInARow) };
    if (soundAbsent && startedAt - soundAbsentSince > SOUND_ASKED_AGAIN_MS) soundAbsent = false;
    let openedAt: number | undefined;
    const continuity = createContinuity();
    let lastPartAt: number | undefined;
    let handed = false;
    let parts = 0;
    let orderless = 0;
    let planned: string | undefined;
    let stoodStill = false;
    let init: CaptureInit | undefined;
    let costAt = startedAt;
    state = 'starting';
    stream = { facts: {}, reorderMs: 0 };
    moment = createMoment();
    rates.reset();
    fitness.beginRun();
    const anew = fitness.anew();

    const loseOnce = (): void => {
      if (handed) listener.lost();
      handed = false;
    };
    /** Ends this run; the next begins without waiting. */
    const again = (why: string): void => {
      planned ??= why;
      loseOnce();
      one.end();
    };

    const take = (raw: Omit<Part, 'arrivedAt'>, samples: PictureSamples): void => {
      const now = performance.now();
      const broken = continuity.observe(raw, samples);
      if (broken) {
        again(broken);
        return;
      }
      parts++;
      lastPartAt = now;
      state = 'running';
      connection = undefined;
      stream.reorderMs = parts === 1 ? samples.reorderMs : Math.min(stream.reorderMs, samples.reorderMs);
      if (stream.reorderMs > 0 && !everyFrame && !anew && parts >= ORDER_KNOWN_PARTS) {
        everyFrame = true;
        again('frames come out of order');
        return;
      }
      const part: Part = { ...raw, arrivedAt: clock.now() };
      rates.observe(part);
      moment.part(raw.startMs + raw.durationMs, raw.key, samples, now);
      const decision = fitness.observe(part, stream.facts);
      if (decision === 'again') again('the picture is encoded anew');
      else if (decision === 'withhold') loseOnce();
      else handOn(part, decision === 'hand on as another epoch');
    };
    const handOn = (part: Part, anotherEpoch: boolean): void => {
      if (!init) return;
      if (!handed || anotherEpoch) listener.init(init);
      handed = true;
      listener.part(part);
    };

    const one = startRun(
      ffmpeg,
      { source, withSound: withSound && !soundAbsent, transcodeSound, transcodePicture: anew, patient, everyFrame },
      {
        opened(facts) {
          openedAt = performance.now();
          stream.facts = facts;
          if (fitness.codec(facts) === 'again') {
            again('the picture is encoded anew');
            return;
          }
          if (!withSound || source.audio === 'none' || !facts.sound) return;
          if (transcodeSound || facts.sound.codec === 'aac') return;
          transcodeSound = true;
          again(`the sound is ${facts.sound.codec}`);
        },
        init(seen) {
          init = seen;
          continuity.announced(seen);
          const { width, height } = seen.init.video ?? {};
          stream.codecs = seen.init.codecs;
          if (!width || !height) return;
          stream.size = { width, height };
          moment.size(width, height);
        },
        part: take,
        thumbnail: (jpeg) => listener.thumbnail(jpeg),
        grey: (luma) => void moment.grey(luma, performance.now()),
        level: (levelDb) => moment.level(levelDb, performance.now()),
        complaint(line) {
          const now = performance.now();
          if (says.tellsOfDamage(line)) moment.damaged(now);
          // RTSP tells when frames are shown, and not their order: ffmpeg cannot copy those of a camera that has B-frames.
          const ordered = parts > 0 || anew || fitness.refusesCodec();
          if (!ordered && says.tellsOfMissingOrder(line) && ++orderless === ORDERLESS_COMPLAINTS) {
            fitness.unfit('frames-out-of-order');
            again('the order of frames is not told');
          }
          if (parts === 0) return;
          const broken = says.tellsOfTimeGoingBack(line)
            ? continuity.timeWentBack(now)
            : anew && says.tellsOfChangedPicture(line)
              ? 'the picture became another'
              : undefined;
          if (broken) again(broken);
        },
        ended(reason) {
          clearInterval(watchdog);
          run = undefined;
          planned ??= wanted;
          wanted = undefined;
          corePercent = undefined;
          loseOnce();
          if (stopped) {
            state = 'stopped';
            return;
          }
          const complaints = one.complaints();
          if (!transcodeSound && says.tellsOfSoundThatCannotBeCopied(complaints)) {
            transcodeSound = true;
            planned ??= 'the sound cannot be copied';
          }
          if (parts === 0 && !patient && says.tellsOfHaste(complaints)) {
            patient = true;
            planned ??= 'the camera needs longer to tell what it sends';
          }
          if (parts === 0 && planned === undefined && !fitness.refusesCodec())
            connection = says.connectionFindingOf(complaints) ?? 'no-picture';
          const worked = parts > 0 && performance.now() - startedAt > RUN_THAT_WORKED_MS;
          failures = worked || planned !== undefined ? 0 : failures + 1;
          if (worked) stillInARow = 0;
          if (stoodStill) stillInARow++;
          restarts++;
          state = parts > 0 ? 'stalled' : 'starting';
          const orderOpen = parts === 0 && fitness.refusedFor().includes('frames-out-of-order');
          const why = orderOpen ? 'frames-out-of-order' : connection;
          const waitMs = planned === undefined || orderOpen ? waitBeforeNext(source.kind, why, failures) : 0;
          // The first of a row is told; a camera that stays away would fill the disk.
          const level = failures <= 1 ? 'warn' : 'debug';
          const words = connection ? { vi: FINDING_WORDS[connection].what.vi } : {};
          log[level](
            { reason: planned ?? reason, waitMs, ...words, complaint: scrubbed(complaints.trim().slice(-300)) },
            'capture: begins again',
          );
          tellChange();
          retry = setTimeout(begin, waitMs);
        },
      },
    );
    run = one;

    const watchdog = setInterval(() => {
      const now = performance.now();
      if (now - costAt >= COST_EVERY_MS) {
        costAt = now;
        const first = corePercent === undefined;
        corePercent = one.cost();
        if (anew && first) log.warn({ corePercent }, 'capture: encoding the picture anew costs this share of a core');
      }
      const waited = now - (lastPartAt ?? startedAt);
      const { picture, sound } = one.facts();
      const silentFor = openedAt === undefined ? 0 : now - openedAt;
      if (!lastPartAt && silentFor > SOUND_ABSENT_MS && picture && sound && withSound && !soundAbsent) {
        soundAbsent = true;
        soundAbsentSince = now;
        again('the sound that was announced does not come');
      } else if (waited > (lastPartAt === undefined ? patience.firstPartMs : patience.stalledMs)) {
        stoodStill = true;
        state = lastPartAt === undefined ? 'starting' : 'stalled';
        loseOnce();
        one.end();
      }
      tellChange();
    }, LOOK_EVERY_MS);
  };

  /** The listener learns of it when the process is gone: it may be in the middle of a part. */
  const restart = (why: string): void => {
    if (!run || stopped) return;
    wanted = why;
    run.end();
  };

  return {
    start() {
      if (!stopped) return;
      stopped = false;
      log.info({ kind: source.kind, url: withoutCredentials(source.url) }, 'capture: begins');
      begin();
    },
    async stop() {
      stopped = true;
      clearTimeout(retry);
      const last = run;
      last?.end();
      await last?.gone;
      state = 'stopped';
    },
    wantSound(sound) {
      if (sound === withSound) return;
      withSound = sound;
      restart(sound ? 'the sound is wanted again' : 'the sound is not wanted');
    },
    unfit(why) {
      if (fitness.unfit(why)) restart(why);
    },
    health,
    stream: () => stream,
  };
}
