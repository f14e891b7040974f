/** Sends what an agent would, well or badly. */

import type { EventResult } from '@giamsat/contract/wire/ingest';
import { tokenOf } from '@giamsat/service/testing/agents';
import type { TestIngest } from '@giamsat/service/testing/ingest';
import { expect } from 'vitest';

export type Answer = { status: number; headers: Headers; body: { results: EventResult[]; [member: string]: unknown } };

export type Sending = { agent?: string; token?: string | null; type?: string; headers?: Record<string, string> };

/** `body` goes as it is when it is text or bytes, else as JSON. */
export async function send(ingest: TestIngest, body: unknown, sending: Sending = {}): Promise<Answer> {
  const { agent = 'lb-1', type = 'application/cloudevents-batch+json' } = sending;
  const token = sending.token === undefined ? tokenOf(agent) : sending.token;
  const raw = typeof body === 'string' || body instanceof Uint8Array;
  const response = await fetch(`${ingest.address}/ingest/events`, {
    method: 'POST',
    headers: {
      'content-type': type,
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...sending.headers,
    },
    body: raw ? (body as BodyInit) : JSON.stringify(body),
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as Answer['body'] };
}

export const refusal = (code: string, field?: string): object => ({
  status: 'rejected',
  problem: expect.objectContaining({
    type: `urn:giamsat:problem:${code}`,
    ...(field === undefined ? {} : { field }),
  }),
});
