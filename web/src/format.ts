// How the product writes figures, dates and sizes. "—" stands for "nothing to say", never for zero.

export const NOTHING = '—'

const grouped = new Intl.NumberFormat('zh-CN')

/** 1351 → "1,351" */
export const formatCount = (n: number | null | undefined) => (n == null ? NOTHING : grouped.format(n))

/**
 * A rate with two decimals, rounded half up from the exact integers: (1234, 1351) → "91.34 %".
 * Nothing to divide by gives "—". A rate above 100 % is a data error and is shown as it is.
 */
export function formatRate(numerator: number, denominator: number): string {
  if (denominator === 0) return NOTHING
  const hundredths = Math.floor((numerator * 20000 + denominator) / (2 * denominator))
  return `${Math.floor(hundredths / 100)}.${String(hundredths % 100).padStart(2, '0')} %`
}

/** Cents → "3,500.00 元" */
export const formatMoney = (cents: number | null | undefined) =>
  cents == null ? NOTHING : `${grouped.format(Math.trunc(cents / 100))}.${String(Math.abs(cents) % 100).padStart(2, '0')} 元`

/** 8192 → "8 GB" */
export const formatMemory = (mib: number | null | undefined) =>
  mib == null ? NOTHING : mib % 1024 === 0 ? `${mib / 1024} GB` : `${trim(mib / 1024)} GB`

/** Decimal megabytes as disks are sold: 256060 → "256 GB", 1000000 → "1 TB" */
export const formatDisk = (mb: number | null | undefined) =>
  mb == null ? NOTHING : mb >= 1_000_000 ? `${trim(mb / 1_000_000)} TB` : `${Math.round(mb / 1000)} GB`

/** 2900 → "2.9 GHz" */
export const formatClock = (mhz: number | null | undefined) => (mhz == null ? NOTHING : `${trim(mhz / 1000)} GHz`)

const trim = (n: number) => String(Math.round(n * 100) / 100)

const chinaTime = { timeZone: 'Asia/Shanghai', hour12: false } as const
const dayParts = new Intl.DateTimeFormat('zh-CN', { ...chinaTime, year: 'numeric', month: '2-digit', day: '2-digit' })
const timeParts = new Intl.DateTimeFormat('zh-CN', {
  ...chinaTime,
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
})

const parts = (f: Intl.DateTimeFormat, at: Date) =>
  Object.fromEntries(f.formatToParts(at).map((p) => [p.type, p.value])) as Record<string, string>

/** The China-time day of an instant, "2024-09-10". Dates that are already days pass unchanged, whatever their precision. */
export function formatDate(value: string | Date | null | undefined): string {
  if (!value) return NOTHING
  if (typeof value === 'string' && value.length <= 10) return value
  const p = parts(dayParts, new Date(value))
  return `${p.year}-${p.month}-${p.day}`
}

/** The China-time minute of an instant, "2024-09-10 08:05" */
export function formatTime(value: string | Date | null | undefined): string {
  if (!value) return NOTHING
  const p = parts(timeParts, new Date(value))
  return `${p.year}-${p.month}-${p.day} ${p.hour}:${p.minute}`
}

/** The distance of a deadline in words: "还剩 2 小时", "已超时 3 天" */
export function formatDue(due: string | Date, now: Date = new Date()): string {
  const minutes = Math.round((new Date(due).getTime() - now.getTime()) / 60_000)
  return `${minutes < 0 ? '已超时' : '还剩'} ${span(Math.abs(minutes))}`
}

function span(minutes: number): string {
  if (minutes < 60) return `${minutes} 分钟`
  if (minutes < 48 * 60) return `${Math.round(minutes / 60)} 小时`
  return `${Math.round(minutes / 1440)} 天`
}
