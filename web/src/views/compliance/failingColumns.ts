import type { Classroom } from '@/api/types'
import type { Column } from '@/components/dataTable'

export const failingColumns: Column<Classroom>[] = [
  { key: 'name', title: '教室', sort: 'name', width: 130 },
  { key: 'school_name', title: '学校' },
  { key: 'grade', title: '设备', sort: 'grade' },
  { key: 'failing', title: '不达标的条款', width: 200 },
  { key: 'unverified', title: '待核实的条款', width: 200 },
  { key: 'network_grade', title: '网络', optional: true },
  { key: 'software_grade', title: '软件', optional: true },
  { key: 'standard_grade', title: '按标准配置', optional: true },
  { key: 'student_count', title: '班额', sort: 'student_count', numeric: true, optional: true },
]
