/** The control socket to the province: wake-ups, urgent events and wants come down, vitals go up; the road of media and events is HTTP. */
import type { EventEnvelope } from '@giamsat/contract/event/envelope';
import { validateEvent } from '@giamsat/contract/event/validate';
import type { AgentDownMessages, AgentUpMessages, AgentVitals } from '@giamsat/contract/wire/ingest';
import { io, type Socket } from 'socket.io-client';
import type { Logger } from '../platform/logger.ts';

export type Control = {
  start(): void;
  stop(): void;
  connected(): boolean;
  sendVitals(vitals: AgentVitals): void;
};

export type ControlOptions = {
  service: string;
  tokens: { get(): Promise<string>; refused(token: string): void };
  ca?: string;
  logger: Logger;
  onConnected(up: boolean): void;
  /** Events that must not wait for the desk: cuts. */
  onUrgent(events: EventEnvelope[]): void;
  onDesk(): void;
  onWanted(feed: string, epoch: string, number: number): void;
  onPresence(watching: Record<string, number>): void;
};

export function createControl(options: ControlOptions): Control {
  const { logger } = options;
  let shown = '';
  const socket: Socket<AgentDownMessages, AgentUpMessages> = io(`${options.service}/agents`, {
    autoConnect: false,
    transports: ['websocket'],
    auth: (give) => {
      options.tokens.get().then(
        (token) => {
          shown = token;
          give({ token });
        },
        () => give({}),
      );
    },
    reconnectionDelay: 500,
    reconnectionDelayMax: 5_000,
    timeout: 5_000,
    ...(options.ca ? { ca: options.ca } : {}),
  });
  let told = false;
  socket.on('connect', () => {
    told = false;
    logger.info('control: connected');
    options.onConnected(true);
  });
  socket.on('disconnect', (reason) => {
    logger.warn({ reason }, 'control: the socket is gone');
    options.onConnected(false);
    // Socket.IO itself does not come back from this one.
    if (reason === 'io server disconnect') setTimeout(() => socket.active || socket.connect(), 5_000).unref();
  });
  socket.on('connect_error', (error) => {
    if (!told) logger.warn({ reason: error.message }, 'control: cannot connect; it goes on trying');
    told = true;
    if (error.message === 'unauthenticated') options.tokens.refused(shown);
    if (!socket.active) setTimeout(() => socket.connect(), 5_000).unref();
  });
  socket.on('desk', ({ urgent }) => {
    const events: EventEnvelope[] = [];
    for (const value of urgent ?? []) {
      const checked = validateEvent(value);
      if (checked.ok) events.push(checked.event);
    }
    if (events.length > 0) options.onUrgent(events);
    options.onDesk();
  });
  socket.on('wanted', ({ feed, epoch, number }) => options.onWanted(feed, epoch, number));
  socket.on('presence', ({ watching }) => options.onPresence(watching));

  return {
    start: () => void socket.connect(),
    stop: () => void socket.disconnect(),
    connected: () => socket.connected,
    sendVitals(vitals) {
      // The newest alone is of interest: nothing is kept for later.
      if (socket.connected) socket.volatile.emit('vitals', vitals);
    },
  };
}
