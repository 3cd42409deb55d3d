import type { Ticket } from '@/api/types'
import type { Column } from '@/components/dataTable'
import { formatTime } from '@/format'
import { channelLabels } from '@/labels'

export const ticketColumns: Column<Ticket>[] = [
  { key: 'number', title: '工单号', width: 130 },
  { key: 'fault_label', title: '故障' },
  { key: 'school_name', title: '学校' },
  { key: 'place', title: '教室与设备', text: (t) => [t.classroom_name, t.device_name].filter(Boolean).join(' · ') || '—' },
  { key: 'status', title: '状态' },
  { key: 'due_at', title: '时限', sort: 'due_at', ascendingOnly: true },
  { key: 'technician_name', title: '维修人员', roomy: true },
  { key: 'reporter_name', title: '报修人', roomy: true },
  { key: 'reported_at', title: '报修时间', roomy: true, sort: '-reported_at', text: (t) => formatTime(t.reported_at) },
  { key: 'channel', title: '来源', optional: true, text: (t) => channelLabels.of(t.channel) },
  { key: 'description', title: '说明', optional: true },
  { key: 'outcome_label', title: '处理结果', optional: true },
]

/** A ticket has a deadline to keep while somebody has to act on it. */
export const isOpen = (ticket: { status: string }) => ticket.status === 'open' || ticket.status === 'working'
