import type { Figure } from '@/api/types'

export interface ColumnGroup {
  title: string
  figures: Figure[]
}

const wide = /\.(network|software)_|missing_date/
/** What a narrow screen leaves to the workbook: all but what a bureau reports. */
const roomy = /^devices\.(?!failed_or_damaged)|\.standard_|failed_and_damaged/

/** The columns of the form, in groups under one heading each; network and software only on request. */
export function groupsOf(figures: Figure[], everything: boolean, narrow = false): ColumnGroup[] {
  const shown = figures.filter((f) => everything || !(wide.test(f.name) || (narrow && roomy.test(f.name))))
  const groups: ColumnGroup[] = []
  for (const figure of shown) {
    const title = { 所: '学校（所）', 套: '班班通（套）', 台: '设备（台）' }[figure.unit] ?? figure.unit
    const last = groups[groups.length - 1]
    if (last?.title === title) last.figures.push(figure)
    else groups.push({ title, figures: [figure] })
  }
  return groups
}
