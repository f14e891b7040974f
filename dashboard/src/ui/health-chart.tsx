/** A camera's delay and bitrate over a quarter of an hour. Drawn for those who see it; what it says stands in the table beside it. */
import { CartesianGrid, Line, LineChart, ResponsiveContainer, XAxis, YAxis } from 'recharts';
import { clockText } from '../core/format.ts';
import type { HealthPoint } from '../core/health-minutes.ts';

type Props = {
  points: readonly HealthPoint[];
  of: 'delayS' | 'kbps';
  /** ms since the epoch. */
  since: number;
  through: number;
  text: (value: number) => string;
};

const FIVE_MINUTES_MS = 5 * 60_000;
const tick = { fill: 'var(--gs-text-2)', fontSize: 13 };

export const HealthChart = ({ points, of, since, through, text }: Props) => {
  const first = Math.ceil(since / FIVE_MINUTES_MS) * FIVE_MINUTES_MS;
  const ticks = [0, 1, 2, 3].map((n) => first + n * FIVE_MINUTES_MS).filter((at) => at <= through);
  return (
    <ResponsiveContainer width="100%" height={140}>
      <LineChart data={[...points]} margin={{ top: 8, right: 16, left: 4 }} accessibilityLayer={false}>
        <CartesianGrid vertical={false} stroke="var(--gs-line)" />
        <XAxis
          dataKey="at"
          type="number"
          domain={[since, through]}
          ticks={ticks}
          tickFormatter={(at: number) => clockText(at)}
          tick={tick}
          tickLine={false}
        />
        <YAxis
          tick={tick}
          tickLine={false}
          axisLine={false}
          width={72}
          domain={[0, 'auto']}
          tickCount={3}
          tickFormatter={(value: number) => text(value)}
        />
        <Line
          dataKey={of}
          stroke="var(--gs-accent)"
          strokeWidth={2}
          dot={false}
          isAnimationActive={false}
          connectNulls={false}
        />
      </LineChart>
    </ResponsiveContainer>
  );
};
