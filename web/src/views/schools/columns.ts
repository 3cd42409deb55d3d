import type { School } from '@/api/types'
import type { Column } from '@/components/dataTable'
import { areaLabels, sponsorLabels } from '@/labels'

export const schoolColumns: Column<School>[] = [
  { key: 'name', title: '学校', sort: 'name', width: 180 },
  { key: 'parent_name', title: '上级单位' },
  { key: 'type_label', title: '办学类型' },
  { key: 'area', title: '城乡', roomy: true, text: (s) => areaLabels.of(s.area) },
  { key: 'classrooms', title: '班级（套）', numeric: true },
  { key: 'in_use', title: '在用', sort: 'in_use', numeric: true },
  { key: 'rate', title: '设备达标率', numeric: true },
  { key: 'failed', title: '不达标', sort: 'failed', numeric: true },
  { key: 'unknown', title: '待核实', numeric: true },
  { key: 'damaged', title: '损坏', sort: 'damaged', numeric: true },
  { key: 'grade', title: '校园网络' },
  { key: 'code', title: '学校标识码', sort: 'code', optional: true },
  { key: 'sponsor', title: '举办者', optional: true, text: (s) => sponsorLabels.of(s.sponsor) },
]
