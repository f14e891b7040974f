/** The page "Sự cố" of the demo: a switch for each incident, what to look at, and how it stands. One document, so that it works while everything else does not. */
import { INCIDENTS, WORDS } from './words.ts';

const style = `
:root { color-scheme: light dark; font: 1.125rem/1.5 'Inter Variable', system-ui, sans-serif; background: light-dark(#f4f5f7, #14171c); color: light-dark(#16191f, #e8eaee); }
body { margin: 0 auto; max-width: 96rem; padding: 1rem clamp(1rem, 3vw, 2.5rem) 2rem; }
header { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; justify-content: space-between; }
.banner { background: #7a1f00; color: #fff; font-weight: 600; padding: .25rem .75rem; border-radius: .25rem; }
h1 { font-size: 1.75rem; margin: 1rem 0 .25rem; }
h2 { font-size: 1.25rem; margin: 0; line-height: 1.3; }
#lead { max-width: 60rem; margin: .25rem 0; }
ul { list-style: none; margin: 1rem 0; padding: 0; display: grid; gap: 1rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 27rem), 1fr)); }
li { background: light-dark(#fff, #1c2027); border: 1px solid light-dark(#8a8f98, #5b6270); border-left: .5rem solid light-dark(#2f7d4f, #6fcf97); border-radius: .5rem; padding: 1rem; display: flex; flex-direction: column; gap: .6rem; }
li[data-state="unknown"] { border-left-color: light-dark(#8a8f98, #5b6270); }
li[data-state="wrong"] { border-left-color: light-dark(#b42318, #ff8a7a); }
li[data-state="healing"] { border-left-color: light-dark(#9a5b00, #f2b84b); }
dl { margin: 0; display: grid; gap: .4rem; }
dt { font-size: 1rem; font-weight: 600; color: light-dark(#4b5160, #b3bac7); }
dd { margin: 0; }
.state { margin: auto 0 0; font-weight: 600; font-variant-numeric: tabular-nums; min-height: 1.5em; }
.state::before { content: '●\\00a0' / ''; color: light-dark(#2f7d4f, #6fcf97); }
[data-state="unknown"] .state::before { content: '○\\00a0' / ''; color: inherit; }
[data-state="wrong"] .state::before { content: '▲\\00a0' / ''; color: light-dark(#b42318, #ff8a7a); }
[data-state="healing"] .state::before { content: '◐\\00a0' / ''; color: light-dark(#9a5b00, #f2b84b); }
button { font: inherit; font-weight: 600; padding: .6rem 1rem; min-height: 2.75rem; border-radius: .4rem; border: 2px solid currentColor; background: transparent; color: light-dark(#12326b, #b8d2ff); cursor: pointer; align-self: flex-start; }
button[aria-disabled="true"] { color: light-dark(#6b7280, #8a93a3); cursor: default; }
button:focus-visible, a:focus-visible { outline: 3px solid light-dark(#1d5fd1, #8ab4ff); outline-offset: 2px; }
a { color: light-dark(#12326b, #b8d2ff); }
[role="alert"] { font-weight: 600; color: light-dark(#b42318, #ff8a7a); }
[role="alert"]:empty { display: none; }
`;

/** Runs in the page; asks each second, so a reload or a second page shows what is so. */
const script = `
const WORDS = JSON.parse(document.getElementById('words').textContent);
const token = location.hash.slice(1);
const items = [...document.querySelectorAll('li')];
let language = localStorage.getItem('giamsat-language') === 'en' ? 'en' : 'vi';
/** Undefined until the demo said how all stand, and again when it does not answer. */
let views;
let trouble = '';
const put = (element, text) => { if (element.textContent !== text) element.textContent = text; };
const draw = () => {
  const w = WORDS[language];
  document.documentElement.lang = language;
  document.title = w.title;
  for (const id of ['title', 'banner', 'lead', 'wall', 'other']) put(document.getElementById(id), w[id]);
  put(document.getElementById('said'), trouble && w[trouble]);
  for (const item of items) {
    const { id } = item.dataset;
    const view = views?.find((one) => one.id === id) ?? { state: 'unknown' };
    item.dataset.state = view.state;
    const into = (selector, text) => put(item.querySelector(selector), text);
    into('h2', w[id].name);
    for (const key of ['seen', 'heals']) {
      into('dt.' + key, w[key]);
      into('dd.' + key, w[id][key]);
    }
    into('.word', w[view.state]);
    const seconds = Math.max(0, Math.ceil(((view.until ?? 0) - Date.now()) / 1000));
    into('.left', view.state === 'wrong' ? ', ' + w.left.replace('{s}', seconds) : '');
    const button = item.querySelector('button');
    put(button, view.state === 'wrong' ? w.off : w.on);
    const label = button.textContent + ': ' + w[id].name;
    if (button.getAttribute('aria-label') !== label) button.setAttribute('aria-label', label);
    button.setAttribute('aria-disabled', String(views === undefined));
  }
};
let asked = 0;
let waiting = 0;
const call = async (path = '', options = {}) => {
  const mine = ++asked;
  waiting++;
  let found, wrong = '';
  try {
    const answer = await fetch('/incidents/api' + path, { ...options, headers: { authorization: 'Bearer ' + token }, signal: AbortSignal.timeout(4000) });
    if (answer.ok) found = await answer.json();
    else wrong = answer.status === 401 ? 'noToken' : 'lost';
  } catch {
    wrong = 'lost';
  }
  waiting--;
  // An answer that was overtaken tells what was so before.
  if (mine !== asked) return;
  views = found;
  trouble = wrong;
  draw();
};
document.querySelector('ul').addEventListener('click', (event) => {
  const button = event.target.closest('button');
  if (!button || views === undefined) return;
  const { id, state } = button.closest('li').dataset;
  void call('/' + id, { method: 'POST', body: JSON.stringify({ on: state !== 'wrong' }) });
});
document.getElementById('other').addEventListener('click', () => {
  language = language === 'vi' ? 'en' : 'vi';
  localStorage.setItem('giamsat-language', language);
  draw();
});
draw();
void call();
setInterval(() => { if (waiting === 0) void call(); }, 1000);
`;

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

const item = (id: string): string => `<li data-id="${id}" data-state="unknown">
<h2></h2>
<dl><div><dt class="seen"></dt><dd class="seen"></dd></div><div><dt class="heals"></dt><dd class="heals"></dd></div></dl>
<p class="state"><span class="word" aria-live="polite"></span><span class="left"></span></p>
<button type="button"></button>
</li>`;

/** @param wall its address */
export const incidentsPage = ({ nonce, wall }: { nonce: string; wall: string }): string => `<!doctype html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sự cố</title>
<link rel="icon" href="data:,">
<style nonce="${nonce}">${style}</style>
</head>
<body>
<header><span class="banner" id="banner"></span><button type="button" id="other"></button></header>
<main>
<h1 id="title"></h1>
<p id="lead"></p>
<p><a id="wall" href="${escaped(wall)}" target="_blank" rel="noreferrer"></a></p>
<p role="alert" id="said"></p>
<ul>
${INCIDENTS.map(item).join('\n')}
</ul>
</main>
<script type="application/json" id="words" nonce="${nonce}">${JSON.stringify(WORDS).replaceAll('<', '\\u003c')}</script>
<script type="module" nonce="${nonce}">${script}</script>
</body>
</html>
`;
