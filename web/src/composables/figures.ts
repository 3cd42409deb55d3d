import type { RouteLocationRaw } from 'vue-router'
import type { Figure, Statistics, StatisticsRow } from '@/api/types'

/** The count that the figure's name points at: "suites.failed" of a row. */
export function countOf(row: StatisticsRow, name: string): number {
  const value = name.split('.').reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], row)
  return typeof value === 'number' ? value : 0
}

/** The list that shows exactly what the figure counts in the row. The server says which filters that takes. */
export function figureLink(table: Pick<Statistics, 'filter'>, row: Pick<StatisticsRow, 'filter' | 'key'>, figure: Figure): RouteLocationRaw {
  const query: Record<string, string> = { ...table.filter, ...row.filter, ...figure.filter }
  if (figure.key && row.key) query[figure.key] = row.key
  return { name: figure.list, query }
}

export const figureNamed = (table: Pick<Statistics, 'figures'>, name: string) => table.figures.find((f) => f.name === name)
