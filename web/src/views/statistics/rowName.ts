import type { StatisticsRow } from '@/api/types'
import { useCriteria } from '@/composables/useCriteria'
import { tierLabels } from '@/labels'

/** What a row is called. Both tiers ask for some of the same things, so a clause goes with its tier. */
export function useRowName(groupBy: () => string) {
  const { of } = useCriteria()
  return (row: StatisticsRow) => {
    const tier = groupBy() === 'criterion' ? of(row.key)?.tier : undefined
    return tier && tier !== 'all' ? `${row.label}（${tierLabels.of(tier)}）` : row.label || '合计'
  }
}
