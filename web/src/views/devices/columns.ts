import type { DeviceLine } from '@/api/types'
import type { Column } from '@/components/dataTable'
import { formatDate, formatMoney } from '@/format'

/** "教学楼 三（1）班", or the store of the school. */
export const whereIs = (d: Pick<DeviceLine, 'building' | 'classroom_name' | 'classroom_id'>) =>
  d.classroom_id === null ? '学校库房' : [d.building, d.classroom_name].filter(Boolean).join(' ')

export const deviceColumns: Column<DeviceLine>[] = [
  { key: 'name', title: '设备', sort: 'name', width: 170 },
  { key: 'category_label', title: '类别', sort: 'category' },
  { key: 'school_name', title: '学校' },
  { key: 'place', title: '位置', text: whereIs },
  { key: 'model', title: '品牌型号', text: (d) => [d.brand, d.model].filter(Boolean).join(' ') || '—' },
  { key: 'state', title: '状态', sort: 'state' },
  { key: 'grade', title: '达标', sort: 'grade' },
  { key: 'bought_on', title: '取得日期', sort: 'bought_on' },
  { key: 'asset_no', title: '资产编号', sort: 'asset_no' },
  { key: 'standard_grade', title: '按标准配置', optional: true },
  { key: 'serial', title: '序列号', optional: true },
  { key: 'label_code', title: '标签号', optional: true },
  { key: 'fund_source', title: '经费来源', optional: true },
  { key: 'price_cents', title: '单价', optional: true, numeric: true, text: (d) => formatMoney(d.price_cents) },
  { key: 'warranty_until', title: '保修到期', optional: true, text: (d) => formatDate(d.warranty_until) },
]

/** The steps in the life of a device. */
export const eventTitles: Record<string, string> = {
  registered: '登记',
  corrected: '更正信息',
  moved: '移动位置',
  state_changed: '状态变更',
  relabelled: '换发标签',
}
