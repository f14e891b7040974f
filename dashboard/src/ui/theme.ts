/** The one file of design tokens: deep ink and warm paper, a lacquer red and an old gold used sparingly, a tone for each stage. */
import {
  type CSSVariablesResolver,
  createTheme,
  defaultVariantColorsResolver,
  type MantineColorsTuple,
} from '@mantine/core';
import type { Tone } from '../core/stage-view.ts';

/** Ink, light to dark; Mantine's own grey scale for dark surfaces is taken from it. */
const ink: MantineColorsTuple = [
  '#eef1f6',
  '#d5dbe6',
  '#a9b4c7',
  '#7c8aa5',
  '#566683',
  '#3a4963',
  '#2a374e',
  '#1d283c',
  '#141c2b',
  '#0c111b',
];
const gold: MantineColorsTuple = [
  '#fbf5e4',
  '#f3e6c2',
  '#e8d296',
  '#dcbd6a',
  '#d0aa48',
  '#b98f2f',
  '#967225',
  '#76591f',
  '#5a441b',
  '#3f3015',
];
const lacquer: MantineColorsTuple = [
  '#fdeeeb',
  '#f9d2cb',
  '#f0a396',
  '#e87767',
  '#de5443',
  '#c53a2a',
  '#a82b1e',
  '#89231a',
  '#6a1d17',
  '#4b1511',
];
/** Text and surfaces of dark pages; Mantine counts them from text (0) to the deepest ground (9). */
const dark: MantineColorsTuple = [
  '#f1ede4',
  '#d3d1cb',
  '#a8a9ac',
  '#868a94',
  '#3a4557',
  '#2a3446',
  '#1a212e',
  '#10151f',
  '#0b0f17',
  '#07090f',
];

type Look = { fg: string; bg: string; line: string };
/** Each tone's text on its own ground keeps a contrast of at least 4.5 to 1 (WCAG 2.2 AA). */
const TONE: Record<Tone, { light: Look; dark: Look }> = {
  neutral: look(['#434a59', '#e9e6df', '#b9b6ad'], ['#c9cbd1', '#232b3a', '#475368']),
  blue: look(['#1b4f8f', '#e0eaf7', '#8fb2dd'], ['#9cc4f5', '#14263f', '#33588a']),
  green: look(['#1d6141', '#dcefe4', '#86bf9f'], ['#8fdcb2', '#10291f', '#2d6b4b']),
  violet: look(['#5b3a96', '#ebe4f7', '#b49cdd'], ['#c9b3f4', '#241a3c', '#584489']),
  gold: look(['#76560f', '#f8ecc9', '#d5b458'], ['#ecd08a', '#2e2410', '#7d6428']),
  amber: look(['#7d4f00', '#fbe9c8', '#dfae58'], ['#f2c273', '#2f220d', '#805c21']),
  orange: look(['#8f3f0a', '#fbe3d3', '#e0a077'], ['#f5ab80', '#321c10', '#86492a']),
  red: look(['#a1241a', '#fbe3df', '#df9389'], ['#ff9f92', '#361412', '#8d3a33']),
  slate: look(['#3f5166', '#e4e9ee', '#9fb0c1'], ['#b3c3d4', '#1b2530', '#465a6e']),
  grey: look(['#55595f', '#eae9e6', '#bdbcb8'], ['#b1b4b9', '#1f242c', '#434a55']),
  ink: look(['#f4efe2', '#1d283c', '#3a4963'], ['#e9dcb8', '#171f30', '#5d5536']),
};
function look(light: readonly [string, string, string], dark: readonly [string, string, string]) {
  const of = ([fg, bg, line]: readonly [string, string, string]): Look => ({ fg, bg, line });
  return { light: of(light), dark: of(dark) };
}

const theme = createTheme({
  colors: { ink, gold, lacquer, dark },
  primaryColor: 'ink',
  primaryShade: { light: 7, dark: 3 },
  fontFamily: "'Inter Variable', 'Noto Sans', system-ui, sans-serif",
  fontFamilyMonospace: 'ui-monospace, monospace',
  fontSizes: { xs: '0.8125rem', sm: '0.9375rem', md: '1.0625rem', lg: '1.1875rem', xl: '1.375rem' },
  headings: {
    fontWeight: '650',
    sizes: {
      h1: { fontSize: '1.75rem', lineHeight: '1.2' },
      h2: { fontSize: '1.375rem', lineHeight: '1.25' },
      h3: { fontSize: '1.1875rem', lineHeight: '1.3' },
    },
  },
  defaultRadius: 6,
  cursorType: 'pointer',
  focusRing: 'auto',
  respectReducedMotion: true,
  variantColorResolver: (input) => {
    const own = (input.color ?? 'ink') === 'ink';
    if (own && input.variant === 'filled')
      return {
        background: 'var(--gs-action)',
        hover: 'var(--gs-action-hover)',
        color: 'var(--gs-on-action)',
        border: '1px solid transparent',
      };
    if (own && (input.variant === 'light' || input.variant === 'subtle' || input.variant === 'transparent'))
      return {
        background: input.variant === 'light' ? 'var(--gs-quiet)' : 'transparent',
        hover: input.variant === 'transparent' ? 'transparent' : 'var(--gs-quiet-hover)',
        color: 'var(--gs-text)',
        border: '1px solid transparent',
      };
    // White on the shade for dark pages could not be read.
    if (input.color === 'lacquer' && input.variant === 'filled')
      return defaultVariantColorsResolver({ ...input, color: 'lacquer.7' });
    return defaultVariantColorsResolver(input);
  },
});

/** `close`: what every button that closes a dialog or a notice is called, in the page's language. */
export const themeIn = (close: string): typeof theme => ({
  ...theme,
  components: { CloseButton: { defaultProps: { 'aria-label': close } } },
});

const LIGHT = {
  '--gs-page': '#f5f2ea',
  '--gs-surface': '#fffdf8',
  '--gs-raised': '#ffffff',
  '--gs-line': '#e1dacb',
  '--gs-line-strong': '#bdb4a0',
  '--gs-text': '#171c28',
  '--gs-text-2': '#4a5060',
  '--gs-text-3': '#666b78',
  '--gs-accent': '#8a6416',
  '--gs-alarm': '#a1241a',
  '--gs-action': '#1d283c',
  '--gs-action-hover': '#2a374e',
  '--gs-on-action': '#fbf8f0',
  '--gs-quiet': '#ece7db',
  '--gs-quiet-hover': '#e3dccd',
  '--gs-shadow': '0 1px 2px rgb(60 50 20 / 0.06), 0 6px 20px rgb(60 50 20 / 0.05)',
};
const DARK: typeof LIGHT = {
  '--gs-page': '#0b0f17',
  '--gs-surface': '#10151f',
  '--gs-raised': '#1a212e',
  '--gs-line': '#232c3b',
  '--gs-line-strong': '#3a4557',
  '--gs-text': '#f1ede4',
  '--gs-text-2': '#b9b9b6',
  '--gs-text-3': '#8f939c',
  '--gs-accent': '#dcbd6a',
  '--gs-alarm': '#ff8f80',
  '--gs-action': '#dcbd6a',
  '--gs-action-hover': '#e8d296',
  '--gs-on-action': '#141006',
  '--gs-quiet': '#1d2532',
  '--gs-quiet-hover': '#263040',
  '--gs-shadow': '0 1px 2px rgb(0 0 0 / 0.4)',
};
const tones = (scheme: 'light' | 'dark'): Record<string, string> =>
  Object.fromEntries(
    Object.entries(TONE).flatMap(([tone, both]) => [
      [`--tone-${tone}-fg`, both[scheme].fg],
      [`--tone-${tone}-bg`, both[scheme].bg],
      [`--tone-${tone}-line`, both[scheme].line],
    ]),
  );
const mantine = {
  '--mantine-color-body': 'var(--gs-page)',
  '--mantine-color-text': 'var(--gs-text)',
  '--mantine-color-dimmed': 'var(--gs-text-2)',
  '--mantine-color-placeholder': 'var(--gs-text-3)',
  '--mantine-color-anchor': 'var(--gs-text)',
  '--mantine-color-default': 'var(--gs-surface)',
  '--mantine-color-default-hover': 'var(--gs-quiet)',
  '--mantine-color-default-color': 'var(--gs-text)',
  '--mantine-color-default-border': 'var(--gs-line-strong)',
  '--mantine-color-error': 'var(--gs-alarm)',
  '--mantine-primary-color-filled': 'var(--gs-action)',
  '--mantine-primary-color-contrast': 'var(--gs-on-action)',
};

export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: {
    /** The bar above every page keeps its own ink in both schemes. */
    '--gs-bar': '#101725',
    '--gs-bar-text': '#f1ede4',
    '--gs-bar-text-2': '#b5b9c2',
    '--gs-gold': '#cfa94c',
    '--gs-lacquer': '#c53a2a',
    '--gs-focus': '#e0b84f',
  },
  light: { ...LIGHT, ...tones('light'), ...mantine, '--gs-focus': '#1f5fbf' },
  dark: { ...DARK, ...tones('dark'), ...mantine },
});
