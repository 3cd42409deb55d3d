import type { ReturnedRow } from '@/api/types'

/** What a reviewer says of single rows, by what the row is: `device-7`, `classroom-3`, `organisation-5`, `finding-missing`. */
export type Marks = Record<string, string>

const ids = { organisation: 'organisation_id', classroom: 'classroom_id', device: 'device_id' } as const

/** The marked rows as the server takes them; a row about which nothing was written is not marked. */
export function toRows(marks: Marks): ReturnedRow[] {
  return Object.entries(marks).flatMap(([key, text]) => {
    const note = text.trim()
    if (!note) return []
    const dash = key.indexOf('-')
    const [kind, rest] = [key.slice(0, dash), key.slice(dash + 1)]
    return kind in ids ? [{ [ids[kind as keyof typeof ids]]: Number(rest), note }] : [{ finding: rest, note }]
  })
}

/** The reverse, for the pages that show each remark at its row. */
export const fromRows = (rows: ReturnedRow[]): Marks => Object.fromEntries(rows.map((row) => [keyOf(row), row.note]))

export function keyOf(row: ReturnedRow): string {
  if (row.device_id) return `device-${row.device_id}`
  if (row.classroom_id) return `classroom-${row.classroom_id}`
  return row.organisation_id ? `organisation-${row.organisation_id}` : `finding-${row.finding}`
}

/** Where a returned row is put right; a finding is put right at the places that the draft names. */
export function pathOf(row: ReturnedRow, period: number): string | undefined {
  if (row.device_id) return `/devices/${row.device_id}`
  if (row.classroom_id) return `/classrooms/${row.classroom_id}`
  return row.organisation_id ? `/periods/${period}/${row.organisation_id}` : undefined
}
