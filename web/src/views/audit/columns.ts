import type { AuditEntry } from '@/api/types'
import type { Column } from '@/components/dataTable'
import { formatTime, NOTHING } from '@/format'

/** The changed fields in one line, as many as a line takes. */
function summary({ changes }: AuditEntry): string {
  const words = (c: AuditEntry['changes'][number]) => (c.before ? `${c.field} ${c.before} → ${c.after || NOTHING}` : `${c.field} ${c.after}`)
  return changes.slice(0, 2).map(words).join('，') + (changes.length > 2 ? ` 等 ${changes.length} 项` : '') || NOTHING
}

export const auditColumns: Column<AuditEntry>[] = [
  { key: 'at', title: '时间', width: 140, text: (e) => formatTime(e.at) },
  { key: 'actor', title: '操作人', width: 96 },
  { key: 'action_word', title: '操作' },
  { key: 'subject', title: '对象', text: (e) => `${e.subject_word} ${e.subject_id} 号` },
  { key: 'organisation_name', title: '所属单位' },
  { key: 'summary', title: '变更', width: 220, text: summary },
  { key: 'request_id', title: '请求编号', optional: true },
]
