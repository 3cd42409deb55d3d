import { describe, expect, it } from 'vitest'
import type { Criterion } from '@/api/types'
import { partsOf } from './parts'

const counts = { failed_suites: 0, unknown_suites: 0, failed_devices: 0, unknown_devices: 0, failed_schools: 0, unknown_schools: 0 }
const criterion = (id: string, subject: string, tier: string, unknown_suites?: number, group = 'hardware') =>
  ({ id, subject, tier, group, counts: unknown_suites === undefined ? null : { ...counts, unknown_suites } }) as Criterion
const all = [
  criterion('ROOM', 'classroom', 'all', 0),
  criterion('MIN-CPU', 'host', 'min', 0),
  criterion('MIN-IN', 'inputs', 'min', 0),
  criterion('STD-CPU', 'host', 'std', 3),
  criterion('OS', 'host', 'all', 0, 'software'),
]
const ids = (wanted: Parameters<typeof partsOf>[1]) => partsOf(all, wanted).map((p) => [p.title, ...p.criteria.map((c) => c.id)])

describe('the parts of the notice', () => {
  it('keep both tiers of one component together', () =>
    expect(ids({ group: 'hardware', tier: '', open: false })).toEqual([
      ['教室', 'ROOM'],
      ['主机', 'MIN-CPU', 'STD-CPU'],
      ['输入接口', 'MIN-IN'],
    ]))
  it('hold what has no tier beside either tier', () => expect(ids({ group: 'hardware', tier: 'std', open: false })).toEqual([['教室', 'ROOM'], ['主机', 'STD-CPU']]))
  it('leave out what nothing fails and no fact is missing for', () => expect(ids({ group: 'hardware', tier: '', open: true })).toEqual([['主机', 'STD-CPU']]))
  it('are empty for somebody who may not see counts and asks for what is open', () =>
    expect(partsOf([criterion('X', 'host', 'min')], { group: 'hardware', tier: '', open: true })).toEqual([]))
})
