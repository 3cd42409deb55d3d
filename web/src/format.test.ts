import { describe, expect, it } from 'vitest'
import { formatClock, formatDate, formatDisk, formatDue, formatMemory, formatMoney, formatRate, formatTime } from './format'

describe('formatRate', () => {
  const cases: [string, number, number, string][] = [
    ['rounds half up from the integers', 1, 8, '12.50 %'],
    ['rounds a third hundredth half up', 1, 800, '0.13 %'],
    ['does not round 99.996 down', 99_996, 100_000, '100.00 %'],
    ['has nothing to say without a denominator', 0, 0, '—'],
    ['shows zero as zero', 0, 9, '0.00 %'],
    ['shows more than all, which is a data error', 11, 10, '110.00 %'],
    ['sums schools before it divides (9 of 10 and 0 of 90)', 9, 100, '9.00 %'],
  ]
  it.each(cases)('%s', (_, n, d, want) => expect(formatRate(n, d)).toBe(want))
})

describe('dates and times', () => {
  it('reads an instant in China time, across midnight', () => {
    expect(formatDate('2024-09-09T16:30:00Z')).toBe('2024-09-10')
    expect(formatTime('2024-09-09T16:05:00Z')).toBe('2024-09-10 00:05')
  })
  it('keeps the precision of a date that is only a month or a year', () => {
    expect(formatDate('2021-09')).toBe('2021-09')
    expect(formatDate('2021')).toBe('2021')
  })
  it('says nothing for a missing date', () => expect(formatDate('')).toBe('—'))
})

describe('formatDue', () => {
  const now = new Date('2024-09-10T08:00:00Z')
  it.each([
    ['2024-09-10T10:00:00Z', '还剩 2 小时'],
    ['2024-09-10T08:25:00Z', '还剩 25 分钟'],
    ['2024-09-07T08:00:00Z', '已超时 3 天'],
    ['2024-09-10T07:59:00Z', '已超时 1 分钟'],
  ])('%s is %s', (due, want) => expect(formatDue(due, now)).toBe(want))
})

describe('sizes', () => {
  it('writes memory and disks in the units they are sold in', () => {
    expect(formatMemory(8192)).toBe('8 GB')
    expect(formatMemory(3891)).toBe('3.8 GB')
    expect(formatDisk(256_060)).toBe('256 GB')
    expect(formatDisk(1_000_000)).toBe('1 TB')
    expect(formatClock(2900)).toBe('2.9 GHz')
    expect(formatMoney(350_005)).toBe('3,500.05 元')
  })
  it('never turns an unknown into a zero', () => {
    expect([formatMemory(null), formatDisk(undefined), formatClock(null), formatMoney(null)]).toEqual(['—', '—', '—', '—'])
  })
})
