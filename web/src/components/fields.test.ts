import { describe, expect, it } from 'vitest'
import { readDate, readNumber } from './fields'

describe('readNumber', () => {
  it.each<[string, string, number | null | undefined]>([
    ['reads plain digits', '45', 45],
    ['reads full-width digits', '４５', 45],
    ['reads thousand separators pasted from Excel', '1,234.50', 1234.5],
    ['drops a unit written behind', '45人', 45],
    ['tells an empty field from zero', ' ', null],
    ['reads zero as zero', '0', 0],
    ['does not guess at words', '四十五', undefined],
    ['does not guess at two numbers', '4-5', undefined],
    ['refuses a code that Excel ruined', '3.6E+17', undefined],
  ])('%s', (_, text, want) => expect(readNumber(text)).toBe(want))
})

describe('readDate', () => {
  it.each<[string, string | undefined]>([
    ['2021-9-1', '2021-09-01'],
    ['2021年9月', '2021-09'],
    ['2021.9', '2021-09'],
    ['2021', '2021'],
    ['', ''],
    ['去年', undefined],
    ['21-9', undefined],
  ])('%s', (text, want) => expect(readDate(text)).toBe(want))
})
