import { type RouteLocationRaw, useRoute } from 'vue-router'
import type { StatisticsRow } from '@/api/types'
import { usePlace } from './usePlace'

/** One level down from a row of places: its own children if it has any, else the school itself. */
export function useDrill() {
  const route = useRoute()
  const place = usePlace()
  return (row: StatisticsRow): RouteLocationRaw => {
    const alone = row.kind === 'school' && (row.schools + row.teaching_points <= 1 || Number(row.key) === place.value)
    if (alone) return { name: 'school', params: { id: row.key } }
    const { page: _page, ...query } = route.query
    return { query: { ...query, organisation: row.key } }
  }
}
