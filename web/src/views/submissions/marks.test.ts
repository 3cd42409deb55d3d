import { expect, test } from 'vitest'
import { fromRows, pathOf, toRows } from './marks'

test('marks of every kind become rows and come back', () => {
  const marks = { 'device-7': '应为 75 英寸', 'classroom-3': '班额不对', 'organisation-5': '少报一所', 'finding-quality.no-screen': '请说明' }
  expect(toRows(marks)).toEqual([
    { device_id: 7, note: '应为 75 英寸' },
    { classroom_id: 3, note: '班额不对' },
    { organisation_id: 5, note: '少报一所' },
    { finding: 'quality.no-screen', note: '请说明' },
  ])
  expect(fromRows(toRows(marks))).toEqual(marks)
})

test('a row that was opened and left empty is not marked', () => {
  expect(toRows({ 'device-7': '  ', 'device-8': '' })).toEqual([])
})

test('a row leads to the page where it is put right', () => {
  expect(pathOf({ device_id: 7, note: '' }, 2)).toBe('/devices/7')
  expect(pathOf({ organisation_id: 5, note: '' }, 2)).toBe('/periods/2/5')
  expect(pathOf({ finding: 'missing', note: '' }, 2)).toBeUndefined()
})
