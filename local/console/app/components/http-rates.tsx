import { type ReactNode } from 'react';
import { type HttpRates, type StatusCounts } from '../../protocol';
import { formatMs, formatPercent, formatRate } from './format';
import { Sparkline } from './sparkline';

const classes: readonly (keyof StatusCounts)[] = ['2xx', '3xx', '4xx', '5xx'];
const noSeries = new Array<number>(60).fill(0);

function Cell({
  label,
  value,
  problem = false,
}: {
  readonly label: string;
  readonly value: string;
  readonly problem?: boolean;
}): ReactNode {
  return (
    <div>
      <dt>{label}</dt>
      <dd className={problem ? 'problem' : undefined}>{value}</dd>
    </div>
  );
}

/** Requests and times of the last minute. Zeros where nothing was asked, so that the first request moves nothing. */
export function HttpRatesView({
  rates,
  of,
  hitRatio,
}: {
  readonly rates: HttpRates | undefined;
  readonly of: string;
  /** Of a cache, shown in the place of the median; null without a sample. */
  readonly hitRatio?: number | null;
}): ReactNode {
  const timeMs = rates?.timeMs;
  return (
    <dl className="http-rates" aria-label={`Requests of ${of} in the last minute`}>
      <Cell label="Requests/s" value={formatRate(rates?.requestsPerSecond ?? 0)} />
      {hitRatio === undefined ? (
        <Cell label="p50" value={timeMs ? formatMs(timeMs.p50) : '–'} />
      ) : (
        <Cell label="Cache hits" value={hitRatio === null ? '–' : formatPercent(hitRatio)} />
      )}
      <Cell label="p99" value={timeMs ? formatMs(timeMs.p99) : '–'} />
      <div className="http-rates-line">
        <Sparkline values={rates?.series ?? noSeries} />
      </div>
      {classes.map((name) => {
        const count = rates?.statuses[name] ?? 0;
        return (
          <Cell key={name} label={`${name}/min`} value={formatRate(count)} problem={name === '5xx' && count > 0} />
        );
      })}
    </dl>
  );
}
