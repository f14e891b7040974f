/** The thread that sets one document with pdfmake: the house's page, type and table. It reads its fonts, and nothing else. */
import { fileURLToPath } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import pdfmake from 'pdfmake';
import type { PdfDocument } from './pdf.ts';

/** Tinos has the measures of Times New Roman (NĐ 30/2020), all Vietnamese letters, and may be handed on (OFL). */
const FACES = {
  normal: fileURLToPath(import.meta.resolve('@expo-google-fonts/tinos/400Regular/Tinos_400Regular.ttf')),
  italics: fileURLToPath(import.meta.resolve('@expo-google-fonts/tinos/400Regular_Italic/Tinos_400Regular_Italic.ttf')),
  bold: fileURLToPath(import.meta.resolve('@expo-google-fonts/tinos/700Bold/Tinos_700Bold.ttf')),
  bolditalics: fileURLToPath(import.meta.resolve('@expo-google-fonts/tinos/700Bold_Italic/Tinos_700Bold_Italic.ttf')),
};
/** Points. */
const MARGINS: [number, number, number, number] = [57, 48, 48, 54];
/** Of a page's height: what begins below has no room for four lines under a heading. */
const HEADED_UNTIL = 0.88;

const { title, language, foot, landscape = false, content } = workerData as PdfDocument;
pdfmake.setFonts({ Tinos: FACES });
pdfmake.setLocalAccessPolicy((path) => Object.values(FACES).includes(path));
pdfmake.setUrlAccessPolicy(() => false);
pdfmake.setTableLayouts({
  form: {
    hLineWidth: () => 0.5,
    vLineWidth: () => 0.5,
    hLineColor: () => '#777777',
    vLineColor: () => '#777777',
    paddingTop: () => 3,
    paddingBottom: () => 3,
  },
});

const pdf = await pdfmake
  .createPdf({
    content,
    info: { title, creator: 'giamsat', producer: 'giamsat' },
    language,
    displayTitle: true,
    pageSize: 'A4',
    pageOrientation: landscape ? 'landscape' : 'portrait',
    pageMargins: MARGINS,
    defaultStyle: { font: 'Tinos', fontSize: 12, lineHeight: 1.15 },
    styles: {
      h1: { fontSize: 15, bold: true, alignment: 'center' },
      h2: { fontSize: 12.5, bold: true, margin: [0, 12, 0, 4] },
      small: { fontSize: 10 },
      quiet: { fontSize: 10, color: '#444444' },
    },
    // A heading is not left alone at the foot of a page. (What would follow it there is not asked: of a row that moves to the next page as
    // a whole pdfmake tells the place that it left.)
    pageBreakBefore: ({ style, startPosition }) => style === 'h2' && startPosition.verticalRatio > HEADED_UNTIL,
    footer: (page, pages) => ({
      margin: [MARGINS[0], 14, MARGINS[2], 0],
      fontSize: 9,
      color: '#444444',
      columns: [
        { text: foot, width: '*' },
        { text: `${page}/${pages}`, width: 40, alignment: 'right' },
      ],
    }),
  })
  .getBuffer();
parentPort?.postMessage(pdf);
