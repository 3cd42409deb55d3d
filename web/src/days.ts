// Days as the product counts them: China's, whatever the zone of the computer.
import type { PeriodDraft } from '@/api/types'
import { formatDate } from './format'

/** The day so many days after today: dayAfter(0) is today. */
export const dayAfter = (days: number, now = new Date()) => formatDate(new Date(now.getTime() + days * 86_400_000))

/** The last day of the month before a day's: "2027-03-31" → "2027-02-28" */
export function monthEndBefore(day: string): string {
  const [year = 0, month = 1] = day.split('-').map(Number)
  return new Date(Date.UTC(year, month - 1, 0)).toISOString().slice(0, 10)
}

/** The school year's term of a day, as it is named in documents; autumn runs from September to January. */
export function termOf(day: string): { kind: PeriodDraft['kind']; name: string } {
  const [year = 0, month = 1] = day.split('-').map(Number)
  if (month >= 9) return { kind: 'autumn', name: `${year}年秋季学期` }
  return month === 1 ? { kind: 'autumn', name: `${year - 1}年秋季学期` } : { kind: 'spring', name: `${year}年春季学期` }
}
