import { expect, it } from 'vitest'
import { aimsOf, draftOf, formatBudget, proofOf } from './aims'

it('takes a budget in 万元 to the cent', () => {
  expect(aimsOf({ ...draftOf(), name: ' 2027 年更新 ', budget: 40.29 })).toMatchObject({ name: '2027 年更新', budget_cents: 40_290_000 })
  expect(aimsOf(draftOf()).budget_cents).toBeNull()
})
it('writes a budget as people say it', () => {
  expect([formatBudget(null), formatBudget(0), formatBudget(40_290_000)]).toEqual(['不限', '0 万元', '40.29 万元'])
})
it('says that a choice is the best only where it is proven', () => {
  expect(proofOf({ value: 500, bound: 500 }, 40_000)).toContain('最优')
  expect(proofOf({ value: 500, bound: 500 }, null)).not.toContain('最优')
  expect(proofOf({ value: 99_999, bound: 100_000 }, 40_000)).toBe('与理论上限相差不超过 0.0010 %')
  expect(proofOf({ value: 999_999_999, bound: 1_000_000_000 }, 40_000)).toContain('0.0001 %')
})
