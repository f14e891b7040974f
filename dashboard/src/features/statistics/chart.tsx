/** One figure as bars by name, or as a line over time. Drawn for those who see it; what it says stands in the table beside it. */
import {
  Bar,
  BarChart,
  CartesianGrid,
  LabelList,
  Line,
  LineChart,
  ReferenceLine,
  ResponsiveContainer,
  XAxis,
  YAxis,
} from 'recharts';

type Row = { name: string; value: number | null };
type Props = {
  rows: readonly Row[];
  over: 'time' | 'names';
  text: (value: number | null) => string;
  /** With its words beside the line, where there is room for them. */
  target: { value: number; label: string } | undefined;
  /** As high as what it stands in, with words to be read from afar. */
  fills?: boolean;
};

const INK = 'var(--gs-text-2)';
const MARK = 'var(--gs-accent)';
const TARGET = 'var(--gs-alarm)';
const BAR_PX = 38;
const tick = { fill: INK, fontSize: 14 };
const FAR = { fill: INK, fontSize: 22 };

/** Room for names on the left, by their longest. */
const widthFor = (rows: readonly Row[]): number =>
  Math.min(170, 12 + 8 * Math.max(...rows.map(({ name }) => name.length)));

export const Chart = ({ rows, over, text, target, fills = false }: Props) => {
  const data = rows.map(({ name, value }) => ({ name, value }));
  const label = (value: unknown) => text(typeof value === 'number' ? value : null);
  if (over === 'names') {
    return (
      <ResponsiveContainer width="100%" height={rows.length * BAR_PX + 24}>
        <BarChart data={data} layout="vertical" margin={{ right: 72 }} accessibilityLayer={false}>
          <XAxis type="number" hide domain={[0, 'auto']} />
          <YAxis type="category" dataKey="name" width={widthFor(rows)} tick={tick} tickLine={false} axisLine={false} />
          {target !== undefined && <ReferenceLine x={target.value} stroke={TARGET} strokeDasharray="4 4" />}
          <Bar dataKey="value" fill={MARK} radius={3} isAnimationActive={false}>
            <LabelList dataKey="value" position="right" formatter={label} fill="var(--gs-text)" />
          </Bar>
        </BarChart>
      </ResponsiveContainer>
    );
  }
  return (
    <ResponsiveContainer width="100%" height={fills ? '100%' : 260}>
      <LineChart data={data} margin={{ top: 24, right: fills ? 48 : 24, left: 8 }} accessibilityLayer={false}>
        <CartesianGrid vertical={false} stroke="var(--gs-line)" />
        <XAxis
          dataKey="name"
          tick={fills ? FAR : tick}
          height={fills ? 56 : 30}
          tickMargin={fills ? 16 : 2}
          padding={fills ? { left: 56, right: 56 } : { left: 0, right: 0 }}
          tickLine={false}
          minTickGap={12}
        />
        <YAxis
          tick={fills ? FAR : tick}
          tickLine={false}
          axisLine={false}
          width={fills ? 110 : 72}
          tickFormatter={label}
          domain={['auto', 'auto']}
        />
        {target !== undefined && (
          <ReferenceLine
            y={target.value}
            label={{ value: target.label, position: 'insideBottomRight', fill: TARGET, fontSize: fills ? 22 : 14 }}
            stroke={TARGET}
            strokeDasharray="4 4"
            ifOverflow="extendDomain"
          />
        )}
        <Line
          dataKey="value"
          stroke={MARK}
          strokeWidth={fills ? 4 : 2.5}
          dot={{ fill: MARK, r: fills ? 7 : 4 }}
          isAnimationActive={false}
        />
      </LineChart>
    </ResponsiveContainer>
  );
};
