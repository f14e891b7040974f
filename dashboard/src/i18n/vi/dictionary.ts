/** All words of one language, by namespace. */
import { admin } from './admin.ts';
import { audit } from './audit.ts';
import { common } from './common.ts';
import { events } from './events.ts';
import { hearing } from './hearing.ts';
import { hearings } from './hearings.ts';
import { me } from './me.ts';
import { people } from './people.ts';
import { reason } from './reason.ts';
import { signIn } from './sign-in.ts';
import { stage } from './stage.ts';
import { wall } from './wall.ts';

export const dictionary = { admin, audit, common, events, hearing, hearings, me, people, reason, signIn, stage, wall };
