import type { Classroom } from '@/api/types'
import type { Column } from '@/components/dataTable'
import { formatTime } from '@/format'
import { classroomKindLabels } from '@/labels'

/** "教学楼 三（1）班" */
export const roomName = (room: { building: string; name: string }) => [room.building, room.name].filter(Boolean).join(' ')

export const classroomColumns: Column<Classroom>[] = [
  { key: 'name', title: '教室', sort: 'name', width: 150 },
  { key: 'school_name', title: '学校' },
  { key: 'floor', title: '楼层', optional: true },
  { key: 'kind', title: '类型', optional: true, text: (r) => classroomKindLabels.of(r.kind) },
  { key: 'student_count', title: '班额', sort: 'student_count', numeric: true },
  { key: 'devices', title: '设备（台）', numeric: true },
  { key: 'grade', title: '设备', sort: 'grade' },
  { key: 'standard_grade', title: '按标准配置' },
  { key: 'network_grade', title: '网络' },
  { key: 'software_grade', title: '软件' },
  { key: 'updated_at', title: '更新时间', sort: 'updated_at', optional: true, text: (r) => formatTime(r.updated_at) },
]
