import type { MeasurePrice, NewPrice } from '@/api/types'

/** What a bureau enters for one measure; without yuan it goes by its superior's price. */
export interface PriceDraft {
  measure: string
  yuan: number | null
  fundSource: string
}

const centsOf = (yuan: number) => Math.round(yuan * 100)

/** The prices that the bureau keeps itself, as they are edited. */
export const draftsOf = (prices: MeasurePrice[], bureau: number): PriceDraft[] =>
  prices.map((p) => (p.keeper_id === bureau ? { measure: p.measure, yuan: p.cents / 100, fundSource: p.fund_source } : { measure: p.measure, yuan: null, fundSource: '' }))

/** The prices that differ from those that the bureau keeps now. */
export function changesOf(prices: MeasurePrice[], bureau: number, drafts: PriceDraft[]): NewPrice[] {
  const before = draftsOf(prices, bureau)
  const same = (a: PriceDraft, b: PriceDraft | undefined) => a.yuan === b?.yuan && (a.yuan === null || a.fundSource.trim() === b.fundSource)
  return drafts
    .filter((draft, i) => !same(draft, before[i]))
    .map(({ measure, yuan, fundSource }) => (yuan === null ? { measure, cents: null } : { measure, cents: centsOf(yuan), fund_source: fundSource.trim() }))
}
