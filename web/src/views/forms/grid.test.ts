import { expect, test } from 'vitest'
import { gridOf } from './grid'

const texts = (sheet: Parameters<typeof gridOf>[0]) => gridOf(sheet).rows.map((row) => row.map((c) => `${c.text}${c.wide}x${c.tall}`))

test('a merged range is one cell, and short rows are filled up', () => {
  const sheet = { rows: [['表'], ['校', '1', '2'], null], merges: [{ top: 0, left: 0, bottom: 0, right: 2 }] }
  expect(texts(sheet)).toEqual([['表3x1'], ['校1x1', '11x1', '21x1'], ['1x1', '1x1', '1x1']])
})

test('a range that goes on below the rows that are shown ends with them', () => {
  const sheet = { rows: [['甲', 'a'], ['', 'b']], merges: [{ top: 0, left: 0, bottom: 9, right: 0 }] }
  expect(texts(sheet)).toEqual([['甲1x2', 'a1x1'], ['b1x1']])
})

test('a merged range may reach beyond the widest row', () => {
  expect(gridOf({ rows: [['表']], merges: [{ top: 0, left: 0, bottom: 0, right: 3 }] }).width).toBe(4)
})
