import { describe, expect, it } from 'vitest'
import type { MeasurePrice } from '@/api/types'
import { changesOf, draftsOf } from './prices'

const county = 7
const price = (measure: string, cents: number, keeper_id: number, fund_source = ''): MeasurePrice => ({
  measure,
  title: measure,
  reference_cents: 300_00,
  cents,
  fund_source,
  keeper_id,
  keeper: '',
})
const prices = [price('memory', 280_50, county, '公用经费'), price('disk', 400_00, 1), price('nic', 100_00, 0)]

describe('prices as a bureau edits them', () => {
  it('begin with its own; an inherited one is an empty field', () => {
    expect(draftsOf(prices, county).map((d) => d.yuan)).toEqual([280.5, null, null])
  })
  it('are no change while nothing was typed', () => {
    expect(changesOf(prices, county, draftsOf(prices, county))).toEqual([])
  })
  it('become cents, and an emptied field goes by the superior again', () => {
    const drafts = draftsOf(prices, county)
    drafts[0] = { ...drafts[0]!, yuan: null }
    drafts[1] = { ...drafts[1]!, yuan: 0.29, fundSource: ' 专项 ' }
    expect(changesOf(prices, county, drafts)).toEqual([
      { measure: 'memory', cents: null },
      { measure: 'disk', cents: 29, fund_source: '专项' },
    ])
  })
  it('do not change with a fund source that no price goes with', () => {
    const drafts = draftsOf(prices, county)
    drafts[2] = { ...drafts[2]!, fundSource: '专项' }
    expect(changesOf(prices, county, drafts)).toEqual([])
  })
})
