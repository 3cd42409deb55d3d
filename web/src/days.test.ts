import { describe, expect, it } from 'vitest'
import { dayAfter, monthEndBefore, termOf } from './days'

describe('dayAfter', () => {
  it.each<[string, number, string]>([
    ['2026-12-31T15:59:00Z', 0, '2026-12-31'],
    ['2026-12-31T16:01:00Z', 0, '2027-01-01'],
    ['2028-02-28T20:00:00Z', -1, '2028-02-28'],
    ['2027-02-21T04:00:00Z', 7, '2027-02-28'],
  ])('%s and %i days is %s', (now, days, want) => expect(dayAfter(days, new Date(now))).toBe(want))
})

describe('monthEndBefore', () => {
  it.each([
    ['2027-03-31', '2027-02-28'],
    ['2028-03-29', '2028-02-29'],
    ['2027-01-01', '2026-12-31'],
  ])('%s: %s', (day, want) => expect(monthEndBefore(day)).toBe(want))
})

describe('termOf', () => {
  it.each([
    ['2027-01-31', '2026年秋季学期', 'autumn'],
    ['2027-02-01', '2027年春季学期', 'spring'],
    ['2027-08-31', '2027年春季学期', 'spring'],
    ['2027-09-01', '2027年秋季学期', 'autumn'],
  ])('%s is in %s', (day, name, kind) => expect(termOf(day)).toEqual({ kind, name }))
})
