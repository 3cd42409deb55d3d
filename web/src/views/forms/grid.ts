import type { FilledSheet } from '@/api/types'

export interface Cell {
  column: number
  text: string
  wide: number
  tall: number
}

/** The cells of a filled sheet as a table of HTML has them: a merged range is one, and what it covers is left out. */
export function gridOf(sheet: Pick<FilledSheet, 'rows' | 'merges'>): { width: number; rows: Cell[][] } {
  const width = Math.max(1, ...sheet.rows.map((row) => row?.length ?? 0), ...sheet.merges.map((m) => m.right + 1))
  const rows = sheet.rows.map((row, y) => {
    const cells: Cell[] = []
    for (let x = 0; x < width; x++) {
      const merge = sheet.merges.find((m) => m.top <= y && y <= m.bottom && m.left <= x && x <= m.right)
      if (merge && (merge.top !== y || merge.left !== x)) continue
      cells.push({
        column: x,
        text: row?.[x] ?? '',
        wide: merge ? merge.right - merge.left + 1 : 1,
        tall: merge ? Math.min(merge.bottom, sheet.rows.length - 1) - merge.top + 1 : 1,
      })
    }
    return cells
  })
  return { width, rows }
}
