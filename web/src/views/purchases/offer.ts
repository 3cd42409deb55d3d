import type { PurchaseClause, PurchaseItem, PurchaseLine, Specs } from '@/api/types'
import { classroomKindLabels } from '@/labels'
import { specLines } from '../devices/specLines'

/** "希沃 F86" */
export const makeOf = (item: PurchaseItem) => [item.brand, item.model].filter(Boolean).join(' ')

/** For whom it is bought: "50 人普通教室". */
export const roomsOf = (item: PurchaseItem) => `${item.students ? `${item.students} 人` : ''}${classroomKindLabels.of(item.room_kind)}`

/** The specs in one line; empty where nothing is said. */
export const specsText = (item: PurchaseItem) =>
  specLines(item.specs)
    .map((line) => `${line.title} ${line.value}`)
    .join('，')

export const newItem = (): PurchaseItem => ({ category: 'panel', name: '', quantity: 1, room_kind: 'ordinary', specs: {} })

/** What the vendor has said: without the facts that the catalogue knew, which another processor would make wrong. */
export function vendorSpecs({ sources, ...specs }: Specs): Specs {
  const known = Object.entries(sources ?? {}).flatMap(([fact, origin]) => (origin.source === 'catalogue' && fact.startsWith('host.') ? [fact.slice('host.'.length)] : []))
  if (!specs.host || !known.length) return specs
  return { ...specs, host: Object.fromEntries(Object.entries(specs.host).filter(([fact]) => !known.includes(fact))) }
}

/** Clauses that count for the grade, the failed first, then the open ones. */
export function deciding(line: PurchaseLine): PurchaseClause[] {
  const order = ['fail', 'unknown', 'pass']
  return line.clauses.filter((c) => c.decides).sort((a, b) => order.indexOf(a.grade) - order.indexOf(b.grade))
}

/** What the vendor still has to tell of an item, each fact once. */
export function asked(line: PurchaseLine): string[] {
  return [...new Set(deciding(line).flatMap((c) => (c.grade === 'unknown' ? (c.missing ?? []).map((f) => f.label) : [])))]
}

/** What went wrong with an item, under the names that its form knows: "items[2].specs.host.memory_mib" is "specs.host.memory_mib". */
export function fieldsOf(fields: Record<string, string>, index: number): Record<string, string> {
  const at = `items[${index}].`
  return Object.fromEntries(Object.entries(fields).flatMap(([key, text]) => (key.startsWith(at) ? [[key.slice(at.length), text]] : [])))
}
