/** Enrols this machine: makes its key and registers it with the service by a one-time code. */
import { plainCode } from '@giamsat/contract/enrolment-code';
import type { EnrolAnswer } from '@giamsat/contract/wire/ingest';
import { createServiceClient } from '../uplink/service-client.ts';
import { beginIdentity, writeIdentity } from './identity.ts';
import { signProof } from './sign.ts';

export type Enrolment = { code: string; service: string; serviceCa?: string; keysDir: string };

/** Repeated with the same code after a broken line it comes to the same end. @throws {RefusedError} {LineError} */
export async function enrol(machine: Enrolment, typed: string): Promise<EnrolAnswer> {
  const code = plainCode(typed);
  const client = createServiceClient({
    service: machine.service,
    ...(machine.serviceCa ? { ca: machine.serviceCa } : {}),
    now: Date.now,
  });
  try {
    const key = beginIdentity(machine.keysDir);
    const answer = await client.enrol({
      agent: machine.code,
      code,
      proof: await signProof(key, { agent: machine.code, code }),
    });
    writeIdentity(machine.keysDir, { agent: machine.code, audience: answer.audience, key });
    return answer;
  } finally {
    await client.close();
  }
}
