import type { ImportMapping, Sheet } from '@/api/types'
import type { Kind } from './words'

/** What the person has said about a sheet so far. */
export interface MatchDraft {
  sheet: string
  kind: Kind
  header_top: number
  header_bottom: number
  fields: Record<number, string>
  school_name: string
  create_schools: boolean
}

/** Begins with what the server recognised, or with the match that was confirmed before. */
export function draftOf(sheet: Sheet, confirmed?: ImportMapping): MatchDraft {
  const known = confirmed?.sheet === sheet.name && confirmed.header_top === sheet.header_top ? confirmed : undefined
  return {
    sheet: sheet.name,
    kind: (known?.kind ?? sheet.kind) as Kind,
    header_top: sheet.header_top,
    header_bottom: sheet.header_bottom,
    fields: Object.fromEntries(sheet.columns.map((c) => [c.index, known?.columns.find((k) => k.index === c.index)?.field ?? c.field])),
    school_name: known?.school_name ?? '',
    create_schools: known?.create_schools ?? false,
  }
}

export function mappingOf(draft: MatchDraft, sheet: Sheet): ImportMapping {
  return {
    kind: draft.kind,
    sheet: draft.sheet,
    header_top: draft.header_top,
    header_bottom: draft.header_bottom,
    columns: sheet.columns.map((c) => ({ index: c.index, title: c.title, field: draft.fields[c.index] ?? '' })),
    school_name: draft.school_name.trim() || undefined,
    create_schools: draft.create_schools || undefined,
  }
}

/** Fields that more than one column claims; the server takes only one of each. */
export function doubled(draft: MatchDraft): Set<string> {
  const seen = new Set<string>()
  const twice = new Set<string>()
  for (const field of Object.values(draft.fields)) {
    if (!field) continue
    if (seen.has(field)) twice.add(field)
    seen.add(field)
  }
  return twice
}

/** How sure the match of a column is, in words. */
export function sureness(column: Sheet['columns'][number], chosen: string): { text: string; tone: 'pass' | 'unknown' | 'muted' | 'brand' } {
  if (chosen !== column.field) return { text: '您的选择', tone: 'brand' }
  if (!chosen) return { text: '不读这一列', tone: 'muted' }
  return column.confidence >= 0.9 ? { text: '很有把握', tone: 'pass' } : { text: '请核对', tone: 'unknown' }
}
