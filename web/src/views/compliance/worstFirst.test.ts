import { expect, it } from 'vitest'
import type { StatisticsRow } from '@/api/types'
import { worstFirst } from './worstFirst'

const row = (label: string, n: number, d: number, failed = d - n) => ({ label, rates: { passed: { n, d } }, suites: { failed } }) as StatisticsRow

it('puts the lowest rate first, more failures before fewer, and nothing to rate last', () => {
  const rows = [row('甲', 0, 0), row('乙', 9, 10), row('丙', 1, 2), row('丁', 10, 20), row('戊', 0, 3)]
  expect(worstFirst(rows).map((r) => r.label)).toEqual(['戊', '丁', '丙', '乙', '甲'])
})
it('does not let two places with nothing to rate upset the order', () =>
  expect(worstFirst([row('甲', 0, 0), row('乙', 1, 1), row('丙', 0, 0)]).map((r) => r.label)).toEqual(['乙', '甲', '丙']))
