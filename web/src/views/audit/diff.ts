import type { Specs } from '@/api/types'
import { formatDate, formatMoney, formatTime, NOTHING } from '@/format'
import {
  areaLabels,
  categoryLabels,
  classroomKindLabels,
  deviceStateLabels,
  organisationKindLabels,
  photoStageLabels,
  priorityLabels,
  roleLabels,
  schoolTypeLabels,
  sourceLabels,
  sponsorLabels,
  ticketStatusLabels,
} from '@/labels'
import { specLines } from '@/views/devices/specLines'
import { fieldWords } from './words'

/** One field of an audited change. */
export interface FieldChange {
  field: string
  before: string
  after: string
}

/**
 * What a change changed, field by field and in words. Where there was nothing before, all that was written; fields
 * that stayed as they were are left out.
 */
export function changesOf(before: unknown, after: unknown): FieldChange[] {
  const [was, is] = [flatten(before), flatten(after)]
  const fields = [...new Set([...was.keys(), ...is.keys()])]
  return fields
    .map((field) => ({ field, before: was.get(field) ?? NOTHING, after: is.get(field) ?? NOTHING }))
    .filter((change) => change.before !== change.after)
    .sort((a, b) => rank(a.field) - rank(b.field))
}

/** Names come first and what a page shows last comes last; the facts of a device stand as its page has them. */
const order = new Map(Object.values(fieldWords).map((title, i) => [title, i]))
const rank = (title: string) => order.get(title) ?? order.size

type Json = Record<string, unknown>
const isObject = (v: unknown): v is Json => typeof v === 'object' && v !== null && !Array.isArray(v)

/** Every value by its title, in words. */
function flatten(state: unknown): Map<string, string> {
  const found = new Map<string, string>()
  const walk = (value: unknown, path: string) => {
    if (path === 'specs') specLines((value ?? {}) as Specs).forEach((l) => found.set(`${l.section} · ${l.title}`, l.value))
    else if (isObject(value)) Object.entries(value).forEach(([key, v]) => walk(v, path ? `${path}.${snake(key)}` : snake(key)))
    else if (path === 'classroom_id' && value === null) found.set(titleOf(path), '学校库房')
    else if (value !== null && value !== undefined && value !== '') found.set(titleOf(path), words(path, value))
  }
  walk(state, '')
  return found
}

/** "UplinkMbps" and "uplink_mbps" are the same field. */
const snake = (key: string) =>
  key
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .toLowerCase()

const titleOf = (path: string) => fieldWords[path] ?? fieldWords[path.split('.').pop() ?? ''] ?? path

const codes: Record<string, { of: (code: string) => string }> = {
  type: schoolTypeLabels,
  area: areaLabels,
  sponsor: sponsorLabels,
  category: categoryLabels,
  state: deviceStateLabels,
  status: ticketStatusLabels,
  priority: priorityLabels,
  stage: photoStageLabels,
  'network.source': sourceLabels,
  kind: { of: (code) => (code in classroomKindLabels.labels ? classroomKindLabels.of(code) : organisationKindLabels.of(code)) },
}
const units: Record<string, string> = { mbps: ' Mbps', ms: ' ms', bytes: ' 字节', count: ' 人' }

function words(path: string, value: unknown): string {
  if (typeof value === 'boolean') return value ? '是' : '否'
  if (Array.isArray(value)) return value.map((v) => (path === 'grants' ? grantWords(v) : String(v))).join('、') || NOTHING
  if (typeof value === 'string') return codes[path]?.of(value) ?? textOf(path, value)
  if (typeof value !== 'number') return JSON.stringify(value)
  if (path === 'price_cents') return formatMoney(value)
  if (path.endsWith('_id') || path === 'import') return `${value} 号`
  return `${value}${units[path.split('_').pop() ?? ''] ?? ''}`
}

const textOf = (path: string, value: string) => (path.endsWith('_at') ? formatTime(value) : path.endsWith('_on') ? formatDate(value) : value)

/** "teacher@113 信丰县第一小学" → "教师（信丰县第一小学）" */
function grantWords(value: unknown): string {
  const [, role, id, place] = /^(\w+)@(\d+) ?(.*)$/.exec(String(value)) ?? []
  return role ? `${roleLabels.of(role)}（${place || `${id} 号单位`}）` : String(value)
}
