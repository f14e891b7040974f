/** The script of a certified package: in a browser its page, in Node (`node verify.js FILE.zip`) its verifier. */
import { verifyCommand } from '@giamsat/proof/package/command';
import { digestOf } from './node/crypto.ts';
import { showPage } from './page.ts';

if (typeof document === 'undefined') {
  const { argv } = process;
  // Without a name: the folder that it lies in.
  const args = argv.length > 2 ? argv.slice(2) : [(argv[1] ?? '.').replace(/[^/\\]*$/, '') || '.'];
  void verifyCommand(args, digestOf).then((code) => {
    process.exitCode = code;
  });
} else {
  showPage();
}
