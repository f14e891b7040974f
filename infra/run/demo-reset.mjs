// npm run demo:reset – deletes the demo's data; the next start begins a new first day.
import { demoSettings, resetDemoData } from './machine.mjs';
import { say, script } from './say.mjs';

await script(async () => say(resetDemoData(demoSettings().data)));
