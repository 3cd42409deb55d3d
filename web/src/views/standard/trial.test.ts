import { describe, expect, it } from 'vitest'
import type { StandardTrial } from '@/api/types'
import { sumTrials } from './trial'

const grades = (passed: number, failed: number) => ({ passed, failed, unknown: 0 })
function part(over: Partial<StandardTrial>): StandardTrial {
  const stands = (n: number) => ({ hardware: grades(10 - n, n), network: grades(0, 0), software: grades(0, 0), devices: grades(20 - n, n), schools: grades(1, 0) })
  return { fallen: 0, risen: 0, fallen_devices: 0, risen_devices: 0, now: stands(1), then: stands(4), criteria: [], schools: [], ...over }
}
const school = (id: number, child_id: number, fallen: number) => ({ id, name: `学校${id}`, child_id, child: `下级${child_id}`, fallen, risen: 0, fallen_devices: fallen, risen_devices: 0 })
const criterion = (id: string, now_suites: number, then_suites: number) => ({ id, title: id, now_suites, then_suites, now_devices: 0, then_devices: 0 })

describe('sumTrials', () => {
  it('has nothing to say of no part', () => expect(sumTrials([])).toBeUndefined())

  it('adds up parts, by criterion and by place, the hardest hit first', () => {
    const sum = sumTrials([
      part({ fallen: 3, schools: [school(1, 7, 1), school(2, 8, 2)], criteria: [criterion('A', 0, 1), criterion('B', 1, 3)] }),
      part({ fallen: 5, risen: 1, schools: [school(3, 7, 5)], criteria: [criterion('B', 0, 5)] }),
    ])
    expect(sum).toMatchObject({ fallen: 8, risen: 1, now: { hardware: { passed: 18, failed: 2 } }, then: { hardware: { failed: 8 } } })
    expect(sum?.criteria.map((c) => [c.id, c.now_suites, c.then_suites])).toEqual([
      ['B', 1, 8],
      ['A', 0, 1],
    ])
    expect(sum?.schools.map((s) => s.id)).toEqual([3, 2, 1])
    expect(sum?.places.map((p) => [p.id, p.fallen, p.schools])).toEqual([
      [7, 6, 2],
      [8, 2, 1],
    ])
  })

  it('leaves the parts as they were', () => {
    const parts = [part({ criteria: [criterion('A', 1, 2)] }), part({ criteria: [criterion('A', 1, 2)] })]
    sumTrials(parts)
    expect(parts[0]?.criteria[0]?.now_suites).toBe(1)
  })
})
