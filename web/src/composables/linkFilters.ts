import { areaLabels, gradeLabels, schoolTypeLabels, sponsorLabels } from '@/labels'

/**
 * Filters that only links set: a figure of a report leads to exactly the rows it counts. They are read from the
 * address, sent to the list as they are, and shown as chips.
 */
export const linkFilters = {
  school_id: 0,
  classroom_id: 0,
  criterion: '',
  unknown_of: '',
  standard_grade: '',
  network_grade: '',
  software_grade: '',
  damaged: '',
  failed_or_damaged: '',
  has_suite: '',
  usable: '',
  installed: false,
  in_store: false,
  missing_date: '',
  teaching_point: '',
  retired: '',
  counted: false,
  type: '',
  area: '',
  sponsor: '',
}

type LinkFilter = keyof typeof linkFilters

const yesNo = (yes: string, no: string) => (v: string) => (v === 'true' ? yes : no)

const texts: Partial<Record<LinkFilter, (value: string, names: Names) => string>> = {
  school_id: (_, names) => `学校：${names.school ?? '所选学校'}`,
  classroom_id: (_, names) => `教室：${names.classroom ?? '所选教室'}`,
  criterion: (v, names) => `不达标条款：${names.criterion?.(v) ?? v}`,
  unknown_of: (v, names) => `待核实条款：${names.criterion?.(v) ?? v}`,
  standard_grade: (v) => `按标准配置${gradeLabels.of(v)}`,
  network_grade: (v) => `网络${gradeLabels.of(v)}`,
  software_grade: (v) => `软件${gradeLabels.of(v)}`,
  damaged: yesNo('损坏', '没有损坏'),
  failed_or_damaged: yesNo('不达标或损坏', '既达标又没有损坏'),
  has_suite: yesNo('已配班班通', '未配班班通'),
  usable: yesNo('可用', '不可用'),
  installed: () => '装在教室里的',
  in_store: () => '在库房的',
  missing_date: yesNo('取得日期缺失', '取得日期齐全'),
  teaching_point: yesNo('教学点', '不含教学点'),
  retired: yesNo('已报废或停用', '未报废'),
  counted: () => '计入统计的学校',
  type: (v) => schoolTypeLabels.of(v),
  area: (v) => areaLabels.of(v),
  sponsor: (v) => `举办者：${sponsorLabels.of(v)}`,
}

/** Names of what the filters hold only as an id. */
export interface Names {
  school?: string
  classroom?: string
  criterion?: (id: string) => string | undefined
}

export function chipsOf(params: Partial<Record<LinkFilter, unknown>>, names: Names = {}) {
  return (Object.keys(texts) as LinkFilter[])
    .filter((key) => params[key])
    .map((key) => ({ key, text: texts[key]!(String(params[key]), names) }))
}

/** The part of the link filters that a list takes. */
export function pickFilters<K extends LinkFilter>(...keys: K[]): Pick<typeof linkFilters, K> {
  return Object.fromEntries(keys.map((key) => [key, linkFilters[key]])) as Pick<typeof linkFilters, K>
}
