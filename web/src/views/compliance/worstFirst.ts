import type { StatisticsRow } from '@/api/types'

const rate = (row: StatisticsRow) => (row.rates.passed.d === 0 ? Infinity : row.rates.passed.n / row.rates.passed.d)

/** The lowest pass rate first, of equal ones the one with more failures; places with nothing to rate come last. */
export const worstFirst = (rows: StatisticsRow[]): StatisticsRow[] =>
  [...rows].sort((a, b) => (rate(a) === rate(b) ? b.suites.failed - a.suites.failed : rate(a) - rate(b)))
